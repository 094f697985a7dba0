#include "blackbody/training/networks/ward.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "blackbody/training/networks/network_training.h"
#include "support/random.h"

namespace blackbody {
namespace {

Pictures noise(std::int64_t n) {
    return {testing::RandomTensors(7).integers(0, 256, {n, 1, 8, 8}, at::kByte), at::arange(n, at::kLong).remainder(3)};
}

struct Trial {
    std::string text, cost = "cross-entropy", rule = "sgd";
    Field field = Field::real;
};

/// The worst violation of each identity, "symmetry: place", over 30 updates in double precision.
using Worst = std::map<std::string, double>;
using Change = std::function<void(const LayeredNetwork&, std::vector<WardIdentity>&)>;
Worst trained(const Trial& trial, const Change& change = {}) {
    static const Pictures data = noise(48);
    LayeredNetwork network({trial.text, trial.field, {Field::real, 1, {8, 8}}, 1, at::kDouble});
    NetworkTrainingOptions how{.batch = 12, .updates = 30, .loss = trial.cost, .label_smoothing = .1};
    how.optimizer.name = trial.rule, how.rate.lr = .003;
    how.augmentation = {.random_shift = 1, .hflip = true};
    Worst worst;
    NetworkTraining training(network, data, how);
    training.watch([&](const at::Tensor& x, const Pass& pass) {
        std::vector<WardIdentity> identities = ward_identities(network, find_cost(trial.cost));
        if (change) change(network, identities);
        const std::vector<WardBalance> balances = ward_balances(network, identities, x, pass);
        for (std::size_t i = 0; i < balances.size(); ++i) {
            EXPECT_GT(balances[i].size.max().item<double>(), 0) << identities[i].place << " is not seen at all";
            double& w = worst[identities[i].symmetry + ": " + identities[i].place];
            w = std::max(w, balances[i].violation());
        }
    });
    for (int i = 0; i < 30; ++i) training.update();
    return worst;
}

const Trial real_network{
    "conv 4 3x3, norm, leaky, depthwise 3x3, relu, conv 6 3x3 groups 2, abs, pool 2, residual(conv 6 3x3, norm, relu, "
    "conv 6 3x3 no-bias, norm) relu, conv 4 3x3, relu, l2-norm, layer-norm, dropout .2, pool 2, linear 5, square, "
    "linear 3"};
const Trial scattered{
    "conv 3 3x3, norm, modrelu, pool 2, conv 4 3x3, phase, conv 4 3x3 no-bias, norm, cardioid, conv 4 3x3, "
    "norm, crelu, conv 3 3x3, l1-norm, modrelu, linear 5, modrelu, linear 3 no-bias, born",
    "cross-entropy", "sgd", Field::complex};
const Trial measured{"conv 3 3x3, norm, modrelu, global intensity, linear 3, born", "cross-entropy", "sgd",
                     Field::complex};
const Trial amplitudes{"conv 3 3x3, modulus, conv 3 3x3, pool 2 average, linear 3", "born", "sgd", Field::complex};

void expect_all_to_hold(Trial trial) {
    for (const std::string rule : {"sgd", "adamw"}) {
        trial.rule = rule;
        for (const auto& [name, violation] : trained(trial)) EXPECT_LT(violation, 1e-12) << rule << ", " << name;
    }
}

TEST(Ward, identities_hold_at_every_step_of_a_training_of_a_real_network) { expect_all_to_hold(real_network); }

TEST(Ward, identities_hold_at_every_step_of_a_training_of_waves) {
    for (const Trial& trial : {scattered, measured, amplitudes}) expect_all_to_hold(trial);
}

std::vector<std::string> names(const Trial& trial) {
    const LayeredNetwork network({trial.text, trial.field, {Field::real, 1, {8, 8}}, 1, at::kDouble});
    std::vector<std::string> all;
    for (const WardIdentity& i : ward_identities(network, find_cost(trial.cost)))
        all.push_back(i.symmetry + ": " + i.place);
    return all;
}

TEST(Ward, identities_are_found_where_the_layers_have_the_symmetry_and_nowhere_else) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(
        names(real_network),
        (Names{"batch-norm: conv1 before norm1", "rescaling: norm1 to depthwise1", "rescaling: depthwise1 to conv2",
               "rescaling: layer-norm1 to linear1", "rescaling: linear1 to linear2", "softmax-shift: linear2.weight",
               "softmax-shift: linear2.bias", "unit-norm: conv3 before l2-norm1",
               "batch-norm: residual1.conv1 before residual1.norm1",
               "batch-norm: residual1.conv2 before residual1.norm2", "rescaling: residual1.norm1 to residual1.conv2"}));
    EXPECT_EQ(
        names(scattered),
        (Names{"batch-norm: conv1 before norm1", "batch-norm: conv3 before norm2", "batch-norm: conv4 before norm3",
               "phase: conv1 to conv2", "phase: conv2 to conv3", "phase: linear1 to linear2",
               "phase: linear2 before born1", "rescaling: norm1 to conv2", "rescaling: norm2 to conv4",
               "rescaling: norm3 to conv5", "rescaling: linear1 to linear2", "unit-norm: conv5 before l1-norm1"}));
    EXPECT_EQ(names(measured), (Names{"batch-norm: conv1 before norm1", "phase: conv1 before global1",
                                      "phase: linear1 before born1", "rescaling: norm1 to linear1"}));
    EXPECT_EQ(names(amplitudes),
              (Names{"phase: conv1 before modulus1", "phase: conv2 to linear1", "phase: linear1 before cost",
                     "rescaling: conv1 to conv2", "rescaling: conv2 to linear1"}));
    EXPECT_EQ(names({"conv 2 3x3, tanh, conv 2 3x3, gelu, global, linear 3, tanh", "square"}), Names{});
}

TEST(Ward, without_the_term_of_epsilon_the_scale_of_a_normalised_weight_looks_broken) {
    for (const Trial& trial : {real_network, measured}) {
        const Worst worst = trained(trial, [](const LayeredNetwork&, std::vector<WardIdentity>& identities) {
            for (WardIdentity& identity : identities)
                std::erase_if(identity.terms, [](const WardTerm& term) { return term.broken_at.has_value(); });
        });
        for (const auto& [name, violation] : worst) {
            if (!name.starts_with("batch-norm")) continue;
            EXPECT_GT(violation, 1e-8) << name;
        }
    }
}

TEST(Ward, a_gradient_that_is_wrong_in_its_seventh_digit_is_seen) {
    const Worst worst = trained(real_network, [](const LayeredNetwork& network, std::vector<WardIdentity>&) {
        for (const Parameter& p : network.parameters())
            if (p.is_learned) p.value.mutable_grad().flatten()[0] *= 1 + 1e-7;
    });
    for (const auto& [name, violation] : worst) EXPECT_GT(violation, 1e-12) << name;
}

}  // namespace
}  // namespace blackbody
