#include "blackbody/loading/machine.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/files.h"
#include "support/machines.h"

using namespace blackbody;

namespace {}  // namespace

TEST(machine, the_reference_archive_opens_by_the_names_of_its_arrays) {
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    const Rbm rbm = load_machine(shared_file("rbm/rbm_refs.npz"), {.keys = {"W15", "a15", "b15"}});
    EXPECT_EQ(rbm.visible.size(), 784);
    EXPECT_EQ(rbm.hidden.size(), 15);
    EXPECT_NEAR(exact_log_partition(rbm), 215.138406, 5e-7);
}

TEST(machine, names_that_are_not_there_are_answered_with_those_that_are) {
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    try {
        load_machine(shared_file("rbm/rbm_refs.npz"));
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("W500"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("keys W,a,b"), std::string::npos);
    }
}

TEST(machine, every_kind_comes_back_from_our_own_file_bit_for_bit) {
    for (const char* visible : {"bernoulli", "spin", "potts", "gaussian", "relu", "drelu"}) {
        const Rbm rbm = blackbody::testing::random_machine(visible, "potts", 6, 9);
        const std::string path = temporary_path("machine.safetensors");
        save_machine(path, rbm);
        const Rbm back = load_machine(path);
        EXPECT_EQ(back.visible.unit, rbm.visible.unit);
        EXPECT_EQ(back.hidden.colours, 3);
        EXPECT_TRUE(at::equal(back.weight, rbm.weight) && at::equal(back.visible.theta, rbm.visible.theta) &&
                    at::equal(back.hidden.theta, rbm.hidden.theta));
    }
}

TEST(machine, deep_machines_come_back_with_all_that_the_file_held) {
    const std::string path = temporary_path("deep.safetensors");
    const DeepBoltzmann deep =
        blackbody::testing::random_deep_machine({"bernoulli", "spin", "potts", "gaussian"}, {5, 4, 6, 2});
    save_machine_file(path, {deep, {{"history.dbm.epoch", at::arange(3)}}, {{"training.stage", "1"}}});
    const MachineFile back = load_machine_file(path);
    const auto& machine = std::get<DeepBoltzmann>(back.machine);
    for (int l = 0; l < 4; ++l) {
        EXPECT_TRUE(at::equal(machine.layers[l].theta, deep.layers[l].theta));
        EXPECT_EQ(machine.layers[l].unit, deep.layers[l].unit);
        EXPECT_EQ(machine.layers[l].colours, deep.layers[l].colours);
    }
    for (int l = 0; l < 3; ++l) EXPECT_TRUE(at::equal(machine.weights[l], deep.weights[l]));
    EXPECT_TRUE(at::equal(back.arrays.at("history.dbm.epoch"), at::arange(3)));
    EXPECT_EQ(back.metadata.at("training.stage"), "1");
    EXPECT_THROW(load_machine(path), Error);
}

TEST(machine, belief_networks_come_back) {
    const std::string path = temporary_path("belief.safetensors");
    const DeepBelief network{{blackbody::testing::random_machine("spin", "bernoulli", 6, 4),
                              blackbody::testing::random_machine("bernoulli", "potts", 4, 3)}};
    save_machine_file(path, {network});
    const auto back = std::get<DeepBelief>(load_machine_file(path).machine);
    ASSERT_EQ(back.machines.size(), 2u);
    for (int l = 0; l < 2; ++l) {
        EXPECT_TRUE(at::equal(back.machines[l].weight, network.machines[l].weight));
        EXPECT_TRUE(at::equal(back.machines[l].hidden.theta, network.machines[l].hidden.theta));
        EXPECT_EQ(back.machines[l].hidden.colours, network.machines[l].hidden.colours);
    }
    EXPECT_THROW(save_machine_file("/nowhere/at/all.safetensors", {network}), Error);
}

TEST(machine, broken_machines_are_refused) {
    Rbm rbm = blackbody::testing::random_machine("bernoulli", "bernoulli", 4, 3);
    const std::string path = temporary_path("broken.safetensors");
    rbm.weight[1][1] = NAN;
    save_machine(path, rbm);
    EXPECT_THROW(load_machine(path), Error);
    rbm.weight[1][1] = 0, rbm.hidden.theta = rbm.hidden.theta.narrow(1, 0, 2);
    save_machine(path, rbm);
    EXPECT_THROW(load_machine(path), Error);
    std::filesystem::resize_file(path, 40);
    EXPECT_THROW(load_machine(path), Error);
}
