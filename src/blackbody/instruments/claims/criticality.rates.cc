/// Claim "criticality" on small spin machines, whose C(β) is enumerated and whose scale puts its peak where we say: one
/// pattern (entries ±w of one sign pattern: order), glass (independent signs: what a shuffle of weights makes of it),
/// independent units.
#include <ATen/TensorOperators.h>
#include <ATen/ops/outer.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <memory>

#include "bench/rates.h"
#include "blackbody/base/finding.h"
#include "blackbody/base/results.h"
#include "blackbody/instruments/thermal/hysteresis.h"
#include "blackbody/instruments/thermal/quick_look.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"

namespace blackbody {
namespace {

constexpr std::int64_t units = 10, draws = 19;

at::Tensor signs(std::int64_t rows, std::int64_t columns, Seed seed) {
    at::Tensor t = at::zeros({rows, columns}, at::kDouble);
    Random random(seed);
    for (std::int64_t i = 0; i < t.numel(); ++i) t.view(-1)[i] = random.uniform() < .5 ? -1. : 1.;
    return t;
}

std::vector<double> ladder() {
    std::vector<double> betas;
    for (int k = 0; k <= 56; ++k) betas.push_back(.1 + .025 * k);
    return betas;
}

Rbm machine_of(const at::Tensor& weight, double bias) {
    Rbm rbm{free_layer(find_unit("spin"), units), free_layer(find_unit("spin"), units), weight};
    rbm.visible.theta += bias, rbm.hidden.theta += bias;
    return rbm;
}

/// All parameters times the factor that puts the enumerated peak of C at `beta`.
Rbm with_peak_at(const Rbm& rbm, double beta) {
    double scale = 1;
    for (int round = 0; round < 4; ++round) {
        const double peak = peak_of(RbmEquilibrium(at_beta(rbm, scale)).exact(ladder())).beta.value;
        scale *= peak / beta;
    }
    return at_beta(rbm, scale);
}

double cooled_peak(const Rbm& rbm, Seed seed) { return cooled(RbmEquilibrium(rbm), {.seed = seed}).peak.beta; }

/// The peaks of so many shuffles of the weights: every trial takes 19 of them by chance.
std::vector<double> pool_of(const Rbm& rbm, std::int64_t count) {
    std::vector<double> peaks;
    for (std::int64_t d = 0; d < count; ++d) {
        Rbm shuffled = rbm;
        shuffled.weight = rbm.weight.clone();
        double* w = shuffled.weight.data_ptr<double>();
        Random random(seed_for(static_cast<Seed>(d), "shuffle"));
        for (std::int64_t i = rbm.weight.numel() - 1; i > 0; --i)
            std::swap(w[i], w[static_cast<std::int64_t>(random.uniform() * static_cast<double>(i + 1))]);
        peaks.push_back(cooled_peak(shuffled, seed_for(static_cast<Seed>(d), "cooled")));
    }
    return peaks;
}

Verdict verdict_of(const Peak& peak, double own, const std::vector<double>& others) {
    const auto [low, high] = std::minmax_element(others.begin(), others.end());
    Estimate cooled{"cooling_peak_beta", own, Uncertainty::of(.005), 64, {}};
    cooled.nulls = {{"permuted_kernels", own, (*low + *high) / 2, .01, *low, *high, std::ssize(others)}};
    Results results;
    results.measurements = {{"thermal", "machine", {peak.beta, cooled}}};
    for (const Claim* claim : claims())
        if (claim->info.name == "criticality") return claim->judge(results).at(0).verdict;
    return Verdict::note;
}

/// A verdict that is counted, and how often it may fall.
struct Allowed {
    Verdict verdict;
    double low, high;
};

/// One machine, read `trials` times with other chains and other shuffles.
struct Cell {
    std::string data;
    Rbm machine;
    bool is_its_own_null = false;  ///< its weights are one more shuffle: the machine is drawn from the pool, too
    std::vector<Allowed> allowed = {{Verdict::supported, 0, .05}};
};

void count(const Cell& cell, const RateTrials& trials, std::vector<RateRow>& rows) {
    const std::vector<double> pool = pool_of(cell.machine, 120);
    const Peak peak = peak_of(RbmEquilibrium(cell.machine).exact(ladder()));
    std::vector<RateRow> counted;
    for (const Allowed& a : cell.allowed)
        counted.push_back({cell.data, std::string("says ") + to_string(a.verdict), a.low, a.high});
    for (const Seed seed : trials.seeds("criticality")) {
        Random random(seed);
        const auto drawn = [&] {
            return pool[static_cast<std::size_t>(random.uniform() * static_cast<double>(pool.size()))];
        };
        const double own = cell.is_its_own_null ? drawn() : cooled_peak(cell.machine, seed);
        std::vector<double> others;
        for (std::int64_t d = 0; d < draws; ++d) others.push_back(drawn());
        const Verdict verdict = verdict_of(peak, own, others);
        for (std::size_t i = 0; i < counted.size(); ++i) counted[i].add(verdict == cell.allowed[i].verdict);
    }
    rows.insert(rows.end(), counted.begin(), counted.end());
}

std::vector<RateRow> run(const RateTrials& trials) {
    const Rbm pattern = machine_of(at::outer(signs(units, 1, 3).view(-1), signs(units, 1, 4).view(-1)) / 10, 0),
              glass = machine_of(signs(units, units, 5) / 10, 0), free = machine_of(signs(units, units, 6) * .01, 1.2);
    std::vector<RateRow> rows;
    count({"one pattern, 10 + 10 spins, C peaks at 1", with_peak_at(pattern, 1), false, {{Verdict::supported, .8, 1}}},
          trials, rows);
    count({"one pattern, C peaks at .7",
           with_peak_at(pattern, .7),
           false,
           {{Verdict::refuted, .8, 1}, {Verdict::supported, 0, .05}}},
          trials, rows);
    count({"independent signs, C peaks at 1", with_peak_at(glass, 1), true}, trials, rows);
    count({"independent units in a field, C peaks at 1", with_peak_at(free, 1), true}, trials, rows);
    return rows;
}

const RateSuite suite{.rule = "criticality", .run = run};
const Registered<RateSuite> here{suite};

}  // namespace
}  // namespace blackbody
