#include "blackbody/instruments/report/evidence.h"

#include <gtest/gtest.h>

namespace blackbody {
namespace {

/// Silent channels and their bound at three sites, the worst first, as a rule leaves them.
Finding over_three_sites() {
    Finding finding{.claim = "channels_never_excited", .verdict = Verdict::warning};
    for (const auto& [site, count] : {std::pair("relu2", 5.0), std::pair("relu3", 3.0), std::pair("relu1", 1.0)}) {
        finding.evidence.push_back({"excitation", site, "silent_channels", count, "as the rule tells it; and its null",
                                    "as the rule tells it"});
        if (count > 1) finding.evidence.push_back({"excitation", site, "bound", 0.003, "0.003 (a bound)"});
    }
    return finding;
}

Results measured() {
    Results results;
    const Null null{"permuted_kernels", 4, 1, 0.5, 0, 2, 19};
    results.measurements = {{"excitation",
                             "relu2",
                             {{"silent_channels", 5, Uncertainty::none("a count"), 100, {null}},
                              {"bound", 0.003, Uncertainty::none("a bound"), 100, {}}}},
                            {"excitation", "relu3", {{"silent_channels", 3, Uncertainty::of(0.5), 100, {}}}}};
    return results;
}

TEST(evidence_table, has_a_row_a_site_and_a_column_a_quantity_in_the_order_of_the_rule) {
    const Finding finding = over_three_sites();
    const EvidenceTable table = evidence_table({&finding});
    ASSERT_EQ(table.rows.size(), 3u);
    ASSERT_EQ(table.columns.size(), 2u);
    EXPECT_EQ(table.rows[0].site, "relu2");
    EXPECT_EQ(table.rows[2].site, "relu1");
    EXPECT_EQ(table.rows[1].cells[1]->quantity, "bound");
    EXPECT_EQ(table.rows[2].cells[1], nullptr);
}

TEST(evidence_table, joins_the_findings_of_a_group) {
    Finding one = over_three_sites(), other = over_three_sites();
    one.evidence.resize(2), other.evidence.erase(other.evidence.begin(), other.evidence.begin() + 2);
    EXPECT_EQ(evidence_table({&one, &other}).rows.size(), 3u);
}

TEST(evidence_table, shows_a_number_with_its_error_and_says_below_why_another_has_none) {
    const Finding finding = over_three_sites();
    const EvidenceTable table = evidence_table({&finding});
    const Results results = measured();
    EXPECT_EQ(cell_of(results, *table.rows[0].cells[0]), "5");
    EXPECT_EQ(cell_of(results, *table.rows[1].cells[0]), "3.00 ± 0.50");
    EXPECT_EQ(cell_of(results, *table.rows[2].cells[0]),
              "as the rule tells it");  // measured nowhere: what the rule read
    EXPECT_EQ(missing_errors(results, table, 2), "excitation.silent_channels: a count; excitation.bound: a bound");
    EXPECT_EQ(missing_errors(results, table, 1), "excitation.silent_channels: a count");
}

TEST(evidence_table, shows_a_null_only_where_the_rule_read_it) {
    const Results results = measured();
    Evidence evidence{"excitation", "relu2", "silent_channels", 5, "5 (a count)"};
    EXPECT_EQ(null_of(results, evidence), nullptr);
    evidence.against = {"permuted_kernels"};
    ASSERT_NE(null_of(results, evidence), nullptr);
    EXPECT_EQ(null_of(results, evidence)->mean, 1);
}

}  // namespace
}  // namespace blackbody
