#include "blackbody/util/text.h"

#include <gtest/gtest.h>

using namespace blackbody;

TEST(text, escapes_what_would_drive_a_terminal) {
    EXPECT_EQ(escape_control("a\x1b[2Jb\n"), "a\\x1b[2Jb\\x0a");
    EXPECT_EQ(escape_control("ünï ≤ 日"), "ünï ≤ 日");
    EXPECT_EQ(escape_control("\xff\xc3"), "\\xff\\xc3");
    EXPECT_EQ(escape_control("a\u202eb"), "a\\xe2\\x80\\xaeb");
}

TEST(text, a_table_cell_holds_no_markup) { EXPECT_EQ(markdown_cell("|ψ|_c <a> `x`"), "\\|ψ\\|\\_c \\<a> \\`x\\`"); }

TEST(text, escapes_html) { EXPECT_EQ(escape_html("<a href='x'>&\"\t"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;\\x09"); }

TEST(text, globs_match_whole_names) {
    EXPECT_TRUE(glob_match("*conv?", "/layer1/conv2"));
    EXPECT_FALSE(glob_match("conv", "conv1"));
    EXPECT_TRUE(glob_match("a[0-9]*z", "a7bcz"));
    EXPECT_FALSE(glob_match("a[!0-9]*", "a7"));
    EXPECT_FALSE(glob_match(std::string(60, '*') + "b", std::string(5000, 'a')));
}

TEST(text, a_value_has_the_digits_that_its_error_allows) {
    EXPECT_EQ(with_error(0.123456, 0.0021), "0.1235 ± 0.0021");
    EXPECT_EQ(with_error(12.3, 4.0), "12.3 ± 4.0");
    EXPECT_EQ(with_commas(-1234567), "-1,234,567");
}

TEST(text, finds_the_name_that_was_meant) {
    EXPECT_EQ(nearest("spectrm", {"excitation", "spectrum"}), "spectrum");
    EXPECT_EQ(nearest("zzzzzz", {"excitation", "spectrum"}), "");
}
