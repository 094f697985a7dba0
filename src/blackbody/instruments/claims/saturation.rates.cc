/// The absolute part of the rule on saturation: most of a layer's values, whatever the null says.
#include <ATen/ATen.h>

#include <cmath>

#include "bench/rates.h"
#include "blackbody/base/results.h"
#include "blackbody/instruments/blocks.h"
#include "support/random.h"

namespace blackbody {
namespace {

using blackbody::testing::gaussian;

/// A layer of sigmoids [n, 32] of which `share` are saturated on average, with a scale of its own in every sample.
bool advises(double share, std::int64_t n, Seed seed) {
    // Saturated where |z| > ln(1/√ε); a third of the share's spread comes from sample to sample.
    const double edge = 7.9712;
    const at::Tensor level = (share + .1 * gaussian({n, 1}, seed + 1, at::kFloat)).clamp(.005, .995);
    const at::Tensor chosen = at::sigmoid(1.702 * gaussian({n, 32}, seed, at::kFloat)) < level;
    const at::Tensor x = at::sigmoid(at::where(chosen, at::scalar_tensor(2 * edge), at::scalar_tensor(edge / 2)));
    Results results;
    SiteInfo site{.name = "gate", .op = "Sigmoid", .role = Role::nonlinearity, .axes = "NU", .shape = {32}};
    Site whole;
    whole.info = site;
    Blocks dealt(*find_observable("excitation"), whole, {}, std::min<std::int64_t>(16, n));
    Batch batch{.first = 0, .size = n};
    dealt.add(State{x, batch, {}}, chunk_size(n, 16));
    results.sites = {site}, results.measurements = {dealt.measurement()};
    // Nineteen draws of the same scale: the null alone decides nothing.
    for (Estimate& e : results.measurements[0].estimates)
        if (e.name == "saturated_share") e.nulls.push_back({"permuted_kernels", e.value, e.value, .01, 0, 1, 19});
    for (const Claim* claim : claims())
        if (claim->info.name == "saturation") return !claim->judge(results).empty();
    return false;
}

std::vector<RateRow> run(const RateTrials& trials) {
    std::vector<RateRow> rows;
    for (const std::int64_t n : {20, 64, 256})
        for (const double share : {.3, .48, .65, .93, .99}) {
            const bool is_most = share > .5;
            RateRow row{.data = std::to_string(share).substr(0, 4) + " of values saturated, n = " + std::to_string(n),
                        .counts = is_most ? "true findings" : "false findings"};
            (is_most ? row.low : row.high) = is_most ? .9 : .05;
            for (const Seed seed : trials.seeds(row.data)) row.add(advises(share, n, seed));
            rows.push_back(row);
        }
    return rows;
}

const RateSuite suite{.rule = "saturation", .run = run};
const Registered<RateSuite> here{suite};

}  // namespace
}  // namespace blackbody
