#include "blackbody/formats/csv/words.h"

#include <gtest/gtest.h>

#include "blackbody/util/errors.h"

using namespace blackbody;

namespace {

Words parse(const std::string& text) { return parse_words(std::as_bytes(std::span(text)), "a.csv"); }

}  // namespace

TEST(words, a_line_a_row_whatever_stands_between_the_fields) {
    const Words two{{"file", "label"}, {"a.png", "tabby cat"}};
    EXPECT_EQ(parse("file,label\r\na.png, tabby cat\r\n"), two);
    EXPECT_EQ(parse("\xef\xbb\xbf"
                    "file;label\n\na.png;tabby cat"),
              two);
    EXPECT_EQ(parse("file\tlabel\na.png\ttabby cat\n"), two);
    EXPECT_EQ(parse("tabby cat\ndog\n"), (Words{{"tabby cat"}, {"dog"}}));
    EXPECT_TRUE(parse("\n \n").empty());
    EXPECT_TRUE(parse("").empty());
}

TEST(words, quotes_hold_separators_and_quotes) {
    EXPECT_EQ(parse("\"a, b\",\"say \"\"x\"\"\"\n"), (Words{{"a, b", "say \"x\""}}));
    EXPECT_THROW(parse("\"a, b\n"), FormatError);
}

TEST(words, a_whole_number_behind_a_name_is_a_field_where_every_line_has_one) {
    EXPECT_EQ(parse("a b.JPEG 65\nc.JPEG 970\n"), (Words{{"a b.JPEG", "65"}, {"c.JPEG", "970"}}));
    EXPECT_EQ(parse("area 51\ndog\n"), (Words{{"area 51"}, {"dog"}}));
}

TEST(words, rows_of_another_length_and_bytes_that_are_no_text_are_refused_with_their_line) {
    try {
        parse("a,b\nc,d,e\n");
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_NE(std::string(error.what()).find("line 2"), std::string::npos);
    }
    EXPECT_THROW(parse(std::string("a\0b", 3)), FormatError);
}
