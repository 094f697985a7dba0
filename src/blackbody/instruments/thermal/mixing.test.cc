#include "blackbody/instruments/thermal/mixing.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "blackbody/instruments/thermal/replicas.h"
#include "blackbody/systems/ensembles/chains/chains.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"
#include "blackbody/systems/ensembles/units/spins.h"

using namespace blackbody;

namespace {

/// All pairs of spins coupled by w: two modes, mirror images of each other.
Rbm spin_machine(double w) {
    return {free_layer(find_unit("spin"), 12), free_layer(find_unit("spin"), 6), at::ones({12, 6}, at::kDouble) * w};
}

std::vector<Measurement> seen(const Rbm& rbm) {
    const RbmEquilibrium system(rbm);
    Replicas replicas{system, modes_of(rbm.weight, 3), {}};
    replicas.watched =
        watch(system, system.disordered(64, 1), replicas.modes, {.burn_in = 100, .evaluations = 100, .seed = 2});
    return {chains_measurement(replicas.watched), overlap_measurement(replicas, 0), modes_measurement(replicas)};
}

std::int64_t bars(const std::vector<Measurement>& measurements) {
    std::int64_t count = 0;
    for (const Measurement& m : measurements)
        count += std::count_if(m.estimates.begin(), m.estimates.end(),
                               [](const Estimate& e) { return e.error.is_number(); });
    return count;
}

}  // namespace

TEST(mixing, chains_of_a_frozen_machine_have_no_bars_and_say_why) {
    const std::vector<Measurement> frozen = seen(spin_machine(1.5)), free = seen(spin_machine(.05));
    EXPECT_EQ(bars(frozen), 0);
    EXPECT_EQ(bars(free), 2 + 5 + 1);  // two τ, five overlaps, the first mode
    const Estimate& overlap = frozen[1].estimates.front();
    EXPECT_NE(overlap.error.reason().find("the chains do not mix ("), std::string::npos) << overlap.error.reason();
}

TEST(mixing, a_watch_of_running_chains_sees_modes_that_are_mirror_images) {
    const auto r_hat = [](double w) {
        const Rbm rbm = spin_machine(w);
        Chains chains(rbm, samples_of_independent(at_beta(rbm, 0), 64, 1), {.seed = 4});
        MixingWatch watch;
        for (int t = 0; t < 32; ++t) chains.run(5), watch.evaluate(as_spins(rbm.visible, chains.visible()));
        return watch.r_hat();
    };
    EXPECT_LT(r_hat(.05).value(), 1.05);
    EXPECT_GT(r_hat(.5).value(), 2);
}

TEST(mixing, few_evaluations_say_nothing) {
    MixingWatch watch;
    for (int t = 0; t < 7; ++t) watch.evaluate(at::ones({4, 3}, at::kDouble));
    EXPECT_FALSE(watch.r_hat().has_value());
}
