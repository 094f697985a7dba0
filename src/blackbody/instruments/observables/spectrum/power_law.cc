#include "blackbody/instruments/observables/spectrum/power_law.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace blackbody {
namespace {

/// One candidate tail: values first .. n-1 against their own fit.
class Candidate {
  public:
    Candidate(std::span<const double> log_x, std::int64_t first, double slope, const PowerLawOptions& options)
        : log_x_(log_x), first_(first), slope_(slope), inverse_n_(1.0 / static_cast<double>(log_x.size() - first)) {
        if (options.bounded) scale_ = 1 / -std::expm1(-slope * (log_x.back() - log_x[first]));
        step_ = options.distance == PowerLawOptions::Distance::two_sided ? inverse_n_ : 0;
    }

    /// The distance, or any number above `limit` if it is above `limit`. `worst` becomes the position that decided.
    double distance(double limit, std::int64_t& worst) {
        const std::int64_t last = static_cast<std::int64_t>(log_x_.size()) - 1;
        look(first_, worst);
        const double f_last = look(last, worst);
        depth_ = 0;
        push({first_, last, 0, f_last});
        while (depth_ > 0 && maximum_ <= limit) {
            const Block b = blocks_[--depth_];
            if (b.last - b.first < 2 || bound(b) <= maximum_) continue;
            const std::int64_t middle = b.first + (b.last - b.first) / 2;
            const double f = look(middle, worst);
            push_promising_last({b.first, middle, b.f_first, f}, {middle, b.last, f, b.f_last});
        }
        return maximum_;
    }

    /// |F - E| at a position, with both steps of E; raises the maximum. Returns F.
    double look(std::int64_t j, std::int64_t& worst) {
        const double f = (1 - std::exp(-slope_ * (log_x_[j] - log_x_[first_]))) * scale_;
        const double e = static_cast<double>(j - first_) * inverse_n_;
        const double d = std::max(std::abs(f - e), std::abs(f - e - step_));
        if (d > maximum_) maximum_ = d, worst = j;
        return f;
    }
    double maximum() const { return maximum_; }

  private:
    struct Block {
        std::int64_t first, last;
        double f_first, f_last;
    };
    /// What |F - E| strictly inside a block cannot exceed.
    double bound(const Block& b) const {
        const double e_first = static_cast<double>(b.first + 1 - first_) * inverse_n_;
        const double e_last = static_cast<double>(b.last - 1 - first_) * inverse_n_ + step_;
        return std::max(b.f_last - e_first, e_last - b.f_first);
    }
    void push(const Block& b) { blocks_[depth_++] = b; }
    void push_promising_last(const Block& a, const Block& b) {
        const bool a_first = bound(a) < bound(b);
        push(a_first ? a : b), push(a_first ? b : a);
    }

    std::span<const double> log_x_;
    std::int64_t first_;
    double slope_, inverse_n_, step_ = 0, scale_ = 1, maximum_ = 0;
    std::array<Block, 128> blocks_;  // depth of halving 2^63 values, two a level
    int depth_ = 0;
};

/// Positions, as shares of the tail, where the last candidates failed: the next one often fails there too.
class Witnesses {
  public:
    void remember(double share) { shares_[next_++ % shares_.size()] = share; }
    const std::array<double, 6>& shares() const { return shares_; }

  private:
    std::array<double, 6> shares_{0.5, 0.25, 0.75, 0.1, 0.9, 0.35};
    std::size_t next_ = 0;
};

/// α - 1 for every candidate; 0 where there is none. Sums of positive steps only, so nothing cancels.
std::vector<double> slopes(std::span<const double> log_x, const PowerLawOptions& options) {
    const std::int64_t n = static_cast<std::int64_t>(log_x.size());
    std::vector<double> slope(n, 0.0);
    double sum = 0;  // Σ_{j>=i} ln(x_j / x_i)
    for (std::int64_t i = n - 2; i >= 0; --i) {
        const double above = static_cast<double>(n - 1 - i);
        sum += above * (log_x[i + 1] - log_x[i]);
        const bool inside_a_tie = !options.ties && i > 0 && log_x[i] == log_x[i - 1];
        if (sum <= 0 || n - i < options.min_tail || inside_a_tie) continue;
        slope[i] = (options.fit == PowerLawOptions::Fit::unbiased ? above : above + 1) / sum;
    }
    return slope;
}

}  // namespace

double PowerLaw::sigma() const { return (alpha - 1) / std::sqrt(static_cast<double>(tail)); }

PowerLaw fit_power_law(std::span<const double> log_x, const PowerLawOptions& options) {
    const std::int64_t n = static_cast<std::int64_t>(log_x.size());
    PowerLaw best;
    if (n < 2) return best;
    const std::vector<double> slope = slopes(log_x, options);
    Witnesses witnesses;

    const auto try_candidate = [&](std::int64_t i) {
        if (slope[i] <= 0) return;
        Candidate candidate(log_x, i, slope[i], options);
        const double limit = best.distance;
        std::int64_t worst = i;

        // Where the last ones failed first: most candidates end here.
        for (double share : witnesses.shares()) {
            candidate.look(i + static_cast<std::int64_t>(share * static_cast<double>(n - 1 - i)), worst);
            if (candidate.maximum() > limit) return;
        }

        const double d = candidate.distance(limit, worst);
        const bool better = d < limit || (d == limit && (best.first < 0 || i < best.first));
        if (better)
            best = {.alpha = 1 + slope[i], .xmin = std::exp(log_x[i]), .distance = d, .first = i, .tail = n - i};
        else witnesses.remember(static_cast<double>(worst - i) / static_cast<double>(n - 1 - i));
    };

    // Coarse to fine, so that a good candidate is known early: every 2^k-th value, then those between.
    std::int64_t stride = 1;
    while (stride * 16 < n) stride *= 2;
    for (std::int64_t i = 0; i < n - 1; i += stride) try_candidate(i);
    for (; stride > 1; stride /= 2)
        for (std::int64_t i = stride / 2; i < n - 1; i += stride) try_candidate(i);
    return best;
}

double hill_median_alpha(std::span<const double> log_x) {
    const std::size_t start = log_x.size() / 2;
    double sum = 0;
    for (std::size_t j = start; j < log_x.size(); ++j) sum += log_x[j] - log_x[start];
    return 1 + static_cast<double>(log_x.size() - start) / sum;
}

}  // namespace blackbody
