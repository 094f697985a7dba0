#include "blackbody/systems/ensembles/partition/log_partition.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "blackbody/instruments/thermal/plain_annealing.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::base_of;
using blackbody::testing::random_machine;

namespace {

double other(const LogZ& z, const std::string& name) {
    for (const Estimate& e : z.others)
        if (e.name == name) return e.value;
    ADD_FAILURE() << "no " << name;
    return 0;
}

}  // namespace

TEST(log_partition, every_method_leads_to_the_same_number) {
    Rbm machine = random_machine("bernoulli", "bernoulli", 12, 8);
    machine.weight *= 2;
    const Rbm base = base_of(machine);
    const double exact = exact_log_z(machine).value.value;
    EXPECT_EQ(exact, exact_log_partition(machine));
    const at::Tensor start = samples_of_independent(base, 200, 1);
    for (const LogZMethod method : {LogZMethod::ais, LogZMethod::sandwich, LogZMethod::bar}) {
        const LogZ z = estimated_log_z(machine, base,
                                       {.method = method,
                                        .chains = 200,
                                        .temperatures = method == LogZMethod::bar ? 0 : 200,
                                        .start = start,
                                        .seed = 3});
        EXPECT_EQ(z.method, method);
        EXPECT_NEAR(z.value.value, exact, 4 * z.value.error.std_error());
        EXPECT_LT(z.value.error.std_error(), .1);
        if (method == LogZMethod::bar) continue;
        EXPECT_LE(other(z, "log_z_low"), exact);
        EXPECT_GE(other(z, "log_z_high"), exact);
        EXPECT_NEAR((other(z, "log_z_high") - other(z, "log_z_low")) / z.value.error.std_error(), 6, .5);
        if (method == LogZMethod::sandwich) {
            EXPECT_NEAR(other(z, "sandwich_gap"), 0, .1);
        }
    }
}

TEST(log_partition, a_machine_is_summed_where_that_is_quick) {
    EXPECT_EQ(method_for(random_machine("bernoulli", "bernoulli", 40, 12), LogZMethod::choose), LogZMethod::exact);
    EXPECT_EQ(method_for(random_machine("bernoulli", "bernoulli", 60, 50), LogZMethod::choose), LogZMethod::ais);
    EXPECT_EQ(method_for(random_machine("gaussian", "relu", 6, 5), LogZMethod::choose), LogZMethod::ais);
    EXPECT_THROW(log_z_method("aiss"), Error);
}

TEST(log_partition, one_effective_chain_gives_no_number) {
    Rbm machine = random_machine("bernoulli", "bernoulli", 40, 40);
    machine.weight *= 6;
    try {
        estimated_log_z(machine, base_of(machine), {.method = LogZMethod::ais, .chains = 20, .temperatures = 2});
        FAIL();
    } catch (const NumericalError& error) {
        EXPECT_NE(std::string(error.what()).find("effective"), std::string::npos) << error.what();
    }
}

TEST(log_partition, probabilities_of_all_states_sum_to_one_with_weights_as_probabilities) {
    const Rbm machine = random_machine("spin", "bernoulli", 6, 4);
    const at::Tensor v = states_of(machine.visible, 0, 64);
    const at::Tensor p = (-free_energy(machine, v) - exact_log_partition(machine)).exp();
    const Estimate weighted = mean_log_weight(machine, v, 64 * p), plain = mean_log_weight(machine, v, {});
    EXPECT_NEAR(weighted.value, (p * -free_energy(machine, v)).sum().item<double>(), 1e-12);
    EXPECT_NEAR(plain.value, -free_energy(machine, v).mean().item<double>(), 1e-12);
    EXPECT_NEAR(plain.error.std_error(), free_energy(machine, v).std().item<double>() / 8, 1e-12);
}

TEST(base_rates, have_the_means_of_the_data_and_ten_free_samples) {
    for (const char* kind : {"bernoulli", "spin", "potts"}) {
        const Rbm machine = random_machine(kind, "bernoulli", 9, 4);
        const at::Tensor v = states_of(machine.visible, 3, 20), h = at::zeros({1, 4}, at::kDouble);
        const Rbm base = base_of_means(machine, v);
        const double at_rest = kind == std::string("potts") ? 1. / 3 : kind == std::string("spin") ? 0 : .5;
        const at::Tensor mean = base.visible.unit->mean(base.visible, field_of_visible(base, h))[0];
        EXPECT_LT((mean - (v.sum(0) + 10 * at_rest) / 30).abs().max().item<double>(), 1e-12) << kind;
        EXPECT_EQ(base.weight.abs().max().item<double>(), 0);
    }
}

TEST(plain_annealing, gives_ln_z_where_it_can_be_trusted_and_none_where_not) {
    const Rbm easy = random_machine("bernoulli", "bernoulli", 10, 8);
    std::vector<double> betas;
    for (int k = 0; k <= 100; ++k) betas.push_back(k / 100.);
    const PlainAnnealing good = anneal_in_temperature(RbmEquilibrium(easy), exact_log_partition(easy),
                                                      {.betas = betas, .chains = 200, .seed = 1});
    EXPECT_EQ(good.refusal, "");
    const Estimate* z = find_estimate(good.measurement, "plain_log_z");
    ASSERT_NE(z, nullptr);
    EXPECT_NEAR(z->value, exact_log_partition(easy), 4 * z->error.std_error());

    Rbm hard = random_machine("bernoulli", "bernoulli", 40, 12);
    hard.weight *= 6;
    const PlainAnnealing bad = anneal_in_temperature(RbmEquilibrium(hard), exact_log_partition(hard),
                                                     {.betas = {0, .5, 1}, .chains = 50, .seed = 1});
    EXPECT_NE(bad.refusal, "");
    EXPECT_EQ(find_estimate(bad.measurement, "plain_log_z"), nullptr);
    EXPECT_GT(find_estimate(bad.measurement, "dissipation")->value, 0);
}
