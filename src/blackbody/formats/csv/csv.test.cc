#include "blackbody/formats/csv/csv.h"

#include <gtest/gtest.h>

#include "blackbody/util/errors.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;

namespace {

Table parse(const std::string& text) { return parse_csv(std::as_bytes(std::span(text)), "a.csv"); }

std::string complaint(const std::string& text) {
    return complaint_of<FormatError>([&] { parse(text); });
}

}  // namespace

TEST(csv, reads_numbers_between_any_of_the_usual_separators) {
    for (const std::string text : {"0,1,1\n1,0,0\n", "0;1;1\r\n1;0;0", "0\t1\t1\n\n1\t0\t0\n", "0 1  1\n 1 0 0 \n",
                                   "\xEF\xBB\xBF# pixels\n0, 1, 1\n1, 0, 0\n"}) {
        const Table table = parse(text);
        EXPECT_EQ(table.rows, 2) << text;
        EXPECT_EQ(table.columns, 3) << text;
        EXPECT_EQ(table.values, (std::vector<double>{0, 1, 1, 1, 0, 0})) << text;
        EXPECT_TRUE(table.names.empty()) << text;
    }
}

TEST(csv, keeps_a_first_line_of_names_apart) {
    const Table table = parse("left,right\n-1.5,+2e3\n");
    EXPECT_EQ(table.names, (std::vector<std::string>{"left", "right"}));
    EXPECT_EQ(table.values, (std::vector<double>{-1.5, 2000}));
}

TEST(csv, names_line_and_column_of_what_is_no_number) {
    EXPECT_EQ(complaint("0,1\n0,x\n"), "a.csv: line 2, column 2: expected a number, found 'x'");
    EXPECT_EQ(complaint("0,1\n0,\n"), "a.csv: line 2, column 2: expected a number, found ''");
    EXPECT_EQ(complaint("0,1\n0,1,1\n"), "a.csv: line 2: expected 2 numbers, found 3");
    EXPECT_EQ(complaint("a,b\n0,1,1\n"), "a.csv: line 2: expected 2 numbers, found 3");
    EXPECT_EQ(complaint("a,b\n"), "a.csv: file: expected at least one line of numbers, found none");
    EXPECT_EQ(complaint("0,1\na,b\n"), "a.csv: line 2, column 1: expected a number, found 'a'");
}
