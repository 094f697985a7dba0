#include "blackbody/instruments/observables/energy/calibration.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace blackbody {
namespace {

/// Variance of |x|, x normal with this mean and variance.
double folded_variance(double mean, double variance) {
    const double s = std::sqrt(variance);
    const double folded = s * std::sqrt(2 / std::numbers::pi) * std::exp(-mean * mean / (2 * variance)) +
                          mean * std::erf(mean / (s * std::numbers::sqrt2));
    return std::max(0.0, mean * mean + variance - folded * folded);
}

}  // namespace

int reliability_bin(double p) {
    return std::clamp(static_cast<int>(std::ceil(p * reliability_bins)) - 1, 0, reliability_bins - 1);
}

void Reliability::add(double p, bool right) {
    ReliabilityBin& bin = bins_[reliability_bin(p)];
    bin.samples += 1, bin.confidence += p, bin.variance += p * (1 - p);
    bin.squares += (right - p) * (right - p);
    if (right) bin.right += 1;
}

void Reliability::merge(const Reliability& other) {
    for (int b = 0; b < reliability_bins; ++b) {
        bins_[b].samples += other.bins_[b].samples, bins_[b].confidence += other.bins_[b].confidence;
        bins_[b].right += other.bins_[b].right, bins_[b].variance += other.bins_[b].variance;
        bins_[b].squares += other.bins_[b].squares;
    }
}

double Reliability::samples() const {
    double n = 0;
    for (const ReliabilityBin& bin : bins_) n += bin.samples;
    return n;
}

double Reliability::ece() const {
    double sum = 0;
    for (const ReliabilityBin& bin : bins_) sum += std::abs(bin.right - bin.confidence);
    return sum / samples();
}

double Reliability::ece_error() const {
    double sum = 0, among = 0, gaps = 0;
    for (const ReliabilityBin& bin : bins_) {
        // Variance of the bin's d from its own scatter, and what is left of d² as the square of its mean.
        if (bin.samples == 0) continue;
        const double d = bin.right - bin.confidence, n = bin.samples;
        const double v = n > 1 ? (bin.squares - d * d / n) * n / (n - 1) : bin.squares;
        const double mean = std::sqrt(std::max(0.0, d * d - v));
        if (v > 0) sum += folded_variance(mean, v);
        among += mean * mean / n, gaps += mean;
    }
    // How many samples fall into which bin is chance, too: N times the variance of the gap |d|/n among samples.
    return std::sqrt(sum + std::max(0.0, among - gaps * gaps / samples())) / samples();
}

double Reliability::calibrated_ece() const {
    double sum = 0;
    for (const ReliabilityBin& bin : bins_) sum += std::sqrt(2 * bin.variance / std::numbers::pi);
    return sum / samples();
}

void CalibratedDraws::add(double p, std::uint64_t position) {
    // Four draws a Philox block; a 32-bit word is below p 2^32 with probability p.
    const int bin = reliability_bin(p);
    const auto threshold = static_cast<std::uint64_t>(p * 0x1p32);
    for (int d = 0; d < draws; d += 4) {
        const auto words = philox(seed_, position, static_cast<std::uint64_t>(d));
        for (int i = 0; i < 4 && d + i < draws; ++i) right_[d + i][bin] += words[i] < threshold;
    }
}

void CalibratedDraws::merge(const CalibratedDraws& other) {
    for (int d = 0; d < draws; ++d)
        for (int b = 0; b < reliability_bins; ++b) right_[d][b] += other.right_[d][b];
}

std::vector<double> CalibratedDraws::eces(const Reliability& reliability) const {
    std::vector<double> values;
    for (const auto& right : right_) {
        double sum = 0;
        for (int b = 0; b < reliability_bins; ++b)
            sum += std::abs(static_cast<double>(right[b]) - reliability.bins()[b].confidence);
        values.push_back(sum / reliability.samples());
    }
    std::sort(values.begin(), values.end());
    return values;
}

std::vector<double> CalibratedDraws::shares_right(const Reliability& reliability, int bin) const {
    std::vector<double> values;
    for (const auto& right : right_)
        values.push_back(static_cast<double>(right[bin]) / std::max(1.0, reliability.bins()[bin].samples));
    std::sort(values.begin(), values.end());
    return values;
}

}  // namespace blackbody
