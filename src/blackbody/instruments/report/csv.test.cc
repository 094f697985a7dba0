#include "blackbody/instruments/report/csv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "support/specimen_results.h"

namespace blackbody {
namespace {

std::string csv_of(const Results& results) {
    std::ostringstream out;
    write_csv(out, results, specimen::records());
    return out.str();
}

TEST(csv, has_one_row_for_each_value_and_one_for_each_null) {
    const Results results = specimen::results();
    std::size_t rows = 1;
    for (const Measurement& m : results.measurements)
        for (const Estimate& e : m.estimates) rows += 1 + e.nulls.size();
    const std::string text = csv_of(results);
    EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')), rows);
    EXPECT_NE(text.find("\nenergy,logits,5,accuracy,1,,0.825,0.0085,1000,,,,,\n"), std::string::npos);
    EXPECT_NE(text.find("\nenergy,logits,5,accuracy,1,shuffled_labels,0.25,,,0.82,0.01,0.23,0.27,19\n"),
              std::string::npos);
    EXPECT_NE(text.find(",alpha,1,,2.91,exact,144,"), std::string::npos);
}

TEST(csv, has_the_same_number_of_cells_in_every_row) {
    std::istringstream in(csv_of(specimen::results()));
    for (std::string row; std::getline(in, row);) EXPECT_EQ(std::count(row.begin(), row.end(), ','), 13) << row;
}

TEST(csv, has_a_column_for_the_earlier_site_where_anything_is_of_two) {
    Results results = specimen::results();
    results.measurements[2].from = "relu1";
    std::istringstream in(csv_of(results));
    std::string row;
    std::getline(in, row);
    EXPECT_TRUE(row.ends_with(",draws,from")) << row;
    for (int of_two = 0; std::getline(in, row); of_two += row.ends_with(",relu1")) {
        EXPECT_EQ(std::count(row.begin(), row.end(), ','), 14) << row;
        EXPECT_EQ(row.ends_with(",relu1"), row.starts_with("excitation,relu2,")) << row;
    }
}

TEST(csv, quotes_commas_and_disarms_formulas) {
    Results results = specimen::results();
    results.measurements[0].site = "=HYPERLINK(\"x\",1)";
    EXPECT_NE(csv_of(results).find("energy,\"'=HYPERLINK(\"\"x\"\",1)\",,accuracy"), std::string::npos);
}

}  // namespace
}  // namespace blackbody
