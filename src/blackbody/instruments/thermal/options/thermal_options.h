#pragma once
/// What is asked of a system in equilibrium. Text: the front program fills it.
#include "blackbody/base/fields.h"
#include "blackbody/util/rng.h"

namespace blackbody {

struct ThermalOptions {
    std::optional<std::string> log_z{};  ///< the method; not given: exact where that is quick, else ais
    std::string base = "means";          ///< where annealing starts
    // What was not given is chosen here.
    std::optional<std::int64_t> chains{};        ///< of annealing: until the bar is .2 wide; of the sweeps: 200
    std::optional<std::int64_t> temperatures{};  ///< of annealing, else the published schedule
    std::optional<std::int64_t> rungs{};         ///< of the tempering ladder: as a pilot run advises
    std::vector<double> betas{};                 ///< of the curves; or from, to, points
    std::optional<double> from{}, to{};          ///< .1, 1.5
    std::optional<std::int64_t> points{};        ///< 57
    std::optional<std::int64_t> steps{};         ///< Gibbs steps at each temperature of the sweeps: 80
    std::int64_t null_draws = 19;
    Seed seed = 0;

    bool wants_curves() const { return !betas.empty() || from || to || points; }
};

void fields(Is<ThermalOptions> auto& x, auto&& f) {
    const auto in_group = [&](const char* group) {
        return [&f, group](OptionField field, auto& value) { field.group = group, f(field, value); };
    };
    const auto partition = in_group("Partition function"), curves = in_group("Curves against the inverse temperature");
    partition({.key = "log_z",
               .help = "exact, ais, sandwich or bar",
               .words = {"exact", "ais", "sandwich", "bar"},
               .shown = "exact if quick, else ais",
               .takes = "METHOD"},
              x.log_z);
    partition({.key = "chains",
               .help = "of annealing, of sweeps",
               .range = whole(1, 1e7),
               .shown = "until the bar is .2 wide; 200"},
              x.chains);
    partition({.key = "temperatures",
               .help = "of annealing, placed by a pilot run",
               .range = whole(1, 1e7),
               .shown = "14500 published"},
              x.temperatures);
    partition({.key = "rungs", .help = "of the ladder of bar", .range = whole(2, 1e4), .shown = "a pilot run advises"},
              x.rungs);
    partition({.key = "base",
               .help = "where annealing starts: means, uniform",
               .words = {"means", "uniform"},
               .takes = "NAME"},
              x.base);
    const NumberRange positive = above(0, 1e6);
    curves({.key = "betas", .help = "ascending, with commas between", .range = positive}, x.betas);
    curves({.key = "from", .help = "first beta", .range = positive, .shown = "0.1"}, x.from);
    curves({.key = "to", .help = "last beta", .range = positive, .shown = "1.5"}, x.to);
    curves({.key = "points", .help = "how many", .range = whole(2, 1e4), .shown = "57"}, x.points);
    curves({.key = "steps", .help = "Gibbs steps at each, half of them burn-in", .range = whole(1, 1e9), .shown = "80"},
           x.steps);
    curves({.key = "nulls", .help = "draws of each null, 0 for none", .range = whole(0, 1e4)}, x.null_draws);
    f(OptionField{.key = "seed"}, x.seed);
}

/// Throws OptionError: a field that cannot be, or an empty range of β.
void check(const ThermalOptions& options);

/// The points of the curves, ascending, with β = 1 among them: there ln Z is known.
std::vector<double> betas_of(const ThermalOptions& options);

}  // namespace blackbody
