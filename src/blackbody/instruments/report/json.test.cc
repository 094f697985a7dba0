#include "blackbody/instruments/report/json.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "blackbody/util/errors.h"
#include "support/files.h"
#include "support/golden.h"
#include "support/specimen_results.h"
#include "support/words.h"

namespace blackbody {
namespace {

std::string json_of(const Results& results) {
    std::ostringstream out;
    write_json(out, results, specimen::records());
    return out.str();
}

Results read(const std::string& text) {
    std::istringstream in(text);
    return read_json(in, "baseline.json");
}

/// The complaint about a document in which `from` was replaced by `to`.
std::string complaint(const std::string& from, const std::string& to) {
    std::string text = json_of(specimen::results());
    text.replace(text.find(from), from.size(), to);
    return testing::complaint_of([&] { read(text); }, ErrorKind::data);
}

TEST(json, of_the_specimen_is_what_is_committed) {
    expect_golden(json_of(specimen::results()), "testdata/golden/report.json");
}

TEST(json, reads_back_to_the_same_bytes) {
    const std::string once = json_of(specimen::results());
    EXPECT_EQ(json_of(read(once)), once);
    const std::string large = json_of(specimen::large(8));
    EXPECT_EQ(json_of(read(large)), large);
}

TEST(json, keeps_ten_digits_of_an_estimate_six_of_its_error_and_five_of_a_curve) {
    Results results = specimen::results();
    results.measurements[0].estimates[0].value = 1.0 / 3;
    results.measurements[0].estimates[0].error = Uncertainty::of(1.0 / 3);
    results.measurements[0].curves[0].series[0].values[0] = 1.0 / 3;
    const Results again = read(json_of(results));
    EXPECT_EQ(again.measurements[0].estimates[0].value, 0.3333333333);
    EXPECT_EQ(again.measurements[0].estimates[0].error.std_error(), 0.333333);
    EXPECT_EQ(again.measurements[0].curves[0].series[0].values[0], 0.33333);
}

TEST(json, writes_null_and_a_note_where_a_value_is_not_finite) {
    Results results = specimen::results();
    std::vector<Estimate>& estimates = results.measurements[0].estimates;
    for (const double value :
         {std::nan(""), std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()})
        estimates.push_back({"x" + std::to_string(estimates.size()), value, Uncertainty::none("none"), 1, {}});
    const auto parsed = nlohmann::json::parse(json_of(results));
    const auto& written = parsed["measurements"][0]["estimates"];
    EXPECT_TRUE(written["x2"]["value"].is_null());
    EXPECT_EQ(written["x3"]["note"], "inf is not a JSON number");
    const Results again = read(json_of(results));
    EXPECT_TRUE(std::isnan(again.measurements[0].estimates[2].value));
    EXPECT_EQ(again.measurements[0].estimates[3].value, std::numeric_limits<double>::infinity());
    EXPECT_EQ(again.measurements[0].estimates[4].value, -std::numeric_limits<double>::infinity());
}

TEST(json, carries_facts_nulls_of_a_rule_and_the_earlier_site_where_there_are_any) {
    Results results = specimen::results();
    const auto plain = nlohmann::json::parse(json_of(results));
    EXPECT_FALSE(plain["measurements"][0].contains("from"));
    EXPECT_FALSE(plain["measurements"][0].contains("facts"));
    EXPECT_FALSE(plain["findings"][0]["evidence"][0].contains("against"));

    results.measurements[0].from = "relu2", results.measurements[0].facts = {{"left_out", "16 of 400 samples"}};
    results.findings[0].evidence[0].against = {"shuffled_labels"}, results.findings[0].evidence[0].from = "relu2";
    const Results again = read(json_of(results));
    EXPECT_EQ(again.measurements[0].from, "relu2");
    EXPECT_EQ(facts_of(again.measurements[0], "left_out"), std::vector<std::string>{"16 of 400 samples"});
    EXPECT_EQ(again.findings[0].evidence[0].against, std::vector<std::string>{"shuffled_labels"});
    EXPECT_EQ(again.findings[0].evidence[0].from, "relu2");
}

TEST(json, never_prints_an_error_of_zero) {
    Results results = specimen::results();
    results.measurements[0].estimates[0].error = Uncertainty::of(0);
    const auto parsed = nlohmann::json::parse(json_of(results));
    EXPECT_EQ(parsed["measurements"][0]["estimates"]["accuracy"]["std_error"],
              "every block of samples gave the same value");
}

TEST(json, of_hostile_names_is_valid_and_moves_no_terminal) {
    const std::string text = json_of(specimen::hostile());
    EXPECT_TRUE(nlohmann::json::accept(text));
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\x07'), std::string::npos);
}

TEST(json, reader_names_the_place_that_is_wrong) {
    EXPECT_NE(complaint("\"schema_version\": 1", "\"schema_version\": 9").find("expected 1, found 9"),
              std::string::npos);
    EXPECT_NE(complaint("\"seed\":7", "\"seed\":\"x\"").find("'seed'"), std::string::npos);
    EXPECT_NE(complaint("\"warning\"", "\"alarm\"").find("'alarm'"), std::string::npos);
    EXPECT_NE(complaint("{", "<").find("baseline.json"), std::string::npos);
    EXPECT_NE(complaint("\"estimates\"", "\"guesses\"").find("'estimates'"), std::string::npos);
    EXPECT_NE(complaint("\"n\":1000", "\"n\":1.5").find("baseline.json"), std::string::npos);
}

TEST(json, reader_refuses_every_cut) {
    const std::string whole = json_of(specimen::results());
    for (std::size_t end = 0; end + 2 < whole.size(); end += 7) {
        try {
            read(whole.substr(0, end));
            ADD_FAILURE() << "read after a cut at " << end;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::data) << end;
            EXPECT_EQ(std::string(error.what()).rfind("baseline.json", 0), 0u) << error.what();
        }
    }
}

/// Either it complains of the file, or what it read is as good as any: written and read again, it is the same.
TEST(json, reader_refuses_a_changed_byte_or_reads_what_it_can_write_again) {
    const std::string whole = json_of(specimen::results());
    int refused = 0, taken = 0;
    for (std::size_t at = 0; at < whole.size(); at += 7) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 0x55);
        try {
            const std::string once = json_of(read(changed));
            EXPECT_EQ(json_of(read(once)), once) << at;
            ++taken;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::data) << at;
            ++refused;
        }
    }
    EXPECT_GT(refused, 0);
    EXPECT_GT(taken, 0);
}

