/// Coverage of the error bars of excitation: states with a scale and a shift of their own in every sample.
#include <ATen/ATen.h>

#include <map>

#include "bench/rates.h"
#include "blackbody/instruments/blocks.h"
#include "support/random.h"

namespace blackbody {
namespace {

using blackbody::testing::gaussian;

constexpr std::int64_t unit_count = 64;

/// One kind of states [n, 64], by seed.
struct Kind {
    std::string name, op;
    at::Tensor (*draw)(std::int64_t n, Seed seed);
};

at::Tensor scaled(std::int64_t n, Seed seed, double spread) {
    const at::Tensor scale = (spread * gaussian({n, 1}, seed + 1, at::kFloat)).exp();
    // Units share directions: the first have more variance than the last.
    const at::Tensor slope = at::linspace(1.5, .5, unit_count, at::kFloat);
    return gaussian({n, unit_count}, seed, at::kFloat) * scale * slope;
}

const std::vector<Kind> kinds{
    {"rectified normal", "Relu", [](std::int64_t n, Seed s) { return scaled(n, s, 0).clamp_min(0); }},
    {"rectified, scale of each sample", "Relu", [](std::int64_t n, Seed s) { return scaled(n, s, .3).clamp_min(0); }},
    {"tanh, scale of each sample", "Tanh", [](std::int64_t n, Seed s) { return (3 * scaled(n, s, .3)).tanh(); }},
    {"log-normal", "Softplus", [](std::int64_t n, Seed s) { return (scaled(n, s, 0) / 2).exp(); }},
};

Site site_of(const std::string& op) {
    Site site;
    site.info.name = "site", site.info.op = op, site.info.axes = "NU", site.info.role = Role::nonlinearity;
    return site;
}

Measurement measured(const Kind& kind, const at::Tensor& x, std::int64_t blocks) {
    const Site site = site_of(kind.op);
    const std::int64_t n = x.size(0);
    Blocks dealt(*find_observable("excitation"), site, {}, std::min(blocks, n));
    Batch batch{.first = 0, .size = n};
    const State state{x, batch, {}};
    dealt.add_fixed(state, 128);
    dealt.add(state, chunk_size(n, blocks));
    return dealt.measurement();
}

/// Of very many samples; the participation ratio from their covariance.
std::map<std::string, double> truth_of(const Kind& kind) {
    const at::Tensor x = kind.draw(200000, 77);
    std::map<std::string, double> truth;
    for (const Estimate& e : measured(kind, x, 1).estimates) truth[e.name] = e.value;
    const at::Tensor c = x.to(at::kDouble).t().cov(), squares = c.square().sum();
    truth["participation_ratio"] = (c.trace().square() / squares).item<double>();
    return truth;
}

std::vector<RateRow> run(const RateTrials& trials) {
    std::vector<RateRow> rows;
    for (const Kind& kind : kinds) {
        const std::map<std::string, double> truth = truth_of(kind);
        for (const std::int64_t n : {6, 20, 64, 256, 1000}) {
            std::map<std::string, CoverageCount> counts;
            for (const char* name : {"effective_units", "effective_share", "entropy", "excess_kurtosis", "firing_rate",
                                     "mean", "participation_ratio", "saturated_share", "sd", "skewness"}) {
                const bool by_samples = std::string(name) == "participation_ratio";
                const int degrees =
                    static_cast<int>(by_samples ? std::min<std::int64_t>(n, 128) : std::min<std::int64_t>(n, 16)) - 1;
                if (truth.count(name))
                    counts.emplace(
                        name,
                        CoverageCount(std::string(name) + ", " + kind.name + ", n = " + std::to_string(n), degrees));
            }
            for (const Seed seed : trials.seeds(kind.name + std::to_string(n))) {
                const Measurement m = measured(kind, kind.draw(n, seed), 16);
                for (auto& [name, count] : counts)
                    if (const Estimate* e = find_estimate(m, name)) count.add(*e, truth.at(name));
            }
            for (const auto& [name, count] : counts)
                for (const RateRow& row : count.rows())
                    if (row.trials > 0 || row.refused > 0) rows.push_back(row);
        }
    }
    return rows;
}

const RateSuite suite{.rule = "coverage of excitation", .run = run};
const Registered<RateSuite> here{suite};

}  // namespace
}  // namespace blackbody
