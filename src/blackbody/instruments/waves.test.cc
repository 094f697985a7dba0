/// Every instrument on networks of waves: complex states and complex weights.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "blackbody/instruments/measure.h"
#include "blackbody/instruments/observables/momentum/kernel_spectrum.h"
#include "blackbody/instruments/observables/weighing.test.h"
#include "blackbody/systems/layered/layered_network.h"
#include "blackbody/util/registry.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using blackbody::testing::RandomTensors;
using blackbody::testing::site_with;
using blackbody::testing::TensorSource;

namespace {

TensorSource random_pictures() {
    RandomTensors random(8);
    const at::Tensor images = random.uniform({64, 1, 12, 12});
    return TensorSource({{"input", images}}, random.integers(0, 5, {64}));
}

LayeredNetwork waves(const std::string& end = ", born") {
    return LayeredNetwork(
        {"conv 6 3x3, norm, modrelu, pool 2, conv 8 3x3 circular, crelu, residual(conv 8 3x3, cardioid), "
         "coupled elastic, linear 5" +
             end,
         Field::complex,
         {Field::real, 1, {12, 12}},
         3});
}

/// Other tests of this program register observables of a family of their own.
std::vector<const Observable*> ours() {
    std::vector<const Observable*> all = observables();
    std::erase_if(all, [](const Observable* o) { return o->info().family == "test"; });
    return all;
}

double number(const Measured& all, const std::string& observable, const std::string& site, const std::string& name) {
    const Measurement* found = find_measurement(all.measurements, observable, site);
    const Estimate* estimate = found ? find_estimate(*found, name) : nullptr;
    return estimate ? estimate->value : std::nan("");
}

double value(const std::string& observable, const at::Tensor& weight, const std::string& name) {
    return blackbody::testing::value(find_observable(observable)->weigh(site_with(weight), {}), name);
}

struct Keep : Probe {
    std::vector<at::Tensor> shown;
    std::size_t site = 0;
    void at(std::size_t here, State& state) override {
        if (here == site) shown.push_back(state.values);
    }
};

/// All states of a site, as they are shown.
at::Tensor states_of(const LayeredNetwork& network, const std::string& name) {
    Keep probe;
    Demand demand{.states = std::vector<bool>(network.sites().size())};
    for (std::size_t s = 0; s < network.sites().size(); ++s)
        if (network.sites()[s].info.name == name) probe.site = s, demand.states[s] = true;
    network.run(random_pictures(), demand, probe);
    return at::cat(probe.shown);
}

}  // namespace

TEST(waves, every_instrument_measures_a_network_of_waves_within_its_range) {
    for (const std::string end : {", born", ""}) {
        const LayeredNetwork network = waves(end);
        const TensorSource pictures = random_pictures();
        const Measured all = measure(network, &pictures, ours(), {.null_draws = 2, .null_samples = 16});
        std::set<std::string> seen;
        for (const Measurement& m : all.measurements) {
            seen.insert(m.observable);
            for (const Estimate& e : m.estimates) {
                const QuantityInfo* quantity = find_quantity(*find_observable_info(m.observable), e.name);
                ASSERT_NE(quantity, nullptr) << m.observable << " " << e.name;
                EXPECT_TRUE(std::isfinite(e.value)) << m.observable << " " << m.site << " " << e.name;
                EXPECT_GE(e.value, quantity->low - 1e-9) << m.observable << " " << m.site << " " << e.name;
                EXPECT_LE(e.value, quantity->high + 1e-9) << m.observable << " " << m.site << " " << e.name;
                for (const Null& null : e.nulls) EXPECT_TRUE(std::isfinite(null.mean)) << m.observable << " " << e.name;
            }
        }
        for (const std::string name :
             {"excitation", "energy", "spectrum", "bulk", "levels", "circulant", "momentum", "angular_momentum"})
            EXPECT_TRUE(seen.count(name)) << name;
    }
}

TEST(waves, excitation_counts_the_intensity_of_complex_states) {
    const LayeredNetwork network = waves();
    const TensorSource pictures = random_pictures();
    const Measured all = measure(network, &pictures, choose_instruments({"excitation"}, {}), {.null_draws = 0});
    const at::Tensor psi = states_of(network, "modrelu1");
    ASSERT_TRUE(psi.is_complex());
    const at::Tensor n = psi.abs().square().to(at::kDouble).flatten(1), p = n / n.sum(1, true);
    const double entropy = -at::xlogy(p, p).sum(1).mean().item<double>();
    EXPECT_NEAR(number(all, "excitation", "modrelu1", "entropy"), entropy, 1e-4);
    EXPECT_NEAR(number(all, "excitation", "modrelu1", "mean"), n.mean().item<double>(), 1e-4);
    const Measurement* found = find_measurement(all.measurements, "excitation", "modrelu1");
    ASSERT_NE(found, nullptr);
    EXPECT_NE(found->notes.at(0).find("complex"), std::string::npos);
}

