#include "blackbody/systems/onnx/graph.h"

#include <gtest/gtest.h>

#include "blackbody/util/errors.h"

using namespace blackbody;

TEST(attributes, give_what_was_set_and_the_default_where_nothing_was) {
    Attributes attributes;
    attributes.set("axis", std::int64_t{-1});
    attributes.set("pads", std::vector<std::int64_t>{1, 2});
    EXPECT_EQ(attributes.integer("axis", 0), -1);
    EXPECT_EQ(attributes.integer("group", 1), 1);
    EXPECT_EQ(attributes.integers("pads"), (std::vector<std::int64_t>{1, 2}));
    EXPECT_FALSE(attributes.tensor("value").defined());
}

TEST(attributes, say_which_type_was_expected_and_found) {
    Attributes attributes;
    attributes.set("axis", std::string("one"));
    try {
        attributes.integer("axis", 0);
        FAIL();
    } catch (const UnsupportedError& error) {
        EXPECT_STREQ(error.what(), "attribute 'axis': expected an integer, found a text");
    }
}
