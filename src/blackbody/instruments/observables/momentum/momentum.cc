#include "blackbody/instruments/observables/momentum/momentum.h"

#include <algorithm>
#include <cmath>

#include "blackbody/instruments/observables/momentum/momentum_curves.h"
#include "blackbody/instruments/observables/momentum/spectrometer.h"
#include "blackbody/instruments/observables/spectrum/spectra.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr std::int64_t zone_grid = 64, null_grid = 32;
constexpr std::int64_t few_inputs =
    4;  // kernels of so many input channels are worth looking at: first and depthwise layers

/// Median and outer deciles of one field over the channels that are not silent.
void add_quantiles(const std::string& name, double ChannelMomentum::*field,
                   const std::vector<ChannelMomentum>& channels, std::vector<NamedValue>& values) {
    std::vector<double> of;
    for (const ChannelMomentum& c : channels)
        if (c.energy > 0) of.push_back(c.*field);
    if (of.empty()) return;
    const auto n = static_cast<std::int64_t>(of.size());
    values.push_back({name, quantile(of, 0.5), n});
    values.push_back({name + "_q10", quantile(of, 0.1), n});
    values.push_back({name + "_q90", quantile(of, 0.9), n});
}

/// Anisotropy of the mean of c n nᵀ: its cos 2θ and sin 2θ parts.
double alignment(const std::vector<ChannelMomentum>& channels) {
    double sum = 0, cosine = 0, sine = 0;
    for (const ChannelMomentum& c : channels) {
        sum += c.coherence;
        cosine += c.coherence * std::cos(2 * c.angle), sine += c.coherence * std::sin(2 * c.angle);
    }
    return sum > 0 ? std::min(1.0, std::hypot(cosine, sine) / sum) : 0;
}

void add_layer_numbers(const Interaction& interaction, const KernelSpectrum& spectrum, const Spectrometer& meter,
                       std::vector<NamedValue>& values) {
    const auto won = std::count_if(meter.area.begin(), meter.area.end(), [](double a) { return a > 0; });
    values.push_back({"bits", meter.bits, spectrum.channels});
    values.push_back({"bits_ceiling", std::log2(static_cast<double>(spectrum.channels)), spectrum.channels});
    values.push_back({"winning_channels", static_cast<double>(won), spectrum.channels});
    const bool strided = interaction.stride[0] * interaction.stride[1] > 1;
    const bool sounds = spectrum.correlation.select(1, 0).sum().item<double>() > 0;
    if (strided && sounds && interaction.kind == Interaction::Kind::convolution)
        values.push_back({"aliased_share", aliased_share(spectrum, interaction.stride), spectrum.channels});
}

/// Medians and what the layer does as a whole; deciles and bounds would only repeat them.
bool compared_with_nulls(const std::string& name) {
    return !name.ends_with("_q10") && !name.ends_with("_q90") && name != "bits_ceiling" && name != "silent_channels";
}

const Observable momentum{.name = "momentum", .fits = fits_spatial_kernel, .weigh = weigh_momentum};
const Registered<Observable> entry{momentum};

}  // namespace

double quantile(std::vector<double> values, double p) {
    if (values.empty()) return std::nan("");
    std::sort(values.begin(), values.end());
    const double at = p * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

Fit fits_spatial_kernel(const Site& site, const InstrumentOptions&) {
    if (!site.interaction || site.interaction->weight.dim() != 4) return Fit::no();
    const Interaction& interaction = *site.interaction;
    const bool convolution = interaction.kind == Interaction::Kind::convolution ||
                             interaction.kind == Interaction::Kind::transposed_convolution;
    if (!convolution || interaction.weight.size(2) * interaction.weight.size(3) <= 1) return Fit::no();
    if (interaction.weight.numel() == 0) return Fit::no();
    return is_finite(interaction);
}

WeightResult weigh_momentum(const Site& site, const InstrumentOptions& options) {
    const Interaction& interaction = *site.interaction;
    const KernelSpectrum spectrum = kernel_spectrum(interaction);
    const HalfZone zone(options.as_null ? null_grid : zone_grid);
    const at::Tensor energy = energy_over(spectrum, zone);
    const std::vector<ChannelMomentum> channels = channel_momenta(interaction, spectrum, zone, energy);

    // The layer as a whole, then the spread over its channels.
    WeightResult result;
    add_layer_numbers(interaction, spectrum, spectrometer(energy_over_zone(spectrum, zone)), result.values);
    const auto silent = std::count_if(channels.begin(), channels.end(), [](const auto& c) { return c.energy <= 0; });
    result.values.push_back({"silent_channels", static_cast<double>(silent), spectrum.channels});
    result.values.push_back({"alignment", alignment(channels), spectrum.channels});
    add_quantiles("centre", &ChannelMomentum::centre, channels, result.values);
    add_quantiles("bandwidth", &ChannelMomentum::bandwidth, channels, result.values);
    add_quantiles("coherence", &ChannelMomentum::coherence, channels, result.values);
    add_quantiles("even", &ChannelMomentum::even, channels, result.values);
    add_quantiles("dc", &ChannelMomentum::dc, channels, result.values);
    if (options.as_null) {
        std::erase_if(result.values, [](const NamedValue& v) { return !compared_with_nulls(v.name); });
        return result;
    }

    result.curves = {brillouin_map(spectrum), orientation_rose(channels), centre_and_bandwidth(channels)};
    if (interaction.weight.size(1) <= few_inputs) result.curves.push_back(kernel_sheet(interaction));
    if (interaction.kind == Interaction::Kind::transposed_convolution)
        result.notes.push_back("transposed convolution: wave vectors are those of its output");
    if (interaction.weight.is_complex())
        result.notes.push_back(
            "complex kernels: bits and the map tell k from -k, the other numbers take them together");
    if (interaction.groups > 1)
        result.notes.push_back("grouped: each channel is driven by the input channels of its own group");
    return result;
}

}  // namespace blackbody
