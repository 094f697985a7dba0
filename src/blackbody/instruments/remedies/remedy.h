#pragma once
/// What happens to the answers when a finding's advice is followed.
///
/// "Cut these channels", "clip these entries": a Remedy does it to a copy of the system, and the same samples run
/// through both. What is done is learned from one half of the samples and tried on the other, and the other way round,
/// so that nothing is tried on what it was learned from.
///
///   changed answers   k of n, with the exact 95 % bound of a share
///   accuracy, NLL     before and after; the error of the difference is taken sample by sample: sqrt(Var(d) / n)
///   no class scores   |y' - y| / |y| of the outputs, mean over samples, dimensionless
///
/// A finding whose remedy was not tried is a note, and so is one that the remedy would harm: a warning is earned.
/// Trap: the samples are of the same data; what the network does with other data is not known.
/// Cost: at most six passes of 1,024 samples a claim that found something, none where nothing was found.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "blackbody/base/results.h"
#include "blackbody/base/system.h"

namespace blackbody {

/// The change of one half.
struct Treatment {
    std::unique_ptr<System> system{};  ///< with other weights; null: the system itself
    /// What becomes of the states of these sites, [N, ...] -> [N, ...].
    std::map<std::size_t, std::function<at::Tensor(const at::Tensor&)>> states{};
    std::int64_t parts = 0;  ///< how many channels, entries, ... it changes
};

/// One record, one file: what the claim of this name advises.
struct Remedy {
    std::string claim;
    std::string done;        ///< as a sentence begins: "Cut out"
    std::string part{};      ///< what Treatment::parts counts: "channels"
    bool must_help = false;  ///< a finding whose remedy changes nothing is a note
    /// What to do at these sites, learned from `samples` alone; nothing where they give no reason to do anything.
    std::optional<Treatment> (*treat)(const System&, const std::vector<std::size_t>& sites, const Source& samples);
};

/// What a remedy did to the answers of n samples.
struct RemedyOutcome {
    std::int64_t n = 0, changed = 0;    ///< of samples with class scores
    std::vector<std::int64_t> parts{};  ///< that the treatment of each half changed
    bool scored = false, labelled = false;
    double right_before = 0, right_after = 0, right_error = 0;  ///< accuracy; the error is that of the difference
    double nll_before = 0, nll_after = 0, nll_error = 0;        ///< [nat]
    double moved = 0, moved_error = 0;                          ///< |y' - y| / |y|, where there are no scores
    bool harms() const;  ///< accuracy falls or NLL rises by more than two errors; unlabelled: more than 1 in 100 change
    bool helps() const;  ///< the opposite, by more than two errors
};

/// The same samples through both systems; both halves pooled.
std::optional<RemedyOutcome> try_remedy(const Remedy& remedy, const System& system,
                                        const std::vector<std::size_t>& sites, const Source& input);

/// Tries the remedy of every claim that found something, and tells the findings what came out. `input` may be null:
/// then nothing can be tried, and these findings are notes.
void try_remedies(const System& system, const Source* input, Results& results);

}  // namespace blackbody
