#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "blackbody/base/observable.h"
#include "support/random.h"

using namespace blackbody;

namespace {

/// [M, Y, X] as the weights of M units that look at an image.
Site site_of(const at::Tensor& fields) {
    Site site;
    site.info.name = "hidden";
    site.interaction = Interaction{.name = "W"};
    site.interaction->weight = fields.flatten(1).contiguous();
    site.interaction->input_size = {fields.size(1), fields.size(2)};
    return site;
}

std::map<std::string, double> weighed(const at::Tensor& fields) {
    const WeightResult result = find_observable("receptive_fields")->weigh(site_of(fields), {});
    std::map<std::string, double> values;
    for (const NamedValue& value : result.values) values[value.name] = value.value;
    return values;
}

}  // namespace

TEST(receptive_fields, one_pixel_has_no_radius_and_takes_part_alone) {
    at::Tensor fields = at::zeros({2, 5, 5}, at::kDouble);
    fields[0][1][1] = -3, fields[1][2][4] = .5;
    const auto values = weighed(fields);
    EXPECT_DOUBLE_EQ(values.at("participation"), 1);
    EXPECT_DOUBLE_EQ(values.at("radius"), 0);
    EXPECT_DOUBLE_EQ(values.at("sparsity"), 1. / 25);
    EXPECT_DOUBLE_EQ(values.at("smoothness"), 0);
    EXPECT_DOUBLE_EQ(values.at("overlap"), 0);
}

TEST(receptive_fields, an_even_field_has_the_closed_form_of_a_rectangle) {
    const auto values = weighed(at::ones({3, 6, 4}, at::kDouble));
    EXPECT_NEAR(values.at("participation"), 24, 1e-12);
    // Variance of n places in a row: (n² - 1) / 12.
    EXPECT_NEAR(values.at("radius"), std::sqrt((35. + 15.) / 12), 1e-12);
    EXPECT_NEAR(values.at("smoothness"), 1, 1e-12);
    EXPECT_NEAR(values.at("overlap"), 1, 1e-12);
}

TEST(receptive_fields, independent_normal_weights_read_a_third_of_the_pixels_and_the_known_overlap) {
    const auto values = weighed(blackbody::testing::RandomTensors(1).normal({200, 28, 28}, at::kDouble));
    EXPECT_NEAR(values.at("sparsity"), 1. / 3, .01);
    EXPECT_NEAR(values.at("overlap"), std::sqrt(2 / (M_PI * 784)), 5e-4);
    EXPECT_NEAR(values.at("smoothness"), 0, .01);
    // Energy spread evenly over the square: (28² - 1) / 12 a direction.
    EXPECT_NEAR(values.at("radius"), std::sqrt(2 * 783 / 12.), .1);
}

TEST(receptive_fields, silent_units_are_counted_and_left_out) {
    at::Tensor fields = at::ones({3, 2, 2}, at::kDouble);
    fields[1].zero_();
    EXPECT_EQ(weighed(fields).at("silent_units"), 1);
    EXPECT_NEAR(weighed(fields).at("participation"), 4, 1e-12);
    EXPECT_EQ(weighed(at::zeros({2, 2, 2}, at::kDouble)).size(), 1u);
}

TEST(receptive_fields, the_sheet_shows_the_strongest_first) {
    at::Tensor fields = at::ones({3, 2, 2}, at::kDouble);
    fields[2] *= 5;
    const WeightResult result = find_observable("receptive_fields")->weigh(site_of(fields), {});
    ASSERT_EQ(result.curves.size(), 1u);
    EXPECT_EQ(result.curves[0].series[0].name, "unit 2");
    EXPECT_EQ(result.curves[0].series[0].values, (std::vector<double>{5, 5, 5, 5}));
}

TEST(receptive_fields, asks_for_a_linear_map_from_an_image) {
    const Observable& observable = *find_observable("receptive_fields");
    Site site = site_of(at::ones({3, 2, 2}, at::kDouble));
    EXPECT_TRUE(observable.fits(site, {}).fits);
    site.interaction->input_size = {0, 0};
    EXPECT_FALSE(observable.fits(site, {}).fits);
}
