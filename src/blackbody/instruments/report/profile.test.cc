#include "blackbody/instruments/report/profile.h"

#include <gtest/gtest.h>

#include "blackbody/base/fact_names.h"
#include "support/specimen_results.h"

namespace blackbody {
namespace {

/// Entropy at sites with these roles, one behind the other; residual sums are signed.
Results through(const std::vector<Role>& roles) {
    Results results;
    for (std::size_t i = 0; i < roles.size(); ++i) {
        const std::string name = "s" + std::to_string(i);
        results.sites.push_back({name, "Op", roles[i], "NCYX", {4}, static_cast<int>(i)});
        const bool is_signed = roles[i] == Role::residual;
        results.measurements.push_back(
            {"excitation",
             name,
             {{"entropy", 1.0 + static_cast<double>(i), Uncertainty::of(0.1), 10, {specimen::null_of("c", 1, 5, 1)}}},
             {},
             {},
             {},
             {{facts::states, is_signed ? "signed: n = x²" : "not negative: n = x"}}});
    }
    return results;
}

TEST(profile, joins_only_sites_of_one_kind_whose_states_were_read_in_one_way) {
    const Results results = through({Role::nonlinearity, Role::residual, Role::nonlinearity, Role::nonlinearity,
                                     Role::residual, Role::nonlinearity});
    const auto all = profiles(results, specimen::records());
    ASSERT_EQ(all.size(), 1u);
    ASSERT_EQ(all[0].series.size(), 3u);
    EXPECT_EQ(all[0].size(), 6u);
    EXPECT_EQ(all[0].series[0].kind, "nonlinearities");
    EXPECT_EQ(all[0].series[1].kind, "residual sums");
    EXPECT_EQ(all[0].series[1].reading, "signed: n = x²");
    EXPECT_EQ(all[0].series[2].kind, "nonlinearities after a sum");
    EXPECT_EQ(all[0].series[2].points.size(), 2u);
    EXPECT_EQ(beyond_null(all[0].series[1]).compared, 2);
}

TEST(reading, counts_in_the_plural_and_measures_in_the_singular) {
    const QuantityInfo counted{"k", "k", "channel", "", ""}, measured{"h", "H", "nat", "", ""};
    EXPECT_EQ(reading({"k", 8, Uncertainty::exact(), 1, {}}, &counted), "8 channels (exact)");
    EXPECT_EQ(reading({"k", 1, Uncertainty::exact(), 1, {}}, &counted), "1 channel (exact)");
    EXPECT_EQ(reading({"k", 4968384, Uncertainty::exact(), 1, {}}, &counted), "4,968,384 channels (exact)");
    EXPECT_EQ(reading({"k", 0, Uncertainty::none("a count"), 1, {}}, &counted), "0 channels");
    EXPECT_EQ(reading({"h", 2, Uncertainty::of(0.5), 1, {}}, &measured), "2.00 ± 0.50 nat");
}

TEST(profile, of_one_kind_has_one_line_without_a_name) {
    const Results results = through({Role::nonlinearity, Role::nonlinearity});
    const auto all = profiles(results, specimen::records());
    ASSERT_EQ(all[0].series.size(), 1u);
    EXPECT_EQ(all[0].series[0].kind, "");
}

TEST(profile, sums_up_only_what_passes_its_own_test) {
    Results results = through({Role::nonlinearity, Role::nonlinearity, Role::nonlinearity});
    for (std::size_t i = 0; i < 3; ++i)
        results.measurements[i].estimates.push_back(
            {"entropy_supported", i == 1 ? 1. : 0., Uncertainty::none("a rule"), 10, {}});
    const ProfileSeries series = profiles(results, specimen::records())[0].series[0];
    EXPECT_EQ(series.points.size(), 3u);
    ASSERT_EQ(supported(series).size(), 1u);
    EXPECT_EQ(supported(series)[0]->site->name, "s1");
    EXPECT_EQ(support(series), "1 of 3 layers supports a power law");
    EXPECT_EQ(beyond_null(series).compared, 1);
    const Results plain = through({Role::nonlinearity, Role::nonlinearity});
    EXPECT_EQ(support(profiles(plain, specimen::records())[0].series[0]), "");
}

TEST(profile, of_weights_is_one_line_whatever_they_act_into) {
    Results results = through({Role::linear, Role::logits});
    for (Measurement& m : results.measurements) m.facts.clear();
    EXPECT_EQ(profiles(results, specimen::records())[0].series.size(), 1u);
}

TEST(profile, splits_by_reading_where_one_kind_was_read_in_two_ways) {
    Results results = through({Role::nonlinearity, Role::nonlinearity});
    results.measurements[1].facts = {{facts::states, "signed: n = x²"}};
    const auto all = profiles(results, specimen::records());
    ASSERT_EQ(all[0].series.size(), 2u);
    EXPECT_EQ(all[0].series[0].reading, "not negative: n = x");
    EXPECT_EQ(all[0].series[1].reading, "signed: n = x²");
}

TEST(profile, a_number_of_the_only_convolution_is_no_number_of_the_whole_network) {
    Results results;
    results.sites = {{"conv", "Conv", Role::linear, "NCYX", {4}, 1}, {"scores", "Gemm", Role::logits, "NU", {10}, 2}};
    results.measurements = {{"brillouin", "conv", {{"bandwidth", 1, Uncertainty::exact(), 1}}},
                            {"energy", "scores", {{"accuracy", .9, Uncertainty::of(.01), 100}}}};
    const auto whole = whole_network(results, specimen::records());
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_EQ(whole[0]->observable, "energy");
}

}  // namespace
}  // namespace blackbody
