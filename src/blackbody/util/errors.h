#pragma once
/// Errors are user interface: one line that names the file, the place in it, what was expected, what was found and
/// what to do. `run_cli` catches `Error` once and turns its kind into the exit code of docs/architecture.md.
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace blackbody {

/// What went wrong, as the exit code says it.
enum class ErrorKind {
    usage = 2,         ///< a wrong call, or a file that is not there
    model = 3,         ///< a model that cannot be read, or that uses what is not supported
    data = 4,          ///< data that cannot be read, or that does not fit the model
    output = 5,        ///< a result that cannot be written
    refused = 6,       ///< all could be read, and there is no number to trust: too few effective chains, divergence
    interrupted = 130  ///< Ctrl-C
};

/// What to do. It speaks of options in words, "give the labels", and names them beside, "labels": who knows how they
/// are given adds that, as the command line its flags.
struct Advice {
    Advice() = default;
    Advice(const char* said) : words(said) {}
    Advice(std::string said, std::vector<std::string> of = {}) : words(std::move(said)), options(std::move(of)) {}

    std::string words{};
    std::vector<std::string> options{};
};

/// The parts of a complaint; empty parts are left out of the sentence.
struct Complaint {
    std::string file{};      ///< "model.onnx"
    std::string place{};     ///< "node 'conv1' (Conv, opset 17)" or "header"
    std::string expected{};  ///< "at most 4 dimensions"
    std::string found{};     ///< "7"
    Advice advice{};         ///< "export the model again with ..."
};

/// "model.onnx: node 'conv1' (Conv, opset 17): expected ..., found ...; advice", control characters escaped.
std::string to_line(const Complaint& complaint);

class Error : public std::runtime_error {
  public:
    Error(ErrorKind kind, const std::string& line) : std::runtime_error(line), kind_(kind) {}
    Error(ErrorKind kind, const Complaint& complaint)
        : std::runtime_error(to_line(complaint)),
          kind_(kind),
          file_(complaint.file),
          options_(complaint.advice.options) {}
    ErrorKind kind() const { return kind_; }
    int exit_code() const { return static_cast<int>(kind_); }
    const std::string& file() const { return file_; }                     ///< that it names; "" where it names none
    const std::vector<std::string>& options() const { return options_; }  ///< that its advice speaks of

  private:
    ErrorKind kind_;
    std::string file_{};
    std::vector<std::string> options_{};
};

/// Ctrl-C. Where it is thrown nobody knows what files there are: who has written one by then throws it on with a word
/// of it, and where nobody did the command line says that nothing was written.
class Interrupted : public Error {
  public:
    explicit Interrupted(const std::string& line = "interrupted") : Error(ErrorKind::interrupted, line) {}
    Interrupted(const Interrupted& error, const Advice& written);
    bool says_what_was_written() const { return says_what_was_written_; }

  private:
    bool says_what_was_written_ = false;
};

/// A file whose bytes are not what its format promises. Formats do not know whether they read a model or data;
/// `loading` does, and rethrows with the right kind.
class FormatError : public Error {
  public:
    explicit FormatError(const Complaint& complaint) : Error(ErrorKind::model, complaint) {}
    FormatError(ErrorKind kind, const std::string& line) : Error(kind, line) {}
};

/// An operator, layer or type that exists and that Blackbody does not compute (yet).
class UnsupportedError : public Error {
  public:
    explicit UnsupportedError(const Complaint& complaint) : Error(ErrorKind::model, complaint) {}
};

/// A computation that has no honest answer for this input (too few values, no convergence). No file is at fault.
class NumericalError : public Error {
  public:
    explicit NumericalError(const std::string& line) : Error(ErrorKind::refused, line) {}
    explicit NumericalError(const Complaint& complaint) : Error(ErrorKind::refused, complaint) {}
};

}  // namespace blackbody
