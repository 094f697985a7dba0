/// Threads and batches are how a run is done, not what it finds. On the bundled specimen, with everything.
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/instruments/collect.h"
#include "blackbody/loading/dataset.h"
#include "blackbody/loading/network.h"
#include "support/network.h"
#include "support/threads.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

Results run_with(int threads, std::int64_t batch) {
    const WithThreads with(threads);
    const std::string specimen = std::string(BLACKBODY_SOURCE) + "/specimen";
    const auto network = load_network(specimen + "/fashion-cnn.onnx");
    const Dataset data =
        load_dataset(specimen, network->graph().inputs, {.preprocess = {.name = "unit"}, .limit = 160});
    return collect(*network, measure(*network, &data, default_instruments(), MeasureOptions{.batch = batch}));
}

const Results& reference() {
    static const Results results = run_with(1, 32);
    return results;
}

/// The verdicts are the same ones in the same order, and every number is the same to 1e-5.
void expect_same(const Results& a, const Results& b) {
    ASSERT_EQ(a.findings.size(), b.findings.size());
    for (std::size_t i = 0; i < a.findings.size(); ++i) {
        EXPECT_EQ(a.findings[i].claim, b.findings[i].claim);
        EXPECT_EQ(a.findings[i].site, b.findings[i].site);
        EXPECT_EQ(a.findings[i].verdict, b.findings[i].verdict) << a.findings[i].claim << " " << a.findings[i].site;
    }
    ASSERT_EQ(a.measurements.size(), b.measurements.size());
    std::size_t compared = 0;
    for (std::size_t m = 0; m < a.measurements.size(); ++m) {
        const Measurement &left = a.measurements[m], &right = b.measurements[m];
        ASSERT_EQ(left.observable + left.site, right.observable + right.site);
        for (const Estimate& one : left.estimates) {
            const Estimate* other = find_estimate(right, one.name);
            ASSERT_NE(other, nullptr) << left.observable << " " << left.site << " " << one.name;
            EXPECT_NEAR(one.value, other->value, 1e-5 * std::max(std::abs(one.value), 1e-3))
                << left.observable << " at " << left.site << ": " << one.name;
            ASSERT_EQ(one.nulls.size(), other->nulls.size());
            for (std::size_t n = 0; n < one.nulls.size(); ++n)
                EXPECT_NEAR(one.nulls[n].mean, other->nulls[n].mean, 1e-5 * std::max(std::abs(one.nulls[n].mean), 1e-3))
                    << left.observable << " at " << left.site << ": null of " << one.name;
            ++compared;
        }
    }
    EXPECT_GT(compared, 300u);
}

}  // namespace

TEST(invariance, two_threads_find_what_one_finds) { expect_same(reference(), run_with(2, 32)); }

TEST(invariance, small_batches_find_what_larger_ones_find) { expect_same(reference(), run_with(2, 7)); }
