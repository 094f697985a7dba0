/// β* with its error and its interval: the part of Answers that is about one number.
#include <algorithm>
#include <cmath>
#include <limits>

#include "blackbody/instruments/observables/energy/answers.h"
#include "blackbody/util/student.h"

namespace blackbody {
namespace {

constexpr double lowest = 1. / 64, highest = 256;

/// N (L(β) - L(β₀)), L = β E_label + ln Z: what the labels lose in likelihood at another β.
struct Profile {
    const Thermodynamics& thermodynamics;
    double label_energy, best;
    double rows() const { return static_cast<double>(thermodynamics.samples()); }
    double nll(double beta) const { return beta * label_energy + thermodynamics.at(beta).log_z; }
    double loss(double beta) const { return rows() * (nll(beta) - nll(best)); }
    /// The β between `from`, where the loss is below `level`, and `to`, at which it reaches it; nothing if it does not.
    std::optional<double> reaches(double level, double from, double to) const {
        if (loss(to) < level) return std::nullopt;
        double near = std::log(from), far = std::log(to);
        for (int i = 0; i < 50; ++i) {
            const double middle = (near + far) / 2;
            (loss(std::exp(middle)) < level ? near : far) = middle;
        }
        return std::exp((near + far) / 2);
    }
};

}  // namespace

BetaStar Answers::beta_star(const Thermodynamics& both) const {
    BetaStar star{.balance = balance(both, label_energy())};
    if (options_.as_null || kept_.rows() == 0) return star;
    const Balance& at = star.balance;
    if (!at.found && rows_a_sample_ > 1) return star;

    // How much more the samples scatter than the likelihood itself expects: rows of one sample go together, and no
    // model is exact. Never less than it expects.
    const double best = at.found ? at.beta : at.side == Balance::Side::below ? lowest : highest;
    const ScaledSums sums = kept_.scaled({best, best});
    if (sums.samples < 2) return star;
    const double samples = static_cast<double>(sums.samples), rows = static_cast<double>(sums.rows);
    const double variance = both.at(best).variance;
    const double scatter = sums.squared_score / rows * samples / (samples - 1);
    const double excess = at.found ? std::max(1.0, scatter / variance) : 1;
    if (at.found) star.error = std::sqrt(scatter / static_cast<double>(rows_)) / variance;

    // Where twice the loss, in units of that scatter, reaches the square of Student's t.
    const double t = student_t(.95, static_cast<int>(std::min<std::int64_t>(sums.samples - 1, 1000)));
    const Profile profile{both, label_energy(), best};
    const double level = t * t * excess / 2;
    star.low = best <= lowest ? 0 : profile.reaches(level, best, lowest).value_or(0);
    star.high = best >= highest
                    ? std::numeric_limits<double>::infinity()
                    : profile.reaches(level, best, highest).value_or(std::numeric_limits<double>::infinity());
    star.has_interval = true;
    return star;
}

}  // namespace blackbody