TEST(json, tells_what_became_of_every_rule) {
    const auto rules = nlohmann::json::parse(json_of(specimen::results()))["rules"];
    ASSERT_EQ(rules.size(), specimen::records().claims.size());
    EXPECT_EQ(rules[0], nlohmann::json({{"claim", "answers_at_chance"}, {"outcome", "fine"}, {"reason", ""}}));
    EXPECT_EQ(rules[1]["outcome"], "found");
    EXPECT_EQ(rules[3]["outcome"], "not judged");
    EXPECT_EQ(rules[3]["reason"], "excitation.saturated_share was measured nowhere");
}

TEST(json_schema, of_the_registered_records_is_what_is_committed) {
    expect_golden(json_schema(), "docs/generated/report.schema.json");
}

/// A validator that is not ours decides (PyPI jsonschema); it must also refuse what breaks the schema.
TEST(json_schema, accepts_what_we_write_and_refuses_what_we_do_not) {
    const std::filesystem::path folder = temporary_path("schema");
    write_bytes(folder / "schema.json", json_schema(specimen::records()));
    write_bytes(folder / "good.json", json_of(specimen::results()));
    write_bytes(folder / "large.json", json_of(specimen::large(4)));
    Results of_two = specimen::results();
    of_two.measurements[2].from = of_two.findings[1].evidence[0].from = "relu1";
    of_two.findings[1].evidence[0].against = {"permuted_kernels"};
    write_bytes(folder / "of_two.json", json_of(of_two));
    Results out_of_range = specimen::results(), no_such_quantity = out_of_range;
    out_of_range.measurements[0].estimates[0].value = 1.5;
    no_such_quantity.measurements[0].estimates[0].name = "charm";
    write_bytes(folder / "bad_range.json", json_of(out_of_range));
    write_bytes(folder / "bad_name.json", json_of(no_such_quantity));
    const std::string command =
        std::string("sh ") + BLACKBODY_SOURCE + "/testdata/support/check_schema.sh " + folder.string();
    const int status = std::system(command.c_str());
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "SKIPPED for want of the Python package jsonschema";
    EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace blackbody
