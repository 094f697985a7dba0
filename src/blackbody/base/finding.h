#pragma once
/// A claim is a sentence with the number that decides it and a rule fixed before the run; a finding is what came out.
#include <string>
#include <vector>

#include "blackbody/base/quantity.h"

namespace blackbody {

struct Results;

/// Severity of a practical finding, or verdict on a sentence of the theory.
enum class Verdict { note, advice, warning, supported, refuted, undecided };

const char* to_string(Verdict verdict);

/// One number behind a finding, so that the reader can find it again.
struct Evidence {
    std::string observable, site, quantity;
    double value = 0;
    std::string reading;  ///< in full: "0.031 ± 0.004; on the null's samples 0.03 against permuted_kernels 0.002 ± ..."
    std::string brief{};                 ///< how it begins, where there is more: "0.031 ± 0.004"
    std::vector<std::string> against{};  ///< names of the nulls that it was read against
    std::string from{};                  ///< of two sites at once: the earlier one

    bool has_more() const { return !brief.empty(); }  ///< than its first words
    const std::string& first_words() const { return has_more() ? brief : reading; }
};

/// The `observable` of an Evidence that says what following a finding's advice did to the answers.
inline constexpr char remedy_tried[] = "remedy";

struct Finding {
    std::string claim;  ///< name of the ClaimInfo
    Verdict verdict = Verdict::note;
    std::string site{};      ///< "" = the network as a whole
    std::string sentence{};  ///< what was found
    std::vector<Evidence> evidence{};
    std::string advice{};  ///< what to do about it
};

/// A number that lets a rule judge, and the null that it is read against ("" = its error bar or a bound).
struct ClaimReads {
    std::string observable, quantity, control{};
};

struct ClaimInfo {
    std::string name;  ///< "channels_never_excited"
    View view = View::practical;
    std::string sentence;  ///< what would be true if it is found
    std::string rule;      ///< the decision rule in words, fixed before the run
    std::string reference;
    std::vector<ClaimReads> reads{};  ///< none of them measured anywhere: not judged, and the report says so
};

/// One record, one file in instruments/claims. `judge` reads only the results; it sees no tensor.
struct Claim {
    ClaimInfo info;
    std::vector<Finding> (*judge)(const Results&);
};

std::vector<const Claim*> claims();

}  // namespace blackbody
