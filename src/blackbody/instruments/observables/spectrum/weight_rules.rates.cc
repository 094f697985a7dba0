/// False and true rates of the rules that read a weight's spectrum: told from noise, and made by single entries.
#include <ATen/TensorOperators.h>
#include <ATen/ops/outer.h>
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <stdexcept>

#include "bench/rates.h"
#include "blackbody/base/finding.h"
#include "blackbody/base/observable.h"
#include "blackbody/base/results.h"
#include "blackbody/instruments/observables/spectrum/bulk_fit.h"
#include "blackbody/instruments/observables/spectrum/departure.h"
#include "support/random.h"

namespace blackbody {
namespace {

using testing::gaussian;
constexpr int draw_count = 19;

Site site_with(const at::Tensor& weight) {
    Site site;
    site.info.name = "layer";
    site.interaction =
        Interaction{.kind = weight.dim() > 2 ? Interaction::Kind::convolution : Interaction::Kind::linear,
                    .name = "weight",
                    .weight = weight};
    return site;
}

/// A number of a weight with the nulls that the runner would give it.
Estimate with_nulls(const std::string& name, const at::Tensor& weight, Seed seed,
                    double (*measure)(const Interaction&)) {
    const Site site = site_with(weight);
    Estimate estimate{name, measure(*site.interaction), Uncertainty::exact(), 1, {}};
    for (const char* control : {"permuted_kernels", "flipped_signs"}) {
        Null null{control, estimate.value, 0, 0, 1e300, -1e300, draw_count};
        double squares = 0;
        for (int d = 0; d < draw_count; ++d) {
            Interaction drawn = *site.interaction;
            drawn.weight = find_control(control).weights(drawn, seed_for(seed, control) + static_cast<Seed>(d));
            const double v = measure(drawn);
            null.mean += v / draw_count, squares += v * v / draw_count;
            null.low = std::min(null.low, v), null.high = std::max(null.high, v);
        }
        null.spread = std::sqrt(std::max(0.0, squares - null.mean * null.mean) * draw_count / (draw_count - 1));
        estimate.nulls.push_back(null);
    }
    return estimate;
}

double departure(const Interaction& interaction) { return noise_departure(WeightSpectra(interaction)); }
double score(const Interaction& interaction) {
    const WeightSpectra spectra(interaction);
    const StackSpectrum& s = spectra.unfolded();
    return top_score(s.lambda, s.rows, s.columns);
}

bool finds(const char* claim, Measurement measurement) {
    Results results;
    results.measurements.push_back(std::move(measurement));
    for (const Claim* one : claims())
        if (one->info.name == claim) return !one->judge(results).empty();
    throw std::logic_error("no such claim");
}

bool told_from_noise(const at::Tensor& weight, Seed seed) {
    return !finds("indistinguishable_from_noise",
                  {"spectrum", "layer", {with_nulls("noise_departure", weight, seed, departure)}});
}

bool made_by_entries(const at::Tensor& weight, Seed seed) {
    Measurement bulk{"bulk", "layer", {}};
    for (const NamedValue& v : find_observable("bulk")->weigh(site_with(weight), {}).values)
        if (v.name == "outlier_entries") bulk.estimates.push_back({v.name, v.value, Uncertainty::exact(), v.n, {}});
    if (bulk.estimates.empty() || bulk.estimates[0].value < 1) return false;
    bulk.estimates.push_back(with_nulls("top_score", weight, seed, score));
    return finds("rank_one_trap", bulk);
}

using Draw = std::function<at::Tensor(Seed)>;
using Shape = std::vector<std::int64_t>;

/// Independent entries of another law, from one uniform and one normal number each.
Draw entries(const Shape& shape, std::function<double(Random&)> law) {
    return [=](Seed seed) {
        at::Tensor w = at::empty(shape, at::kDouble);
        Random random(seed);
        for (std::int64_t i = 0; i < w.numel(); ++i) w.mutable_data_ptr<double>()[i] = law(random);
        return w;
    };
}

double student(Random& random, int degrees) {
    double chi = 0;
    for (int d = 0; d < degrees; ++d) chi += std::pow(random.normal(), 2);
    return random.normal() / std::sqrt(chi / degrees);
}

/// One direction of `strength` times the BBP threshold of the unfolded matrix.
Draw planted(const Shape& shape, double strength) {
    return [=](Seed seed) {
        const at::Tensor w = gaussian(shape, seed);
        const std::int64_t rows = w.size(0), columns = w.numel() / rows;
        const at::Tensor u = gaussian({rows}, seed_for(seed, "u")), v = gaussian({columns}, seed_for(seed, "v"));
        const double size = strength * std::sqrt(std::sqrt(static_cast<double>(rows * columns)));
        return w + (at::outer(u / u.norm(), v / v.norm()) * size).view(shape);
    };
}

/// `count` entries of `sigmas` standard deviations.
Draw with_entries(const Shape& shape, int count, double sigmas) {
    return [=](Seed seed) {
        at::Tensor w = gaussian(shape, seed).reshape(-1);
        Random random(seed_for(seed, "places"));
        for (int k = 0; k < count; ++k)
            w[static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(w.numel())))] = sigmas;
        return w.view(shape);
    };
}

