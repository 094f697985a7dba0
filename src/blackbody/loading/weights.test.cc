/// Weights alone: nothing of a file vanishes without a word.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "blackbody/loading/network.h"
#include "blackbody/loading/open.h"
#include "blackbody/util/errors.h"
#include "support/arrays.h"
#include "support/cases.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

std::set<std::string> site_names(const System& system) {
    std::set<std::string> names;
    for (const Site& site : system.sites()) names.insert(site.info.name);
    return names;
}

bool notes_say(const System& system, const std::vector<std::string>& words) {
    const auto& notes = system.card().notes;
    return std::any_of(notes.begin(), notes.end(), [&](const std::string& note) {
        return std::all_of(words.begin(), words.end(),
                           [&](const std::string& word) { return note.find(word) != std::string::npos; });
    });
}

at::Tensor some(at::IntArrayRef shape, at::ScalarType type = at::kFloat) {
    const std::int64_t count = c10::multiply_integers(shape);
    return at::sin(at::arange(count, at::kDouble) * 1.7).reshape(shape).to(type);
}

}  // namespace

TEST(weights, of_one_output_are_sites_and_all_else_is_named_with_its_reason) {
    const auto system = open_system(safetensors_file("w.safetensors", {{"row.weight", some({1, 64})},
                                                                       {"one.weight", some({1, 16, 3, 3})},
                                                                       {"conv3d.weight", some({8, 4, 3, 3, 3})},
                                                                       {"packed.weight", at::ones({8, 8}, at::kInt)},
                                                                       {"mask", at::ones({8, 8}, at::kBool)},
                                                                       {"empty.weight", at::empty({0, 4}, at::kFloat)},
                                                                       {"bias", some({7})},
                                                                       {"scalar", some({})}}));
    EXPECT_EQ(site_names(*system), (std::set<std::string>{"row", "one"}));
    EXPECT_TRUE(notes_say(*system, {"left out: conv3d.weight [8, 4, 3, 3, 3] float32: more than four axes"}));
    EXPECT_TRUE(notes_say(*system, {"left out: packed.weight [8, 8] int32: whole numbers"}));
    EXPECT_TRUE(notes_say(*system, {"left out: empty.weight [0, 4] float32: empty"}));
    EXPECT_TRUE(notes_say(*system, {"left out: mask [8, 8] bool: a mask"}));
    EXPECT_TRUE(notes_say(*system, {"1 vector ("}));
}

TEST(weights, are_read_from_npz_as_from_safetensors) {
    const TestArrays arrays{{"fc1.weight", some({8, 6})}, {"fc1.bias", some({8})}, {"conv.weight", some({4, 3, 3, 3})}};
    const auto a = open_system(npz_file("w.npz", arrays)), b = open_system(safetensors_file("w.safetensors", arrays));
    ASSERT_EQ(a->sites().size(), 2u);
    ASSERT_EQ(b->sites().size(), 2u);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(a->sites()[i].info.name, b->sites()[i].info.name);
        EXPECT_TRUE(at::equal(a->sites()[i].interaction->weight, b->sites()[i].interaction->weight));
    }
    EXPECT_EQ(a->card().format, "npz");
    EXPECT_TRUE(notes_say(*a, {"keys has them: W,a,b"}));
}

TEST(weights, of_experts_are_a_stack_of_matrices_and_kernels_stay_kernels) {
    const auto system = open_system(safetensors_file("e.safetensors", {{"mlp.experts.up_proj", some({4, 12, 10})},
                                                                       {"mlp.gate_up", some({3, 20, 96})},
                                                                       {"block.conv.weight", some({6, 4, 64})},
                                                                       {"l.weight", some({16, 8, 5})}}));
    std::map<std::string, std::string> ops;
    for (const Site& site : system->sites()) ops[site.info.name] = site.info.op;
    EXPECT_EQ(ops.at("mlp.experts.up_proj.3"), "linear");
    EXPECT_EQ(ops.at("mlp.gate_up.0"), "linear");
    EXPECT_EQ(ops.at("block.conv"), "convolution");
    EXPECT_EQ(ops.at("l"), "convolution");
    EXPECT_EQ(ops.size(), 9u);
    EXPECT_TRUE(notes_say(*system, {"stack of matrices", "mlp.experts.up_proj [4, 12, 10]"}));
    for (const Site& site : system->sites())
        if (site.info.name == "mlp.experts.up_proj.2")
            EXPECT_TRUE(at::equal(site.interaction->weight, some({4, 12, 10})[2]));
}

