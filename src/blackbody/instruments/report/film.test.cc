#include "blackbody/instruments/report/film.h"

#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <sstream>

#include "blackbody/instruments/report/economy.h"
#include "blackbody/instruments/report/html.h"
#include "support/files.h"
#include "support/film_results.h"

using namespace blackbody;

namespace {

const Records& records() { return Records::registered(); }

std::string page_of(const Results& results) {
    std::ostringstream out;
    write_html(out, results, records());
    const std::string page = out.str();
    return page.substr(page.find("<main"), page.find("id=\"data\"") - page.find("<main"));
}

int count(const std::string& text, const std::string& word) {
    int n = 0;
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at) ++n;
    return n;
}

}  // namespace

TEST(film, takes_a_strip_apart_into_its_frames) {
    const Curve strip = specimen::strip("excitation.effective_share", 4);
    ASSERT_TRUE(is_film_strip(strip));
    const auto frames = frames_of(strip);
    ASSERT_EQ(frames.size(), 4u);
    EXPECT_EQ(frames[3].update, 3 * 12345);
    EXPECT_EQ(frames[1].values.size(), 6u);
    EXPECT_EQ(frames[2].values[1], strip.series[0].values[2 * 6 + 1]);
    EXPECT_EQ(frames[2].errors[1], .01);
}

TEST(film, has_one_scale_for_all_frames_whatever_is_missing_or_constant) {
    const FilmScale scale = scale_of({{0, {1, NAN, 3}, {}}, {10, {-2, 2, NAN}, {}}});
    EXPECT_EQ(scale.low, -2);
    EXPECT_EQ(scale.high, 3);
    EXPECT_LT(scale_of({{0, {7, 7}, {}}}).low, scale_of({{0, {7, 7}, {}}}).high);
    EXPECT_LT(scale_of({{0, {NAN}, {}}}).low, scale_of({{0, {NAN}, {}}}).high);
}

TEST(film, shows_of_an_instrument_what_is_drawn_against_depth_elsewhere) {
    EXPECT_TRUE(is_headline({.name = "excitation.effective_share"}, records()));
    EXPECT_FALSE(is_headline({.name = "excitation.skewness"}, records()));
    EXPECT_TRUE(is_headline({.name = "loss"}, records()));
    EXPECT_EQ(with_headlines(specimen::training(), records()).measurements[1].curves.size(), 2u);
}

TEST(film, is_a_frame_an_update_on_the_page_with_the_first_behind_all_others) {
    const std::string page = page_of(specimen::training(21));
    EXPECT_EQ(count(page, "<ol class=\"strip\">"), 1);
    EXPECT_EQ(count(page, "<svg viewBox=\"-6 -6 212 112\""), 21);
    EXPECT_NE(page.find("<span>update 0</span>"), std::string::npos);
    EXPECT_NE(page.find("<span>end: 246,900</span>"), std::string::npos);
    // Nonlinearities before the sum, the sum, and those behind it: three lines, behind all frames but the first.
    EXPECT_EQ(count(page, "<path class=\"now\""), 3 * 21);
    EXPECT_EQ(count(page, "<path class=\"before\""), 3 * 20);
    EXPECT_EQ(page.find("nan"), std::string::npos);
    EXPECT_EQ(page.find("skewness"), std::string::npos);
}

TEST(film, of_a_training_alone_has_no_rules_and_no_layers_on_its_page) {
    const std::string page = page_of(specimen::training());
    EXPECT_EQ(page.find("id=\"findings\""), std::string::npos);
    EXPECT_EQ(page.find("id=\"layers\""), std::string::npos);
    EXPECT_NE(page.find("id=\"course\""), std::string::npos);
    EXPECT_NE(page.find("<th>relu1<th>relu2<th>residual1"), std::string::npos);
}

TEST(film, keeps_its_updates_to_the_last_digit_in_the_page) {
    const Results few = economical(specimen::training(), 64);
    EXPECT_EQ(few.measurements[1].curves[0].y.values.back(), 246900);
    EXPECT_EQ(few.measurements[1].curves[0].y.values[1], 12345);
}

TEST(film, leaves_a_page_for_the_browser) {
    const std::string path = BLACKBODY_BUILD "/training.html";
    write_html(path, specimen::training(), records());
    EXPECT_NE(file_bytes(path).find("id=\"course\""), std::string::npos);
}
