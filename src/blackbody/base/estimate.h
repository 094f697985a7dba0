#pragma once
/// The only scalar that a Measurement holds: a value with its error bar and its nulls.
#include <cstdint>
#include <string>
#include <vector>

namespace blackbody {

/// An error bar is a number, or `exact` (a property of the given weights has no sampling error), or a stated reason why
/// none can be had. It is never a printed 0.
class Uncertainty {
  public:
    enum class Kind { number, exact, unavailable };
    enum class Why { other, chains_do_not_mix };  ///< there is none, where a rule asks for it
    /// `degrees`: how many independent pieces the error itself was taken from, less one.
    static Uncertainty of(double std_error, int degrees = usual_degrees) {
        Uncertainty error(Kind::number, std_error, "");
        error.degrees_ = degrees;
        return error;
    }
    static Uncertainty exact() { return Uncertainty(Kind::exact, 0, ""); }
    static Uncertainty none(std::string reason, Why why = Why::other) {
        Uncertainty error(Kind::unavailable, 0, std::move(reason));
        error.why_ = why;
        return error;
    }
    static constexpr int usual_degrees = 15;  ///< 16 blocks of samples
    Kind kind() const { return kind_; }
    bool is_number() const { return kind_ == Kind::number; }
    double std_error() const { return std_error_; }        ///< meaningful where kind() == number
    int degrees() const { return degrees_; }               ///< of freedom of Student's t: an interval is ± t std_error
    const std::string& reason() const { return reason_; }  ///< in words; meaningful where kind() == unavailable
    Why why() const { return why_; }

  private:
    Uncertainty(Kind kind, double std_error, std::string reason)
        : kind_(kind), std_error_(std_error), reason_(std::move(reason)) {}
    Kind kind_;
    double std_error_;
    std::string reason_;
    int degrees_ = usual_degrees;
    Why why_ = Why::other;
};

/// The same quantity on systems or data from which what it is about was removed on purpose.
struct Null {
    std::string control;       ///< name of the ControlInfo: "permuted_kernels"
    double value = 0;          ///< the quantity itself on the very samples that the null was drawn on
    double mean = 0;           ///< over the draws
    double spread = 0;         ///< standard deviation over the draws
    double low = 0, high = 0;  ///< smallest and largest draw
    std::int64_t draws = 0;
};

struct Estimate {
    std::string name;  ///< of its QuantityInfo
    double value = 0;
    Uncertainty error = Uncertainty::none("not estimated");
    std::int64_t n = 0;  ///< how many samples (or eigenvalues, weights, ...: what the quantity averages over)
    std::vector<Null> nulls{};
};

}  // namespace blackbody