TEST(waves, amplitudes_are_read_by_the_rule_of_born) {
    const TensorSource pictures = random_pictures();
    const auto energies = choose_instruments({"energy"}, {});
    const LayeredNetwork with = waves(), without = waves("");
    const Measured one = measure(with, &pictures, energies, {.null_draws = 0}),
                   other = measure(without, &pictures, energies, {.null_draws = 0});
    ASSERT_FALSE(one.measurements.empty());
    ASSERT_FALSE(other.measurements.empty());
    for (const Estimate& e : one.measurements[0].estimates) {
        const Estimate* same = find_estimate(other.measurements[0], e.name);
        ASSERT_NE(same, nullptr) << e.name;
        // A p-value of draws moves by whole draws.
        const double tolerance = e.name == "ece_p" ? .01 : 1e-4 * std::max(1., std::abs(e.value));
        EXPECT_NEAR(e.value, same->value, tolerance) << e.name;
    }
}

TEST(waves, controls_keep_shape_type_and_norm_of_complex_weights) {
    RandomTensors random(4);
    for (const at::Tensor& weight :
         {random.normal({6, 4, 3, 3}, at::kComplexFloat), random.normal({5, 9}, at::kComplexDouble)})
        for (const Control* control : registry<Control>()) {
            if (!control->weights || control->name.starts_with("test")) continue;
            const Interaction given{.name = "w", .weight = weight};
            const at::Tensor drawn = control->weights(given, 3);
            EXPECT_EQ(drawn.sizes(), weight.sizes()) << control->name;
            EXPECT_EQ(drawn.scalar_type(), weight.scalar_type()) << control->name;
            EXPECT_NEAR(
                drawn.norm().item<c10::complex<double>>().real() / weight.norm().item<c10::complex<double>>().real(), 1,
                1e-5)
                << control->name;
            EXPECT_GT(at::imag(drawn).abs().max().item<double>(), .1) << control->name;
        }
    const Interaction given{.name = "w", .weight = random.normal({3, 2, 3, 5}, at::kComplexDouble)};
    const at::Tensor drawn = find_control("amplitude_matched_kernels").weights(given, 3);
    EXPECT_TRUE(at::allclose(at::fft_fft2(drawn).abs(), at::fft_fft2(given.weight).abs(), 1e-10, 1e-12));
}

TEST(waves, the_energy_of_complex_kernels_tells_k_from_minus_k) {
    const at::Tensor w = RandomTensors(6).normal({2, 3, 3, 4}, at::kComplexDouble);
    const KernelSpectrum spectrum = kernel_spectrum(*site_with(w).interaction);
    const HalfZone zone(8);
    const at::Tensor energy = energy_over_zone(spectrum, zone);
    const auto count = static_cast<std::int64_t>(zone.kx.size());
    ASSERT_EQ(energy.size(1), 2 * count);
    for (const std::int64_t i : {0, 5, 17})
        for (const double sign : {1., -1.}) {
            const at::Tensor angle = -sign * (zone.ky[i] * at::arange(3, at::kDouble).unsqueeze(1) +
                                              zone.kx[i] * at::arange(4, at::kDouble));
            const at::Tensor plain = (w * at::complex(angle.cos(), angle.sin())).sum({2, 3}).abs().square().sum(1);
            const at::Tensor found = energy.select(1, sign > 0 ? i : count + i);
            EXPECT_LT((plain - found).abs().max().item<double>(), 1e-10) << i;
        }
}

TEST(waves, two_kernels_that_look_one_way_each_tell_a_bit_of_momentum_and_real_ones_none) {
    // e^{±ik·r}: one answers to k, the other to -k.
    const at::Tensor r = at::arange(5, at::kDouble) * 1.2;
    const at::Tensor wave = at::complex(r.cos(), r.sin()).view({1, 1, 1, 5}).expand({1, 1, 5, 5});
    const at::Tensor both = at::cat({wave, wave.conj().resolve_conj()});
    EXPECT_NEAR(value("momentum", both, "bits"), 1, .01);
    EXPECT_NEAR(value("momentum", at::real(both).contiguous(), "bits"), 0, 1e-9);
    RandomTensors random(5);
    // What is even in k is what the real part alone says where Im repeats it.
    for (const std::string name : {"centre", "bandwidth", "coherence", "even", "dc"}) {
        const at::Tensor w = random.normal({2, 2, 3, 3}, at::kDouble);
        EXPECT_NEAR(value("momentum", at::complex(w, w), name), value("momentum", w, name), 1e-12) << name;
    }
}

TEST(waves, symmetry_shares_of_complex_kernels_sum_to_one_and_turn_with_a_phase_into_themselves) {
    const at::Tensor w = RandomTensors(7).normal({4, 3, 3, 3}, at::kComplexDouble);
    double sum = 0;
    for (const NamedValue& v : find_observable("angular_momentum")->weigh(site_with(w), {}).values) {
        sum += v.value;
        EXPECT_NEAR(value("angular_momentum", w * c10::complex<double>(.6, .8), v.name), v.value, 1e-12);
    }
    EXPECT_NEAR(sum, 1, 1e-12);
}
