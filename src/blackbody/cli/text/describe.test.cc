#include "blackbody/cli/text/describe.h"

#include <gtest/gtest.h>

#include <sstream>

#include "blackbody/instruments/report/terminal_text.h"
#include "blackbody/util/errors.h"
#include "support/golden.h"
#include "support/specimen_results.h"

namespace blackbody {
namespace {

std::string explained(const std::string& name) {
    std::ostringstream out;
    print_explain(out, name, specimen::records());
    return out.str();
}

TEST(describe, list_names_every_record) {
    std::ostringstream out;
    print_list(out, specimen::records());
    for (const ObservableInfo* info : specimen::records().observables)
        EXPECT_NE(out.str().find("  " + info->name), std::string::npos);
    for (const ClaimInfo* claim : specimen::records().claims)
        EXPECT_NE(out.str().find("  " + claim->name), std::string::npos);
    for (const ControlInfo* control : specimen::records().controls)
        EXPECT_NE(out.str().find("  " + control->name), std::string::npos);
}

TEST(describe, explain_knows_every_name_that_completion_offers) {
    for (const std::string& name : explainable_names(specimen::records()))
        EXPECT_FALSE(explained(name).empty()) << name;
    for (const std::string& name : explainable_names()) {
        std::ostringstream out;
        EXPECT_NO_THROW(print_explain(out, name)) << name;
    }
}

TEST(describe, list_and_explain_keep_to_80_columns_and_names_from_words) {
    std::ostringstream list;
    print_list(list, Records::registered());
    for (const ClaimInfo* claim : Records::registered().claims)
        EXPECT_EQ(list.str().find(claim->name + " " + claim->sentence.substr(0, 6)), std::string::npos) << claim->name;
    std::ostringstream all;
    all << list.str();
    for (const std::string& name : explainable_names()) print_explain(all, name);
    std::istringstream lines(all.str());
    for (std::string line; std::getline(lines, line);) EXPECT_LE(terminal::columns(line), 80) << line;
}

TEST(describe, explain_gives_formula_range_and_trap) {
    const std::string text = explained("excitation.entropy");
    EXPECT_NE(text.find("H = -Σ p ln p"), std::string::npos);
    EXPECT_NE(text.find("at least 0 nat"), std::string::npos);
    EXPECT_NE(text.find("Its ceiling is ln U"), std::string::npos);
}

TEST(describe, explain_says_what_a_rule_reads) {
    EXPECT_NE(explained("answers_at_chance").find("energy.accuracy against shuffled_labels"), std::string::npos);
}

TEST(describe, explain_suggests_the_nearest_name) {
    try {
        explained("entropi");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        EXPECT_NE(std::string(error.what()).find("did you mean 'entropy'?"), std::string::npos);
    }
}

TEST(describe, pages_keep_a_table_whole_whatever_a_record_says) {
    ObservableInfo odd = *specimen::records().observables[0];
    odd.quantities[0].formula = "|x| < *y*";
    const std::string page = observables_page({{&odd}, {}, {}});
    EXPECT_NE(page.find("\\|x\\| \\< \\*y\\*"), std::string::npos);
}

TEST(generated_docs, observables_are_what_is_committed) {
    expect_golden(observables_page(), "docs/generated/observables.md");
}

TEST(generated_docs, claims_are_what_is_committed) { expect_golden(claims_page(), "docs/generated/claims.md"); }

}  // namespace
}  // namespace blackbody
