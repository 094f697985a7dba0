/// Coverage of the error bar of the spacing ratio.
#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_eigvalsh.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/rates.h"
#include "blackbody/base/observable.h"
#include "blackbody/instruments/observables/spectrum/circulant.h"
#include "blackbody/instruments/observables/spectrum/level_statistics.h"
#include "blackbody/tensor/linear_algebra.h"
#include "support/random.h"

namespace blackbody {
namespace {

using testing::gaussian;

constexpr int many = 1000;  // degrees of freedom: the error is that of a law, not of a few blocks

std::vector<double> wishart(std::int64_t p, std::int64_t n, Seed seed) {
    std::vector<double> s = to_doubles(squared_singular_values(gaussian({p, n}, seed)));
    for (double& v : s) v = std::sqrt(std::max(v, 0.0));
    return s;
}

std::vector<double> goe(std::int64_t n, std::int64_t, Seed seed) {
    const at::Tensor a = gaussian({n, n}, seed);
    return to_doubles(at::linalg_eigvalsh(a + a.t()));
}

std::vector<double> poisson(std::int64_t n, std::int64_t, Seed seed) {
    Random random(seed);
    std::vector<double> levels(n);
    for (double& l : levels) l = random.uniform();
    std::sort(levels.begin(), levels.end());
    return levels;
}

struct Kind {
    const char* name;
    std::vector<double> (*levels)(std::int64_t, std::int64_t, Seed);
    double truth;
};

void count(const Kind& kind, std::int64_t p, std::int64_t n, const RateTrials& trials, std::vector<RateRow>& rows) {
    CoverageCount covered(fmt::format("{}, {} levels", kind.name, p), many);
    for (const Seed seed : trials.seeds(kind.name)) {
        SpacingRatio ratio;
        ratio.add(kind.levels(p, n, seed));
        covered.add({"spacing_ratio", ratio.mean(), Uncertainty::of(ratio.standard_error()), ratio.count, {}},
                    kind.truth);
    }
    for (RateRow& row : covered.rows()) rows.push_back(std::move(row));
}

/// Nine slices of one convolution.
void count_slices(const RateTrials& trials, std::vector<RateRow>& rows) {
    CoverageCount covered("9 slices of noise 16 x 24", many);
    for (const Seed seed : trials.seeds("slices")) {
        SpacingRatio ratio;
        for (int slice = 0; slice < 9; ++slice) ratio.add(wishart(16, 24, seed + static_cast<Seed>(slice)));
        covered.add({"spacing_ratio", ratio.mean(), Uncertainty::of(ratio.standard_error()), ratio.count, {}},
                    goe_ratio);
    }
    for (RateRow& row : covered.rows()) rows.push_back(std::move(row));
}

/// The operator on images, whose wave vectors are not independent; the truth is the mean over all draws.
void count_operators(const RateTrials& trials, std::vector<RateRow>& rows) {
    std::vector<Estimate> all;
    double truth = 0;
    for (const Seed seed : trials.seeds("operators")) {
        Site site;
        site.interaction = Interaction{.kind = Interaction::Kind::convolution,
                                       .name = "w",
                                       .weight = gaussian({12, 12, 3, 3}, seed),
                                       .input_size = {12, 12}};
        for (const NamedValue& v : find_observable("circulant")->weigh(site, {}).values)
            if (v.name == "spacing_ratio") all.push_back({v.name, v.value, *v.error, v.n, {}}), truth += v.value;
    }
    CoverageCount covered("convolution 12 x 12 x 3 x 3 on 12 x 12 images", many);
    for (const Estimate& estimate : all) covered.add(estimate, truth / static_cast<double>(all.size()));
    for (RateRow& row : covered.rows()) rows.push_back(std::move(row));
}

std::vector<RateRow> run(const RateTrials& trials) {
    std::vector<RateRow> rows;
    const Kind kinds[] = {{"singular values of noise", wishart, goe_ratio},
                          {"eigenvalues of the orthogonal ensemble", goe, goe_ratio},
                          {"independent levels", poisson, poisson_ratio}};
    for (const Kind& kind : kinds)
        for (const std::int64_t p : {8, 16, 32, 64, 128}) count(kind, p, p + p / 2, trials, rows);
    count_slices(trials, rows), count_operators(trials, rows);
    return rows;
}

const RateSuite suite{.rule = "levels: spacing_ratio", .run = run};
const Registered<RateSuite> entry{suite};

}  // namespace
}  // namespace blackbody
