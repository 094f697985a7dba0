#include "blackbody/instruments/observables/momentum/channel_momentum.h"

#include <cmath>
#include <numbers>

#include "blackbody/tensor/complex_numbers.h"

namespace blackbody {
namespace {

constexpr double pi = std::numbers::pi;

/// J = <k kᵀ> with weight e(k): second moments over the zone.
struct Tensor2 {
    double yy = 0, xx = 0, yx = 0;
};

double sign_of(double d) { return std::fmod(std::abs(d), 2) == 1 ? -1 : 1; }  // (-1)^d

/// (1/2π) ∫ k² cos(kd) dk over (-π, π).
double second_moment(double d) { return d == 0 ? pi * pi / 3 : 2 * sign_of(d) / (d * d); }

/// (1/2π) ∫ k sin(kd) dk over (-π, π).
double first_moment(double d) { return d == 0 ? 0 : -sign_of(d) / d; }

/// Term by term: ∫ k_x² cos(k·d) needs d_y = 0, and ∫ k_y k_x cos(k·d) = -∫ k_y sin(k_y d_y) ∫ k_x sin(k_x d_x).
Tensor2 structure_tensor(const KernelSpectrum& spectrum, const double* correlation) {
    Tensor2 j;
    for (std::size_t l = 0; l < spectrum.lags.size(); ++l) {
        const auto [dy, dx] = spectrum.lags[l];
        const double r = (l == 0 ? 1 : 2) * correlation[l] / correlation[0];
        if (dy == 0) j.xx += r * second_moment(dx);
        if (spectrum.one_dimensional) continue;
        if (dx == 0) j.yy += r * second_moment(dy);
        j.yx -= r * first_moment(dy) * first_moment(dx);
    }
    return j;
}

/// Principal axis and anisotropy of J.
void set_direction(const Tensor2& j, ChannelMomentum& channel) {
    const double difference = std::hypot(j.xx - j.yy, 2 * j.yx), sum = j.xx + j.yy;
    channel.coherence = sum > 0 ? std::min(1.0, difference / sum) : 0;
    if (channel.coherence < 1e-9) channel.coherence = 0;  // rounding has no direction
    const double angle = channel.coherence > 0 ? std::atan2(2 * j.yx, j.xx - j.yy) / 2 : 0;
    channel.angle = angle < 0 ? angle + pi : angle;
    if (channel.angle >= pi) channel.angle = 0;
}

/// <|k|> and the spread about <k>_+, by sums over the half-zone; e(k) = e(-k) lets each k be turned into the
/// half-plane.
void set_centre(const HalfZone& zone, const double* energy, bool one_dimensional, ChannelMomentum& channel) {
    const double uy = std::sin(channel.angle), ux = std::cos(channel.angle);
    double weight = 0, magnitude = 0, square = 0, mean_y = 0, mean_x = 0;
    for (std::size_t i = 0; i < zone.kx.size(); ++i) {
        const double ky = one_dimensional ? 0 : zone.ky[i], kx = zone.kx[i], e = energy[i];
        const double turn = ky * uy + kx * ux < 0 ? -e : e, k2 = ky * ky + kx * kx;
        weight += e, magnitude += e * std::sqrt(k2), square += e * k2;
        mean_y += turn * ky, mean_x += turn * kx;
    }
    channel.centre = magnitude / weight;
    channel.bandwidth =
        std::sqrt(std::max(0.0, square / weight - (mean_y * mean_y + mean_x * mean_x) / (weight * weight)));
}

/// Even share and constant share of kernels [I, P] (entries in order, so r -> -r is the reversed order).
void set_parity(const double* w, std::int64_t inputs, std::int64_t entries, ChannelMomentum& channel) {
    double turned = 0, constant = 0;
    for (std::int64_t i = 0; i < inputs; ++i, w += entries) {
        double sum = 0;
        for (std::int64_t p = 0; p < entries; ++p) turned += w[p] * w[entries - 1 - p], sum += w[p];
        constant += sum * sum;
    }
    channel.even = (1 + turned / channel.energy) / 2;
    channel.dc = constant / (static_cast<double>(entries) * channel.energy);
}

/// (1/2π) ∫_{-a}^{a} cos(kd) dk.
double band_pass(double a, double d) { return d == 0 ? a / pi : std::sin(a * d) / (pi * d); }

}  // namespace

std::vector<ChannelMomentum> channel_momenta(const Interaction& interaction, const KernelSpectrum& spectrum,
                                             const HalfZone& zone, const at::Tensor& energy) {
    const at::Tensor kernels = parts_as_inputs(interaction.weight).contiguous();
    const std::int64_t inputs = kernels.size(1), entries = kernels.size(2) * kernels.size(3);
    const auto lags = static_cast<std::int64_t>(spectrum.lags.size()),
               waves = static_cast<std::int64_t>(zone.kx.size());
    std::vector<ChannelMomentum> channels(spectrum.channels);
    for (std::int64_t c = 0; c < spectrum.channels; ++c) {
        const double* correlation = spectrum.correlation.data_ptr<double>() + c * lags;
        channels[c].energy = correlation[0];
        if (correlation[0] <= 0) continue;
        set_direction(structure_tensor(spectrum, correlation), channels[c]);
        set_centre(zone, energy.data_ptr<double>() + c * waves, spectrum.one_dimensional, channels[c]);
        set_parity(kernels.data_ptr<double>() + c * inputs * entries, inputs, entries, channels[c]);
    }
    return channels;
}

double aliased_share(const KernelSpectrum& spectrum, const std::array<std::int64_t, 2>& stride) {
    const at::Tensor total = spectrum.correlation.sum(0);  // over channels: R(d)
    const double* correlation = total.data_ptr<double>();
    double kept = 0;
    for (std::size_t l = 0; l < spectrum.lags.size(); ++l)
        kept += (l == 0 ? 1 : 2) * correlation[l] *
                band_pass(pi / static_cast<double>(stride[0]), spectrum.lags[l][0]) *
                band_pass(pi / static_cast<double>(stride[1]), spectrum.lags[l][1]);
    return 1 - kept / correlation[0];
}

}  // namespace blackbody
