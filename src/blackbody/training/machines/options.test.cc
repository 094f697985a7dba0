/// Options of training check themselves, whoever fills them in.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/training/machines/training_plans.h"
#include "blackbody/training/networks/cost.h"
#include "blackbody/training/networks/network_training.h"
#include "blackbody/util/errors.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;

namespace {

template <class Options>
std::string complaint(const Options& options) {
    return complaint_of([&] { check(options); }, ErrorKind::usage);
}

}  // namespace

TEST(training_options, as_they_stand_are_fine) {
    EXPECT_EQ(complaint(ContrastiveOptions{}), "");
    EXPECT_EQ(complaint(MachineTrainingOptions{}), "");
    EXPECT_EQ(complaint(NetworkTrainingOptions{}), "");
}

TEST(training_options, that_cannot_be_are_refused_by_name) {
    EXPECT_EQ(complaint(ContrastiveOptions{.batch = 0}),
              "batch: expected a whole number from 1 to 10,000,000, found 0");
    EXPECT_EQ(complaint(ContrastiveOptions{.momentum = 5}), "momentum: expected a number from 0 to below 1, found 5");
    EXPECT_EQ(complaint(ContrastiveOptions{.lr = 0}),
              "learning rate: expected a number above 0, at most 1,000,000, found 0");
    EXPECT_NE(complaint(ContrastiveOptions{.lr = NAN}), "");
    EXPECT_NE(complaint(ContrastiveOptions{.l1 = -1}), "");
    EXPECT_NE(complaint(MachineTrainingOptions{.hidden = {0}}), "");
    EXPECT_NE(complaint(MachineTrainingOptions{.hidden = {4, 4}}).find("an rbm has one hidden layer"),
              std::string::npos);
    EXPECT_NE(complaint(MachineTrainingOptions{.method = "guess"}).find("cd, pcd or pt, found 'guess'"),
              std::string::npos);
    EXPECT_NE(complaint(MachineTrainingOptions{.contrastive = {.chains = 0}}), "");
    EXPECT_NE(complaint(MachineTrainingOptions{.rungs = 1}), "");
    EXPECT_NE(complaint(NetworkTrainingOptions{.batch = 0}), "");
    EXPECT_NE(complaint(NetworkTrainingOptions{.label_smoothing = 3}), "");
    EXPECT_NE(complaint(NetworkTrainingOptions{.updates = 10, .rate = {.warm_up_updates = 10}}), "");
    EXPECT_NE(complaint(NetworkTrainingOptions{.updates = 10, .rate = {.steps = {.5, NAN}}}), "");
    EXPECT_NE(complaint(NetworkTrainingOptions{.augmentation = {.random_shift = -1}}), "");
}

TEST(training_options, are_asked_before_anything_is_learned) {
    const at::Tensor states = at::zeros({4, 3}, at::kByte);
    EXPECT_THROW(rbm_plan({.states = states}, {.contrastive = {.batch = 0}}), Error);
    EXPECT_THROW(deep_plan({.states = states}, {.lr_end_factor = 2}), Error);
}

TEST(training_options, name_every_loss_that_there_is) {
    std::vector<std::string> known, said;
    for (const Cost* cost : costs()) known.push_back(cost->name);
    const NetworkTrainingOptions options;
    fields(options, [&](const OptionField& field, const auto&) {
        if (field.key == std::string("loss")) said = field.words;
    });
    EXPECT_EQ(said, known);
}

TEST(training_options, that_were_not_given_are_settled_by_kind_optimizer_and_samples) {
    MachineTrainingOptions machine = settled({.kind = "dbn", .epochs = 3, .optimizer = "adam"}, 250);
    EXPECT_EQ(machine.hidden, (std::vector<std::int64_t>{500, 1000}));
    EXPECT_EQ(machine.updates, 6);
    EXPECT_EQ(machine.contrastive.lr, .001);
    EXPECT_FALSE(machine.sparsity);
    EXPECT_EQ(settled(MachineTrainingOptions{}, 0).updates, 1);  // who learns refuses the samples
    machine = settled({.updates = 4, .contrastive = {.lr = .3}, .sparsity = .1}, 250);
    EXPECT_EQ(machine.updates, 4);
    EXPECT_EQ(machine.contrastive.lr, .3);
    EXPECT_EQ(machine.sparsity, .1);

    const NetworkTrainingOptions network =
        settled({.epochs = 2, .optimizer = {.name = "adamw", .weight_decay = 0}, .rate = {.warm_up = .5}}, 1280);
    EXPECT_EQ(network.updates, 20);
    EXPECT_EQ(network.rate.warm_up_updates, 5);
    EXPECT_EQ(network.rate.lr, .002);
    EXPECT_EQ(network.optimizer.weight_decay, 0);  // given, and not the optimizer's own
}
