#include "blackbody/base/fields.h"

#include <gtest/gtest.h>

#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;

namespace {

struct Inner {
    double heat = 2;
    std::optional<double> field{};
};

struct Outer {
    std::string kind = "slow";
    std::vector<std::int64_t> layers{3, 4};
    Inner inner{};
    bool is_open = false;
    double aside = 7;
};

void fields(Is<Inner> auto& x, auto&& f) {
    f(OptionField{.key = "heat", .range = above(0, 100), .name = "inverse temperature"}, x.heat);
    f(OptionField{.key = "outer_field", .range = from(-1, 1)}, x.field);
}

void fields(Is<Outer> auto& x, auto&& f) {
    f(OptionField{.key = "kind", .words = {"slow", "quick", "still"}}, x.kind);
    f(OptionField{.key = "layers", .range = whole(1, 10)}, x.layers);
    fields(x.inner, f);
    f(OptionField{.key = "open"}, x.is_open);
    f(OptionField{.key = "aside", .range = from(0, 9), .decides = false}, x.aside);
}

std::string complaint(const Outer& options) {
    return complaint_of<OptionError>([&] { check_fields(options); }, ErrorKind::usage);
}

}  // namespace

TEST(fields, of_options_of_options_are_checked_each_by_its_name) {
    EXPECT_EQ(complaint({}), "");
    EXPECT_EQ(complaint({.kind = "brisk"}), "kind: expected slow, quick or still, found 'brisk'");
    EXPECT_EQ(complaint({.layers = {3, 11}}), "layers: expected a whole number from 1 to 10, found 11");
    EXPECT_EQ(complaint({.inner = {.heat = 0}}),
              "inverse temperature: expected a number above 0, at most 100, found 0");
    EXPECT_EQ(complaint({.inner = {.field = 2}}), "outer field: expected a number from -1 to 1, found 2");
}

TEST(fields, an_error_knows_the_key_that_a_flag_is_made_of) {
    try {
        check_fields(Outer{.inner = {.field = 2}});
        FAIL();
    } catch (const OptionError& error) {
        EXPECT_EQ(flag_of(error.key()), "--outer-field");
        EXPECT_EQ(error.complaint(), "expected a number from -1 to 1, found 2");
    }
    EXPECT_STREQ(OptionError("warm_up", "too long").what(), "warm up: too long");
}

TEST(fields, what_was_not_given_is_no_word_and_0_is_one) {
    EXPECT_EQ(words_of(Outer{}), (OptionWords{{"kind", "slow"}, {"layers", "3,4"}, {"heat", "2"}, {"open", "no"}}));
    const OptionWords nought = words_of(Outer{.inner = {.field = 0}});
    EXPECT_EQ(nought.at("outer_field"), "0");

    const auto differs = difference(words_of(Outer{}), nought);
    ASSERT_TRUE(differs);
    EXPECT_EQ(differs->key, "outer_field");
    EXPECT_EQ(differs->before, "");
    EXPECT_EQ(difference(nought, words_of(Outer{}))->now, "");
    EXPECT_EQ(difference(nought, words_of(Outer{.kind = "quick", .inner = {.field = 0}}))->now, "quick");
    EXPECT_FALSE(difference(nought, nought));
}
