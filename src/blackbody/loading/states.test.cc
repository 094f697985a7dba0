#include "blackbody/loading/states.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "blackbody/loading/spread.h"
#include "blackbody/util/errors.h"
#include "support/arrays.h"
#include "support/shared.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;
using blackbody::testing::npy_file;

namespace {

/// Behind the name of the file.
std::string complaint(const std::string& path, const std::string& unit, const StateOptions& options = {}) {
    const std::string line = complaint_of([&] { load_states(path, find_unit(unit), options); });
    return line.empty() ? "" : line.substr(line.find(": ") + 2);
}

}  // namespace

TEST(states, packed_bits_of_the_reference_are_unpacked_in_numpys_order) {
    REQUIRE_SHARED("rbm/binarized_mnist_test.npz");
    const States states = load_states(shared_file("rbm/binarized_mnist_test.npz"), find_unit("bernoulli"));
    EXPECT_EQ(states.values.sizes(), (std::vector<std::int64_t>{10000, 784}));
    EXPECT_EQ(states.values.scalar_type(), at::kByte);
    EXPECT_NEAR(states.values.to(at::kDouble).mean().item<double>(), .132445, 5e-7);
    // Counted with numpy.unpackbits: any other order of bits gives other columns.
    const at::Tensor counts = states.values.to(at::kLong).sum(0);
    EXPECT_EQ(counts[401].item<int>(), 3887);
    EXPECT_EQ(counts[406].item<int>(), 5247);
}

TEST(states, a_table_of_0_and_1_is_states_of_bernoulli_units_and_is_turned_for_spins) {
    const std::string file = temporary_file("table.csv", "0,1,1\n1,0,1\n");
    EXPECT_TRUE(at::equal(load_states(file, find_unit("bernoulli")).values,
                          at::tensor({0, 1, 1, 1, 0, 1}, at::kByte).view({2, 3})));
    const States spins = load_states(file, find_unit("spin"));
    EXPECT_TRUE(at::equal(spins.values, at::tensor({-1., 1., 1., 1., -1., 1.}, at::kFloat).view({2, 3})));
    EXPECT_EQ(spins.card.notes.back(), "0 and 1 are read as -1 and 1");
}

TEST(states, what_is_no_state_is_named_with_its_place) {
    const std::string two = temporary_file("two.csv", "0,1\n1,2.0\n");
    EXPECT_EQ(complaint(two, "bernoulli"),
              "sample 1, unit 1: expected 0 or 1 (bernoulli units), found 2; say how numbers become 0 "
              "or 1: binarise by threshold, the threshold 1; or other units");
    const std::string nan = temporary_file("nan.csv", "0,1\n1,nan\n");
    EXPECT_NE(complaint(nan, "gaussian").find("sample 1, unit 1"), std::string::npos);
    const std::string grey = npy_file("grey.npy", at::tensor({0, 128, 255, 7}, at::kByte).view({1, 2, 2}));
    EXPECT_NE(complaint(grey, "bernoulli").find("binarise by threshold or by sample"), std::string::npos);
    const std::string floats = npy_file("floats.npy", at::tensor({0.f, .25f, 1.f, 0.f}).view({2, 2}));
    for (const char* units : {"bernoulli", "spin"})
        EXPECT_NE(complaint(floats, units).find("binarise by threshold or by sample"), std::string::npos);
    EXPECT_EQ(complaint(nan, "bernoulli").find("binarise"), std::string::npos);
    EXPECT_NE(complaint(two, "bernoulli", {.binarise = "often"}).find("often"), std::string::npos);
}

TEST(states, grey_pictures_are_binarised_only_when_asked_by_a_cut_or_by_chance) {
    at::Tensor bytes = at::zeros({4000, 2, 2}, at::kByte);
    bytes.select(2, 1).fill_(64), bytes[0][0][0] = 255;
    const std::string file = npy_file("pictures.npy", bytes);
    const States cut = load_states(file, find_unit("bernoulli"), {.binarise = "threshold", .threshold = .2});
    EXPECT_EQ(cut.picture, (std::vector<std::int64_t>{2, 2}));
    EXPECT_EQ(cut.values.sum().item<int>(), 8001);

    // By chance: the mean of 8000 draws with p = 64/255.
    const StateOptions by_chance{.binarise = "sample", .seed = 3};
    const States drawn = load_states(file, find_unit("bernoulli"), by_chance);
    const double p = 64. / 255, mean = (drawn.values.sum().item<double>() - 1) / 8000;
    EXPECT_NEAR(mean, p, 4 * std::sqrt(p * (1 - p) / 8000));
    EXPECT_TRUE(at::equal(drawn.values, load_states(file, find_unit("bernoulli"), by_chance).values));

    const States grey = load_states(file, find_unit("gaussian"));
    EXPECT_NEAR(grey.values[5][1].item<double>(), p, 1e-6);
}

TEST(states, sequences_become_columns_and_those_alike_share_a_weight) {
    const std::string file = temporary_file("alignment.fasta", ">a\nACDEF\n>b\nACDEY\n>c\nWWWWW\n");
    const States states = load_states(file, find_unit("potts"));
    EXPECT_EQ(states.colours, 21);
    EXPECT_EQ(states.values.sizes(), (std::vector<std::int64_t>{3, 105}));
    EXPECT_EQ(states.values.sum().item<int>(), 15);
    EXPECT_EQ(states.values[2][19].item<int>(), 1);
    // a and b agree in 4 of 5 letters: weights 1/2, 1/2, 1 over their mean 2/3.
    EXPECT_TRUE(at::allclose(states.weights, at::tensor({.75, .75, 1.5}, at::kDouble)));
    EXPECT_NE(complaint(file, "bernoulli").find("units potts"), std::string::npos);
}

TEST(states, a_limit_takes_samples_evenly_spread_with_their_labels) {
    const std::string file = temporary_file("many.csv", "0,0\n0,1\n1,0\n1,1\n0,0\n0,1\n");
    const States states = load_states(file, find_unit("bernoulli"), {.limit = 3});
    const at::Tensor all = at::tensor({0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1}, at::kByte).view({6, 2});
    EXPECT_TRUE(at::equal(states.values, all.index_select(0, at::tensor(spread_positions(6, 3), at::kLong))));
    EXPECT_EQ(states.card.samples_given, 6);
    EXPECT_EQ(states.card.samples_used, 3);
}

TEST(states, given_weights_are_one_a_sample) {
    const std::string file = temporary_file("weighted.csv", "0,1\n1,0\n"),
                      weights = temporary_file("weights.csv", "1\n3\n"), wrong = temporary_file("wrong.csv", "1\n-3\n");
    EXPECT_TRUE(at::allclose(load_states(file, find_unit("bernoulli"), {.weights = weights}).weights,
                             at::tensor({.5, 1.5}, at::kDouble)));
    EXPECT_NE(complaint(file, "bernoulli", {.weights = wrong}).find("negative"), std::string::npos);
}

TEST(states, damaged_bits_are_refused) {
    const std::string file = temporary_file("missing.npz", "PK");
    EXPECT_FALSE(complaint(file, "bernoulli").empty());
}
