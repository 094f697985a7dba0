#include "blackbody/systems/onnx/operators_page.h"

#include <gtest/gtest.h>

#include "blackbody/systems/onnx/operator.h"
#include "support/golden.h"

using namespace blackbody;

TEST(operators_page, is_what_is_committed) { expect_golden(operators_page(), "docs/generated/operators.md"); }

TEST(operators_page, has_every_operator_of_tiers_a_and_b) {
    int count = 0;
    for (const Operator* record : operators()) count += record->info.domain.empty();
    EXPECT_EQ(count, 102);
}

TEST(operators_page, records_are_complete_and_say_opsets_as_a_range) {
    for (const Operator* record : operators()) {
        const OperatorInfo& info = record->info;
        int from = 0, to = 0;
        EXPECT_EQ(std::sscanf(info.versions.c_str(), "%d-%d", &from, &to), 2) << info.name;
        EXPECT_LE(from, to) << info.name;
        EXPECT_FALSE(info.shapes.empty() || info.aten.empty()) << info.name;
        EXPECT_EQ((info.shapes + info.aten).find('|'), std::string::npos) << info.name << " would break the table";
        EXPECT_NE(record->run, nullptr) << info.name;
        EXPECT_EQ(find_operator(info.name, info.domain), record) << info.name << " is registered twice";
    }
}
