#include "blackbody/instruments/remedies/remedy.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/where.h>

#include <algorithm>
#include <cmath>

#include "blackbody/instruments/remedies/answers.h"
#include "blackbody/instruments/sources.h"

namespace blackbody {
namespace {

constexpr std::int64_t most_in_a_half = 1024, fewest_in_a_half = 16, batch = 32;

/// Mean and standard error of pairwise differences.
struct Difference {
    double sum = 0, squares = 0;
    std::int64_t n = 0;
    void add(double d) { sum += d, squares += d * d, ++n; }
    double mean() const { return n > 0 ? sum / static_cast<double>(n) : 0; }
    double error() const {
        if (n < 2) return 0;
        const double m = static_cast<double>(n);
        return std::sqrt(std::max(0.0, squares / m - mean() * mean()) / (m - 1));
    }
};

/// Runs both systems over the same samples and keeps what an RemedyOutcome needs.
class Comparison {
  public:
    Comparison(const System& before, const Treatment& treatment) : before_(before), treatment_(treatment) {}

    void run(const Source& samples) {
        const System& treated = treatment_.system ? *treatment_.system : before_;
        for (std::int64_t first = 0; first < samples.size(); first += batch) {
            const PartSource part(samples, first, std::min(batch, samples.size() - first));
            const SampleAnswers plain = answers_of(before_, part, {});
            const SampleAnswers changed = answers_of(treated, part, treatment_.states);
            add(plain, changed);
        }
    }

    void add_to(RemedyOutcome& outcome, Difference& right, Difference& nll, Difference& moved) const {
        outcome.n += n_, outcome.changed += changed_;
        outcome.scored |= scored_, outcome.labelled |= labelled_;
        outcome.right_before += right_before_, outcome.nll_before += nll_before_;
        const auto join = [](Difference& whole, const Difference& part) {
            whole.sum += part.sum, whole.squares += part.squares, whole.n += part.n;
        };
        join(right, right_), join(nll, nll_), join(moved, moved_);
    }

  private:
    void add(const SampleAnswers& plain, const SampleAnswers& changed) {
        for (std::size_t i = 0; i < std::min(plain.samples.size(), changed.samples.size()); ++i) {
            const SampleAnswer &a = plain.samples[i], &b = changed.samples[i];
            ++n_;
            scored_ |= plain.scored, labelled_ |= plain.labelled;
            changed_ += a.answer != b.answer;
            if (plain.labelled) {
                right_before_ += a.right, nll_before_ += a.nll;
                right_.add(b.right - a.right), nll_.add(b.nll - a.nll);
            }
            if (!plain.scored && a.values.defined()) {
                const double scale = a.values.norm().item<double>();
                moved_.add((b.values - a.values).norm().item<double>() / std::max(scale, 1e-300));
            }
        }
    }

    const System& before_;
    const Treatment& treatment_;
    std::int64_t n_ = 0, changed_ = 0;
    bool scored_ = false, labelled_ = false;
    double right_before_ = 0, nll_before_ = 0;
    Difference right_, nll_, moved_;
};

}  // namespace

bool RemedyOutcome::harms() const {
    if (labelled)
        return right_after - right_before < -2 * right_error - 1e-12 || nll_after - nll_before > 2 * nll_error + 1e-9;
    return scored ? changed * 100 > n : moved > .01;
}

bool RemedyOutcome::helps() const {
    return labelled && !harms() &&
           (right_after - right_before > 2 * right_error + 1e-12 || nll_before - nll_after > 2 * nll_error + 1e-9);
}

std::optional<RemedyOutcome> try_remedy(const Remedy& remedy, const System& system,
                                        const std::vector<std::size_t>& sites, const Source& input) {
    const std::int64_t half = std::min(most_in_a_half, input.size() / 2);
    if (half < fewest_in_a_half) return std::nullopt;
    const PartSource halves[] = {{input, 0, half}, {input, half, half}};

    // Learned on one half, tried on the other.
    RemedyOutcome outcome;
    Difference right, nll, moved;
    bool treated = false;
    for (const int learned : {0, 1}) {
        const std::optional<Treatment> treatment = remedy.treat(system, sites, halves[learned]);
        if (!treatment) continue;
        Comparison comparison(system, *treatment);
        comparison.run(halves[1 - learned]);
        comparison.add_to(outcome, right, nll, moved);
        outcome.parts.push_back(treatment->parts);
        treated = true;
    }
    if (!treated || outcome.n == 0) return std::nullopt;

    const double n = static_cast<double>(outcome.n);
    outcome.right_before /= n, outcome.nll_before /= n;
    outcome.right_after = outcome.right_before + right.mean(), outcome.right_error = right.error();
    outcome.nll_after = outcome.nll_before + nll.mean(), outcome.nll_error = nll.error();
    outcome.moved = moved.mean(), outcome.moved_error = moved.error();
    return outcome;
}

}  // namespace blackbody
