/// Claim "input_shift": samples that share a mean of their own beside the noise of their places, moved by so many of
/// the spreads from sample to sample. The rule warns beyond one.
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "bench/rates.h"
#include "blackbody/base/finding.h"
#include "blackbody/base/results.h"
#include "blackbody/instruments/blocks.h"
#include "support/random.h"

namespace blackbody {
namespace {

using blackbody::testing::gaussian;

constexpr std::int64_t channels = 8, side = 6;
constexpr double mean = .25, own = .6, noise = .8;  // and the standard deviations of a sample's mean, of its places

Site normalisation() {
    Site site;
    site.info.name = "bn", site.info.op = "BatchNormalization", site.info.role = Role::normalisation;
    site.info.axes = "NCYX", site.info.shape = {channels, side, side};
    site.expectation = Expectation{at::zeros({channels}) + mean, at::ones({channels}), "bn"};
    return site;
}

std::vector<Finding> found(double spreads, std::int64_t n, Seed seed) {
    const double spread = std::sqrt(own * own + noise * noise / (side * side));
    const at::Tensor x = own * gaussian({n, channels, 1, 1}, seed, at::kFloat) +
                         noise * gaussian({n, channels, side, side}, seed + 1, at::kFloat) + mean + spreads * spread;
    const Site site = normalisation();
    Blocks dealt(*find_observable("expectation_gap"), site, {}, std::min<std::int64_t>(16, n));
    dealt.add({x, Batch{.first = 0, .size = n}, {}}, chunk_size(n, 16));
    Results results;
    results.sites = {site.info};
    results.measurements = {dealt.measurement()};
    for (const Claim* claim : claims())
        if (claim->info.name == "input_shift") return claim->judge(results);
    return {};
}

std::vector<RateRow> run(const RateTrials& trials) {
    std::vector<RateRow> rows;
    for (const std::int64_t n : {6, 20, 64, 256})
        for (const double spreads : {0., .5, 1., 2.}) {
            RateRow row{"moved by " + std::to_string(spreads).substr(0, 3) + " spreads, n = " + std::to_string(n),
                        spreads > 1 ? "true warnings" : "false warnings", 0, .05};
            if (spreads > 1) row.low = n < 20 ? 0 : .9, row.high = 1;
            for (const Seed seed : trials.seeds(row.data)) {
                const std::vector<Finding> findings = found(spreads, n, seed);
                row.add(!findings.empty() && findings.front().verdict == Verdict::warning);
            }
            rows.push_back(row);
        }
    return rows;
}

const RateSuite suite{.rule = "input_shift", .run = run};
const Registered<RateSuite> here{suite};

}  // namespace
}  // namespace blackbody
