#pragma once
/// Counts of successes: exact tails and intervals, where sqrt(p (1 - p) / n) would lie (few samples, none or all
/// right).
#include <cstdint>

namespace blackbody {

/// P(X <= k) and P(X >= k) of X binomial (n, p); summed term by term, O(n).
double binomial_at_most(std::int64_t k, std::int64_t n, double p);
double binomial_at_least(std::int64_t k, std::int64_t n, double p);

struct ShareInterval {
    double low = 0, high = 1;
};

/// The exact interval of a share (Clopper and Pearson, Biometrika 26, 404 (1934)): it holds the truth at least as often
/// as `confidence` says. k of n; n = 0 tells nothing.
ShareInterval share_interval(std::int64_t k, std::int64_t n, double confidence);

/// The standard error of a share: sqrt(a (1 - a) / n) has too little to say where nearly none or all are right, so the
/// deviation of Jeffreys' posterior (beta with k + 1/2 and n - k + 1/2) is taken. Never 0.
double share_error(double k, double n);

}  // namespace blackbody
