#pragma once
/// What a number means: the text part of every quantity that Blackbody reports. No LibTorch here: CLI help, `explain`,
/// the documentation, the JSON schema and the report's glossary are printed from these records.
#include <limits>
#include <string>
#include <vector>

namespace blackbody {

/// Where in the theory a record belongs (docs/physics): the view under which the two papers would speak of it.
enum class View { micro, macro, world, practical };

const char* to_string(View view);

/// One number of an observable. All text is plain UTF-8, a formula in the symbols of its reference.
struct QuantityInfo {
    std::string name;       ///< key in JSON: "entropy"
    std::string symbol;     ///< "H"
    std::string unit;       ///< "nat", "bit", "1" for a pure number, "unit" for a count of units (docs/conventions.md)
    std::string meaning;    ///< one sentence that a stranger understands
    std::string formula;    ///< "H = -Σ p ln p, p = n / Σ n"
    std::string trap = "";  ///< when it misleads, and what to read instead
    double low = -std::numeric_limits<double>::infinity();  ///< every value lies in [low, high]
    double high = std::numeric_limits<double>::infinity();
    bool profile = false;  ///< drawn against depth in the report
};

class OwnOptions;

/// The text part of an observable: one record, in one x.info.cc beside the code that measures it.
struct ObservableInfo {
    std::string name;    ///< "excitation"
    std::string family;  ///< folder of the record: under instruments/observables, or of a system
    View view;
    std::string theory;                 ///< the statement of docs/physics it serves ("M5"), "" if none
    std::string summary;                ///< one sentence
    std::string needs;                  ///< "states of every nonlinearity" in words
    std::vector<std::string> controls;  ///< names of the nulls that its numbers are read against
    std::vector<QuantityInfo> quantities;
    std::string reference;         ///< author, title, year; "ours" where it is
    std::string trap;              ///< when the whole instrument misleads
    std::string cost;              ///< "O(N U), one pass"
    bool of_faults = false;        ///< measured only where there is a fault: where it is not, there is none
    std::string command = "open";  ///< what measures it: open (and measure), or the command of the system that it is of
    const OwnOptions* options = nullptr;  ///< those of its own (base/own_options.h); null: none
};

/// The text part of a control: what is broken on purpose, and what stays.
struct ControlInfo {
    std::string name;      ///< "permuted_kernels"
    std::string sentence;  ///< "The entries of each kernel and linear map are permuted; biases and normalisation stay."
};

/// All records, sorted by family and name. A record registers itself (registry.h).
std::vector<const ObservableInfo*> observable_infos();
std::vector<const ControlInfo*> control_infos();

/// The record of that name, or null.
const ObservableInfo* find_observable_info(const std::string& name);
const QuantityInfo* find_quantity(const ObservableInfo& observable, const std::string& name);

}  // namespace blackbody
