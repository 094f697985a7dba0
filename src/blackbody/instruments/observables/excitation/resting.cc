#include "blackbody/instruments/observables/excitation/resting.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace blackbody {
namespace {

constexpr double prior = 0.1;          ///< of ξ about 0
constexpr double below_best = 9. / 2;  ///< of the log-likelihood: three standard errors

void keep_largest(std::vector<float>& values, std::size_t count) {
    if (values.size() <= count) return;
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count) - 1, values.end(),
                     std::greater<>());
    values.resize(count);
}

/// ln of the survival of a generalised Pareto law at y, and its density's.
double ln_survival(double y, double xi, double beta) {
    if (std::abs(xi) < 1e-9) return -y / beta;
    const double t = 1 + xi * y / beta;
    return t > 0 ? -std::log(t) / xi : -std::numeric_limits<double>::infinity();
}

double log_likelihood(const std::vector<double>& excesses, double xi, double beta) {
    double total = -xi * xi / (2 * prior * prior) - static_cast<double>(excesses.size()) * std::log(beta);
    for (const double y : excesses) total += (1 + xi) * ln_survival(y, xi, beta);
    return total;
}

}  // namespace

std::optional<double> rest_level(Nonlinearity kind, double lowest) {
    switch (kind) {
        case Nonlinearity::relu:
        case Nonlinearity::thresholded_relu:  // its own level is at least 0
            return 0;
        case Nonlinearity::clip:  // between its bounds it gives what it takes
            return lowest;
        case Nonlinearity::hard_swish:
        case Nonlinearity::hard_sigmoid:  // as exporters write it, x/6 + 1/2
            return -3;
        case Nonlinearity::gelu:  // 5.5 Φ(-5.5) = 1e-7
            return -5.5;
        case Nonlinearity::elu:
        case Nonlinearity::selu:  // e^-17 = 4e-8
            return -17;
        case Nonlinearity::swish:
        case Nonlinearity::mish:  // 20 e^-20 = 4e-8
            return -20;
        default:
            return {};
    }
}

void ChannelTail::add(float highest) {
    ++samples;
    top.push_back(highest);
    if (top.size() == 2 * kept) keep_largest(top, kept);
}

void ChannelTail::merge(const ChannelTail& other) {
    samples += other.samples;
    top.insert(top.end(), other.top.begin(), other.top.end());
    keep_largest(top, kept);
}

double ChannelTail::highest() const {
    return top.empty() ? std::numeric_limits<double>::quiet_NaN() : *std::max_element(top.begin(), top.end());
}

double waking_bound(const ChannelTail& tail, double level) {
    const std::size_t k = std::clamp<std::size_t>(static_cast<std::size_t>(tail.samples / 10), 10, 100);
    if (tail.top.size() <= k || tail.samples < 2 * static_cast<std::int64_t>(k)) return 1;
    std::vector<float> z = tail.top;
    std::sort(z.begin(), z.end(), std::greater<>());
    const double u = z[k];
    if (!std::isfinite(z[0]) || !std::isfinite(u) || !(z[0] < level)) return 1;

    // What lies above u. Values that tie are no sample of a continuous tail.
    std::vector<double> excesses;
    double mean = 0;
    for (std::size_t i = 0; i < k; ++i) excesses.push_back(z[i] - u), mean += excesses.back() / static_cast<double>(k);
    z.resize(k);
    if (!(mean > 0) || 2 * (std::unique(z.begin(), z.end()) - z.begin()) < static_cast<std::ptrdiff_t>(k)) return 1;

    // All laws of a grid: ξ = -0.5 ... 0.5, β = 0.4 ... 2.6 mean excesses.
    struct Law {
        double likelihood, ln_survival;
    };
    std::vector<Law> laws;
    double best = -std::numeric_limits<double>::infinity();
    for (int i = -20; i <= 20; ++i)
        for (int j = -15; j <= 15; ++j) {
            const double xi = i / 40., beta = mean * std::exp(j / 16.), fit = log_likelihood(excesses, xi, beta);
            best = std::max(best, fit);
            laws.push_back({fit, ln_survival(level - u, xi, beta)});
        }
    double bound = -std::numeric_limits<double>::infinity();
    for (const Law& law : laws)
        if (law.likelihood >= best - below_best) bound = std::max(bound, law.ln_survival);
    return static_cast<double>(k) / static_cast<double>(tail.samples) * std::exp(bound);
}

bool may_extrapolate(std::int64_t samples) { return samples >= 598; }

double dead_below(std::int64_t samples) { return std::min(1. / 3000, 1 / static_cast<double>(samples)); }

void SilentTails::add(const float* highest, const std::vector<std::int32_t>& fired, std::int64_t samples,
                      std::int64_t channels) {
    if (!is_whole_ || samples == 0) return;
    if (samples_ == 0)
        for (std::int64_t c = 0; c < channels; ++c) tails_[c];
    samples_ += samples;
    for (auto tail = tails_.begin(); tail != tails_.end();) {
        const std::int64_t c = tail->first;
        bool is_silent = true;
        for (std::int64_t n = 0; n < samples && is_silent; ++n) {
            const float z = highest[n * channels + c];
            is_silent = fired[static_cast<std::size_t>(n * channels + c)] == 0 && !std::isnan(z);
            tail->second.add(z);
        }
        tail = is_silent ? std::next(tail) : tails_.erase(tail);
    }
}

void SilentTails::merge(const SilentTails& other) {
    if (!other.is_whole_) give_up();
    if (!is_whole_ || other.samples_ == 0) return;
    if (samples_ == 0) {
        *this = other;
        return;
    }
    samples_ += other.samples_;
    for (auto tail = tails_.begin(); tail != tails_.end();) {
        const auto same = other.tails_.find(tail->first);
        if (same != other.tails_.end()) tail->second.merge(same->second);
        tail = same != other.tails_.end() ? std::next(tail) : tails_.erase(tail);
    }
}

}  // namespace blackbody
