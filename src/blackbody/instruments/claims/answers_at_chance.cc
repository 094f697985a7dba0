#include <cmath>
#include <optional>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/binomial.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr double tail = 0.025;

/// How many independent trials an accuracy stands for: fewer than its n where the error bar is larger than trials
/// would make it (tokens of one text go together).
std::int64_t trials_of(const Estimate& accuracy) {
    const double n = static_cast<double>(accuracy.n), plain = share_error(accuracy.value * n, n);
    if (!accuracy.error.is_number() || accuracy.error.std_error() <= 1.05 * plain) return accuracy.n;
    const double ratio = plain / accuracy.error.std_error();
    return std::max<std::int64_t>(1, std::llround(n * ratio * ratio));
}

/// Right answers of `n` against answers that are right with probability `chance`.
struct Compared {
    double below = 1, above = 1;  ///< P(as few or fewer), P(as many or more) of such answers
    bool is_close = false;        ///< the exact 95 % interval ends less than a quarter of the way from there to 1
    Compared(double accuracy, std::int64_t n, double chance) {
        const std::int64_t right = std::llround(accuracy * static_cast<double>(n));
        below = binomial_at_most(right, n, chance), above = binomial_at_least(right, n, chance);
        is_close = share_interval(right, n, 1 - 2 * tail).high < chance + (1 - chance) / 4;
    }
};

std::string accuracy_words(const Estimate& accuracy) {
    return "accuracy " + short_number(accuracy.value) + " on " + with_commas(accuracy.n) + " answers";
}

std::string among(double guess) {
    return "a guess among " + short_number(std::round(1 / guess)) + " classes is right with probability " +
           short_number(guess);
}

/// The verdict on one accuracy; nothing where it is better than a guess and than one answer for all.
std::optional<Finding> judged(const Estimate& accuracy, double guess, const Estimate* majority) {
    const std::int64_t n = trials_of(accuracy);
    const Compared to_guess(accuracy.value, n, guess);
    const std::string mismatch =
        "Check that labels are the network's classes in its order, and that inputs are prepared as in training "
        "(the option preprocess)";
    if (to_guess.below <= tail)
        return Finding{.verdict = Verdict::warning,
                       .sentence = "The answers are worse than guesses: " + accuracy_words(accuracy) + " where " +
                                   among(guess) + ", and so few come by chance with probability " +
                                   short_number(to_guess.below, 2) + ".",
                       .advice =
                           "The network tells classes apart but not by these labels: they are permuted, off by "
                           "one, or of other classes. " +
                           mismatch + "."};
    if (to_guess.above > tail)
        return Finding{
            .verdict = to_guess.is_close ? Verdict::warning : Verdict::undecided,
            .sentence = "The answers cannot be told from guessing: " + accuracy_words(accuracy) + " where " +
                        among(guess) + ", and as many or more come by chance with probability " +
                        short_number(to_guess.above, 2) + ".",
            .advice = to_guess.is_close ? mismatch + "." : "Measure on more samples: these are too few to tell."};
    if (!majority || majority->value <= guess) return std::nullopt;
    const Compared to_one(accuracy.value, n, majority->value);
    if (to_one.above <= tail) return std::nullopt;
    return Finding{.verdict = to_one.is_close ? Verdict::advice : Verdict::undecided,
                   .sentence = "The answers cannot be told from answering always the most frequent class: " +
                               accuracy_words(accuracy) + ", where that class alone gives " +
                               short_number(majority->value) + ".",
                   .advice =
                       "Where a rare class is what matters, look at how often it is found rather than at accuracy; "
                       "more samples tell more."};
}

std::vector<Finding> judge_chance(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& energy : results.measurements) {
        const Estimate *accuracy = find_estimate(energy, "accuracy"), *guess = find_estimate(energy, "guess");
        const Estimate* majority = find_estimate(energy, "majority");
        if (energy.observable != "energy" || !accuracy || !guess || accuracy->n < 1) continue;
        auto finding = judged(*accuracy, guess->value, majority);
        if (!finding) continue;
        finding->claim = "answers_at_chance", finding->site = energy.site;
        for (const Estimate* e : {accuracy, guess, majority})
            if (e) finding->evidence.push_back(evidence_of(energy, *e));
        findings.push_back(std::move(*finding));
    }
    return findings;
}

const Claim claim{
    .info = {.name = "answers_at_chance",
             .view = View::practical,
             .sentence = "The network's answers are no better than guesses.",
             .rule =
                 "Exact binomial tails of the number of right answers. Worse than a guess among K classes (as few or "
                 "fewer come with probability <= 0.025): a warning of its own. Not better (as many or more come with "
                 "probability > 0.025): a warning where the exact 95 % interval of accuracy ends less than a quarter "
                 "of the way from 1/K to 1, else undecided. Better than a guess but not than answering always the "
                 "most frequent class: advice or undecided by the same rule.",
             .reference = "ours; C. Clopper, E. Pearson, Biometrika 26, 404 (1934)",
             .reads = {{"energy", "accuracy"}}},
    .judge = judge_chance};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
