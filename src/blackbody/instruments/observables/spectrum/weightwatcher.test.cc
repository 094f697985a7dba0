#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "blackbody/instruments/observables/spectrum/spectra.h"
#include "blackbody/instruments/observables/spectrum/spectrum_options.h"
#include "blackbody/instruments/observables/spectrum/weightwatcher_columns.h"
#include "blackbody/instruments/observables/weighing.test.h"
#include "support/safetensors.h"
#include "support/shared.h"

using namespace blackbody;
using blackbody::testing::site_with;

namespace {

using Row = std::map<std::string, std::string>;

std::vector<Row> read_csv(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::string> names;
    std::vector<Row> rows;
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line);
        Row row;
        std::size_t i = 0;
        for (std::string field; std::getline(fields, field, ','); ++i)
            if (rows.empty() && names.size() == i && row.empty() && !line.rfind("layer_id", 0)) names.push_back(field);
            else row[names.at(i)] = field;
        if (!row.empty()) rows.push_back(row);
    }
    return rows;
}

}  // namespace

TEST(weightwatcher, every_column_of_every_layer_of_resnet20_is_reproduced) {
    REQUIRE_SHARED("models/cifar10-resnet20.safetensors");
    const std::string table = std::string(BLACKBODY_SHARED) + "/peers/reference/weightwatcher_resnet20.csv";
    if (!std::filesystem::exists(table)) GTEST_SKIP() << "SKIPPED for want of " << table;
    const auto tensors = read_safetensors(shared_file("models/cifar10-resnet20.safetensors"));
    const Observable* observable = find_observable("weightwatcher");
    const InstrumentOptions options{.own = {SpectrumOptions{.convention = "weightwatcher"}}};
    const std::vector<std::string> text_columns = {"layer_id", "name", "longname", "layer_type", "warning", "status"};

    int compared = 0;
    for (const Row& row : read_csv(table)) {
        const Site site = site_with(tensors.at(row.at("longname") + ".weight"));
        ASSERT_TRUE(observable->fits(site, options).fits);
        const WeightResult result = observable->weigh(site, options);

        // Every column that is a number.
        for (const auto& [column, text] : row) {
            if (std::count(text_columns.begin(), text_columns.end(), column)) continue;
            const auto value = std::find_if(result.values.begin(), result.values.end(),
                                            [&](const NamedValue& v) { return v.name == column; });
            ASSERT_NE(value, result.values.end()) << column;
            const double expected = std::stod(text);
            EXPECT_NEAR(value->value, expected, 1e-7 * std::abs(expected)) << row.at("longname") << " " << column;
            ++compared;
        }

        // The words.
        EXPECT_EQ(row.at("layer_type"), site.interaction->kind == Interaction::Kind::convolution ? "conv2d" : "dense");
        const std::string warning = row.at("warning").empty() ? "" : "WeightWatcher warns: " + row.at("warning");
        EXPECT_EQ(result.notes.empty() ? "" : result.notes.front(), warning) << row.at("longname");
    }
    EXPECT_EQ(compared, 20 * 22);
}

TEST(weightwatcher, a_layer_with_too_few_eigenvalues_has_no_alpha_instead_of_minus_one) {
    const WeightWatcherRow row = weightwatcher_row(
        {.long_side = 9, .short_side = 4, .positions = 1, .slice_lambda = {1, 2, 3, 4}, .convolution = false});
    EXPECT_FALSE(row.fit.found());
    EXPECT_DOUBLE_EQ(row.stable_rank, 2.5);
}

TEST(weightwatcher, is_not_measured_unless_its_convention_is_asked_for) {
    Site site;
    EXPECT_FALSE(find_observable("weightwatcher")->fits(site, {}).fits);
}