Draw with_scaled(const Shape& shape, int axis) {
    return [=](Seed seed) {
        const at::Tensor w = gaussian(shape, seed);
        const std::int64_t n = axis == 0 ? w.size(0) : w.numel() / w.size(0);
        const at::Tensor scale = gaussian({n}, seed_for(seed, "scale")).exp();
        return (w.view({w.size(0), -1}) * (axis == 0 ? scale.unsqueeze(1) : scale.unsqueeze(0))).view(shape);
    };
}

struct Cell {
    std::string data;
    Draw draw;
    double high = 1;
};

std::vector<Cell> noise(const Shape& shape, const std::string& name) {
    std::vector<Cell> cells{{"Gaussian", [=](Seed seed) { return gaussian(shape, seed); }},
                            {"uniform", entries(shape, [](Random& r) { return r.uniform() - .5; })},
                            {"Laplace", entries(shape,
                                                [](Random& r) {
                                                    const double u = r.uniform() - .5;
                                                    return std::copysign(std::log(1 - 2 * std::abs(u)), u);
                                                })},
                            {"log-normal", entries(shape, [](Random& r) { return std::exp(r.normal()); })}};
    for (const int degrees : {2, 3, 4})
        cells.push_back({fmt::format("Student t, {} degrees", degrees),
                         entries(shape, [=](Random& r) { return student(r, degrees); })});
    cells.push_back({"Gaussian, rows scaled by e^z", with_scaled(shape, 0)});
    cells.push_back({"Gaussian, columns scaled by e^z", with_scaled(shape, 1)});
    for (Cell& cell : cells) cell.data = "noise " + name + ": " + cell.data, cell.high = .05;
    return cells;
}

RateRow counted(const Cell& cell, const char* what, bool (*rule)(const at::Tensor&, Seed), const RateTrials& trials) {
    RateRow row{.data = cell.data, .counts = what, .low = 0, .high = cell.high};
    for (const Seed seed : trials.seeds(cell.data)) row.add(rule(cell.draw(seed), seed));
    return row;
}

std::vector<RateRow> run_noise(const RateTrials& trials) {
    std::vector<RateRow> rows;
    const Shape conv{16, 8, 3, 3}, linear{24, 48};
    for (const Cell& cell : noise(linear, "24 x 48"))
        rows.push_back(counted(cell, "told from noise", told_from_noise, trials));
    rows.push_back(counted({"noise 16 x 8 x 3 x 3: Gaussian", [=](Seed s) { return gaussian(conv, s); }, .05},
                           "told from noise", told_from_noise, trials));
    for (const double strength : {1.2, 1.5, 2.0, 3.0})
        rows.push_back(counted({fmt::format("24 x 48, one direction of {} x BBP", strength), planted(linear, strength)},
                               "told from noise", told_from_noise, trials));
    rows.push_back(counted({"16 x 8 x 3 x 3, one direction of 2 x BBP", planted(conv, 2)}, "told from noise",
                           told_from_noise, trials));
    return rows;
}

std::vector<RateRow> run_entries(const RateTrials& trials) {
    std::vector<RateRow> rows;
    const Shape linear{24, 48};
    rows.push_back(counted({"noise 24 x 48: Gaussian", [=](Seed s) { return gaussian(linear, s); }, .02}, "notes",
                           made_by_entries, trials));
    rows.push_back(
        counted({"noise 24 x 48: rows scaled by e^z", with_scaled(linear, 0), .05}, "notes", made_by_entries, trials));
    for (const double strength : {1.5, 2.0, 3.0})
        rows.push_back(
            counted({fmt::format("24 x 48, one direction of {} x BBP", strength), planted(linear, strength), .05},
                    "notes", made_by_entries, trials));
    for (const double sigmas : {8., 10., 15., 30.})
        rows.push_back(counted({fmt::format("24 x 48, one entry of {} sigma", sigmas), with_entries(linear, 1, sigmas)},
                               "notes", made_by_entries, trials));
    rows.push_back(
        counted({"24 x 48, three entries of 15 sigma", with_entries(linear, 3, 15)}, "notes", made_by_entries, trials));
    return rows;
}

const RateSuite told{.rule = "indistinguishable_from_noise", .run = run_noise};
const RateSuite made{.rule = "rank_one_trap", .run = run_entries};
const Registered<RateSuite> told_here{told}, made_here{made};

}  // namespace
}  // namespace blackbody
