#include "blackbody/systems/ensembles/machines/deep_belief.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/largest.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::largest;
using blackbody::testing::random_machine;

namespace {

/// Three machines on top of each other.
DeepBelief small_network(const std::string& kind) {
    Rbm second = random_machine(kind, "bernoulli", 6, 4);
    second.weight = second.weight.flip(0);  // not the first machine again
    return {{random_machine("bernoulli", kind, 6, 6), second, random_machine("bernoulli", "spin", 4, 3)}};
}

}  // namespace

TEST(deep_belief, a_second_machine_that_is_the_first_turned_over_makes_the_bound_exact) {
    for (const char* visible : {"bernoulli", "spin", "potts", "gaussian"}) {
        const Rbm rbm = random_machine(visible, "bernoulli", 6, 4);
        const DeepBelief tied{{rbm, mirrored(rbm)}};
        const at::Tensor v = rbm.visible.unit->name == "gaussian" ? at::linspace(-1, 1, 48, at::kDouble).view({8, 6})
                                                                  : states_of(rbm.visible, 0, 8);
        const at::Tensor bound = bound_weights(tied, v, 3, 1) - exact_log_partition(rbm),
                         exact = -free_energy(rbm, v) - exact_log_partition(rbm);
        EXPECT_LT(largest(bound - exact.unsqueeze(1)), 1e-12) << visible;
    }
}

TEST(deep_belief, the_probabilities_of_all_visible_states_sum_to_one) {
    for (const char* kind : {"bernoulli", "potts", "spin"}) {
        const at::Tensor v = states_of(free_layer(find_unit("bernoulli"), 6), 0, 64);
        EXPECT_NEAR(exact_log_probability(small_network(kind), v).exp().sum().item<double>(), 1, 1e-12) << kind;
    }
}

TEST(deep_belief, the_bound_is_below_and_more_draws_in_one_logarithm_close_it) {
    for (const char* kind : {"bernoulli", "potts", "spin"}) {
        const DeepBelief network = small_network(kind);
        const at::Tensor v = states_of(network.machines[0].visible, 0, 64), exact = exact_log_probability(network, v),
                         w = bound_weights(network, v, 2000, 5) - exact_log_partition(network.machines[2]),
                         bound = w.mean(1), error = w.std(1) / std::sqrt(2000.),
                         close = at::logsumexp(w, 1) - std::log(2000.);
        EXPECT_TRUE((bound < exact + 4 * error).all().item<bool>()) << kind;
        EXPECT_GT((exact - bound).mean().item<double>(), 0) << kind;
        EXPECT_GT((close - bound).min().item<double>(), -1e-12) << kind;
        EXPECT_LT(largest(close - exact), .25) << kind;
    }
}

TEST(deep_belief, the_mean_of_draws_is_the_average_over_the_posterior) {
    // Two machines: q(h | v) by enumeration.
    const DeepBelief network{{random_machine("bernoulli", "spin", 6, 4), random_machine("spin", "potts", 4, 6)}};
    const Rbm &first = network.machines[0], &second = network.machines[1];
    const at::Tensor v = states_of(first.visible, 0, 64), h = states_of(first.hidden, 0, 16),
                     q = at::softmax(
                         at::matmul(field_of_hidden(first, v), h.t()) + own_exponent(first.hidden, h).sum(1), 1),
                     difference = free_energy_of_hidden(first, h) - free_energy(second, h),
                     exact = -free_energy(first, v) + at::matmul(q, difference), w = bound_weights(network, v, 4000, 2);
    EXPECT_LT(largest((w.mean(1) - exact) / (w.std(1) / std::sqrt(4000.))), 4.5);
}

TEST(deep_belief, samples_have_the_probabilities_of_the_definition) {
    const DeepBelief network{
        {random_machine("bernoulli", "bernoulli", 4, 3), random_machine("bernoulli", "spin", 3, 3)}};
    const at::Tensor h = states_of(network.machines[1].visible, 0, 8),
                     p_top = (-free_energy(network.machines[1], h) - exact_log_partition(network.machines[1])).exp();
    const std::int64_t n = 40000;
    const at::Tensor which = at::searchsorted(p_top.cumsum(0), (at::arange(n, at::kDouble) + .5) / n),
                     v = states_of(network.machines[0].visible, 0, 16),
                     drawn = sample_downwards(network, h.index_select(0, which), 3),
                     counts = at::bincount(at::cdist(drawn, v).argmin(1), {}, 16).to(at::kDouble),
                     expected = n * exact_log_probability(network, v).exp();
    EXPECT_LT(((counts - expected) * (counts - expected) / expected).sum().item<double>(), 15 + 5 * std::sqrt(30.));
}

TEST(deep_belief, machines_that_do_not_fit_are_refused) {
    EXPECT_THROW(check(DeepBelief{}, "m"), Error);
    EXPECT_THROW(
        check(DeepBelief{{random_machine("spin", "spin", 4, 3), random_machine("bernoulli", "spin", 3, 2)}}, "m"),
        Error);
    EXPECT_THROW(check(DeepBelief{{random_machine("spin", "spin", 4, 3), random_machine("spin", "spin", 4, 2)}}, "m"),
                 Error);
}
