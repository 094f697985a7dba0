#include "blackbody/instruments/observables/excitation/firing.h"

#include <algorithm>
#include <cmath>

namespace blackbody {
namespace {

/// P(at least k of n) at rate p.
double upper_tail(std::int64_t k, std::int64_t n, double p) {
    const double ln_p = std::log(p), ln_q = std::log1p(-p);
    double below = 0;
    for (std::int64_t i = 0; i < k; ++i)
        below += std::exp(std::lgamma(n + 1.) - std::lgamma(i + 1.) - std::lgamma(n - i + 1.) +
                          static_cast<double>(i) * ln_p + static_cast<double>(n - i) * ln_q);
    return 1 - below;
}

}  // namespace

void Firings::add(const std::vector<std::int32_t>& by_sample, std::int64_t samples_added, std::int64_t channels,
                  std::int64_t places_seen) {
    values.resize(static_cast<std::size_t>(channels)), in_samples.resize(static_cast<std::size_t>(channels));
    samples += samples_added, places = places_seen;
    for (std::int64_t n = 0; n < samples_added; ++n) {
        const std::int32_t* counts = by_sample.data() + n * channels;
        for (std::size_t c = 0; c < values.size(); ++c) values[c] += counts[c], in_samples[c] += counts[c] > 0;
    }
}

void Firings::merge(const Firings& other) {
    if (other.samples == 0) return;
    values.resize(other.values.size()), in_samples.resize(other.values.size());
    samples += other.samples, places = other.places;
    for (std::size_t c = 0; c < values.size(); ++c) values[c] += other.values[c], in_samples[c] += other.in_samples[c];
}

double lower_rate_bound(std::int64_t k, std::int64_t n) {
    if (k == 0) return 0;
    if (k == n) return std::pow(0.05, 1. / static_cast<double>(n));
    // The rate at which k of n or more are seen one time in twenty; beyond k = 50 the bound grows too little to matter.
    k = std::min<std::int64_t>(k, 50);
    double low = 0, high = static_cast<double>(k) / static_cast<double>(n);
    for (int step = 0; step < 50; ++step) {
        const double p = (low + high) / 2;
        (upper_tail(k, n, p) < 0.05 ? low : high) = p;
    }
    return low;
}

SilentChannels silent_channels(const Firings& firings) {
    SilentChannels s;
    const double n = static_cast<double>(firings.samples);
    double q1 = 0, q2 = 0;
    std::int64_t rarest = firings.samples;
    for (std::int64_t seen : firings.in_samples) {
        s.silent += seen == 0, q1 += seen == 1, q2 += seen == 2;
        if (seen > 0) rarest = std::min(rarest, seen);
    }
    s.anything_rare = q1 > 0;
    if (firings.samples == 0) return s;
    s.silent_rate_bound = 1 - std::pow(0.05, 1 / n);
    s.rarest_rate_bound =
        s.silent < static_cast<std::int64_t>(firings.in_samples.size()) ? lower_rate_bound(rarest, firings.samples) : 0;

    // Chao's estimate and its variance, with Q₂ = ½ where no channel was seen exactly twice.
    if (s.silent == 0 || q1 == 0) return s;
    q2 = std::max(q2, 0.5);
    const double a = (n - 1) / n, r = q1 / q2;
    s.waking = std::min(static_cast<double>(s.silent), a * q1 * q1 / (2 * q2));
    s.waking_error = std::sqrt(q2 * (a / 2 * r * r + a * a * r * r * r + a * a / 4 * r * r * r * r));
    return s;
}

}  // namespace blackbody
