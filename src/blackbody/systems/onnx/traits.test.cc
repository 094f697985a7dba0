#include "blackbody/systems/onnx/traits.h"

#include <gtest/gtest.h>

#include <functional>

#include "blackbody/systems/onnx/operator.h"
#include "blackbody/util/text.h"

using namespace blackbody;

namespace {

using Names = std::vector<std::string>;

const Traits& of(const char* name) { return find_operator(name, "")->traits; }

/// Each trait by the name that `unstated` has for it, and how a record would leave it out.
const std::vector<std::pair<std::string, std::function<void(Traits&)>>> leave_out = {
    {"role", [](Traits& t) { t.role = {}; }},         {"formula", [](Traits& t) { t.formula = {}; }},
    {"weight", [](Traits& t) { t.weight = {}; }},     {"host_inputs", [](Traits& t) { t.host_inputs.reset(); }},
    {"batching", [](Traits& t) { t.batching = {}; }}, {"axes", [](Traits& t) { t.axes = {}; }},
    {"bounds", [](Traits& t) { t.bounds = {}; }},     {"folding", [](Traits& t) { t.folding = {}; }},
    {"storage", [](Traits& t) { t.storage = {}; }},   {"pointwise", [](Traits& t) { t.pointwise = {}; }},
};

}  // namespace

TEST(traits, are_stated_by_every_record) {
    for (const Operator* record : operators())
        EXPECT_EQ(unstated(record->traits), Names{})
            << record->info.name << " does not state its " << join(unstated(record->traits), ", ");
}

TEST(traits, are_stated_for_an_unknown_operator) { EXPECT_EQ(unstated(traits_of_unknown()), Names{}); }

TEST(traits, that_a_record_forgot_are_named) {
    EXPECT_EQ(unstated(Traits{}).size(), leave_out.size());
    for (const Operator* record : operators()) {
        for (const auto& [name, forget] : leave_out) {
            Traits traits = record->traits;
            forget(traits);
            EXPECT_EQ(unstated(traits), Names{name}) << record->info.name;
        }
    }
}

TEST(traits, judged_without_a_judge_are_named) {
    Traits traits = traits_of_unknown();
    traits.batching = {BatchRule::judged};
    EXPECT_EQ(unstated(traits), Names{"batching.judge"});
}

TEST(traits, do_not_contradict_one_another) {
    for (const Operator* record : operators()) {
        const Traits& t = record->traits;
        const std::string& name = record->info.name;
        const bool is_map = t.role == OperatorRole::linear_map;
        EXPECT_EQ(is_map, t.bounds.rule == BoundRule::linear) << name;
        EXPECT_TRUE(!is_map || t.weight != WeightRule::none) << name << " is a linear map without a weight";
        EXPECT_TRUE(t.batching.judge == nullptr || t.batching.rule == BatchRule::judged)
            << name << " has an idle judge";
        EXPECT_TRUE(t.bounds.turns.empty() || t.bounds.rule == BoundRule::one_argument) << name << " turns in vain";
        EXPECT_TRUE(t.pointwise == Pointwise::no || t.batching.rule == BatchRule::elementwise) << name;
        EXPECT_LT(*t.host_inputs, 1u << 16) << name;
    }
}

TEST(traits, of_a_node_are_those_of_its_operator_in_its_domain) {
    EXPECT_EQ(traits_of(Node{.name = "n", .op = "Conv", .domain = ""}).role, OperatorRole::linear_map);
    EXPECT_EQ(traits_of(Node{.name = "n", .op = "Conv", .domain = "com.example"}).role, OperatorRole::other);
    EXPECT_EQ(traits_of(Node{.name = "n", .op = "NoSuch", .domain = ""}).folding, Folding::never);
}

// What the records say of operators that every reader of ONNX knows.
TEST(traits, say_what_an_operator_does_to_a_state) {
    EXPECT_EQ(of("Relu").role, OperatorRole::nonlinearity);
    EXPECT_EQ(of("LayerNormalization").role, OperatorRole::normalisation);
    EXPECT_EQ(of("GlobalAveragePool").role, OperatorRole::pooling);
    EXPECT_EQ(of("Gemm").role, OperatorRole::linear_map);
    EXPECT_EQ(of("Add").role, OperatorRole::other);
    EXPECT_TRUE(only_moves(of("Reshape").role) && only_moves(of("Slice").role) && only_moves(of("Concat").role));
    EXPECT_FALSE(only_moves(of("Softmax").role));
}