TEST(weights, that_are_tied_are_measured_once) {
    const at::Tensor w = some({10, 6});
    const auto system = open_system(safetensors_file("t.safetensors", {{"a_embed.weight", w},
                                                                       {"lm_head.weight", w.clone()},
                                                                       {"z1.weight", at::zeros({10, 6})},
                                                                       {"z2.weight", at::zeros({10, 6})}}));
    EXPECT_EQ(site_names(*system), (std::set<std::string>{"a_embed", "z1", "z2"}));
    EXPECT_TRUE(notes_say(*system, {"lm_head.weight", "the same numbers as a_embed.weight"}));
}

TEST(weights, of_eight_bits_are_multiplied_by_the_scale_beside_them) {
    const at::Tensor stored = some({4, 6}).to(at::ScalarType::Float8_e4m3fn), rows = some({4, 1}) + 2;
    const auto system =
        open_system(safetensors_file("f.safetensors", {{"a.weight", stored},
                                                       {"a.weight_scale", at::full({1}, .25)},
                                                       {"b.weight", stored},
                                                       {"b.weight_scale", rows},
                                                       {"c.weight", some({3, 5}).to(at::ScalarType::Float8_e5m2)}}));
    std::map<std::string, at::Tensor> weights;
    for (const Site& site : system->sites()) weights[site.info.name] = site.interaction->weight;
    ASSERT_EQ(weights.size(), 3u);
    EXPECT_TRUE(at::equal(weights.at("a"), stored.to(at::kFloat) * .25));
    EXPECT_TRUE(at::equal(weights.at("b"), stored.to(at::kFloat) * rows));
    EXPECT_TRUE(notes_say(*system, {"c.weight", "without a scale"}));
    EXPECT_FALSE(notes_say(*system, {"a.weight", "without a scale"}));
}

TEST(weights, that_are_not_finite_are_named) {
    at::Tensor w = some({6, 6});
    w[2][3] = NAN, w[0][0] = INFINITY;
    const auto system = open_system(safetensors_file("n.safetensors", {{"p.weight", w}, {"q.weight", some({6, 6})}}));
    EXPECT_TRUE(notes_say(*system, {"'p.weight' holds 2 values that are not finite"}));
    EXPECT_FALSE(notes_say(*system, {"q.weight"}));
}

TEST(weights, over_the_complex_numbers_are_taken_as_they_are) {
    const at::Tensor w = at::complex(some({6, 5}), some({6, 5}) * .5);
    const auto system = open_system(npz_file("c.npz", {{"layer.weight", w}}));
    ASSERT_EQ(system->sites().size(), 1u);
    EXPECT_TRUE(at::equal(system->sites()[0].interaction->weight, w));
}

TEST(weights, of_the_cases_are_listed_or_named) {
    REQUIRE_CASE("odd_weights/w.safetensors");
    const auto system = open_system(case_file("odd_weights/w.safetensors"));
    const std::set<std::string> names = site_names(*system);
    for (const char* name : {"f_row", "i_conv1out", "g_col", "j_dw", "l_conv1d", "p_nan"})
        EXPECT_TRUE(names.contains(name)) << name;
    EXPECT_TRUE(notes_say(*system, {"left out", "m_conv3d.weight [8, 4, 3, 3, 3]"}));
    EXPECT_TRUE(notes_say(*system, {"left out", "t_empty.weight"}));
    EXPECT_TRUE(notes_say(*system, {"p_nan.weight", "not finite"}));
    const auto fp8 = open_system(case_file("hf_sharded/fp8.safetensors"));
    EXPECT_EQ(site_names(*fp8), (std::set<std::string>{"a", "h"}));
    EXPECT_TRUE(notes_say(*fp8, {"int8", "q.weight"}));
    EXPECT_TRUE(notes_say(*fp8, {"scales", "q.scale"}));
}
