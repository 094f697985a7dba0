#include "blackbody/instruments/thermal/thermal.h"

#include <algorithm>
#include <cmath>

#include "blackbody/instruments/thermal/independent_check.h"
#include "blackbody/instruments/thermal/mixing.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Gaps that a point must show to be called out of equilibrium: in a hundred points one passes four by chance in .6 %.
constexpr double clear_gap = 4;

double error_of(const Estimate& estimate) { return estimate.error.is_number() ? estimate.error.std_error() : 0; }

std::string told(const Estimate& e) {
    return e.error.is_number() ? with_error(e.value, e.error.std_error()) : short_number(e.value);
}

/// One number of both branches.
struct BranchPair {
    const Estimate &cooled, &heated;
    double gap() const { return cooled.value - heated.value; }
    double error() const { return std::hypot(error_of(cooled), error_of(heated)); }
    bool disagrees() const { return std::abs(gap()) > clear_gap * error(); }
};

void widen(Estimate& estimate, double by) {
    if (estimate.error.is_number()) estimate.error = Uncertainty::of(std::hypot(estimate.error.std_error(), by));
}

/// The error over chains, and what the branches disagree by beyond it.
void widen(Estimate& estimate, const BranchPair& pair) { widen(estimate, beyond_chance(pair.gap(), pair.error())); }

/// In the loop of a transition the branches are two phases: they may differ.
bool is_in_loop(const Thermal& thermal, double beta) {
    return thermal.loop && thermal.transition && thermal.loop->low.value <= beta && beta <= thermal.loop->high.value;
}

bool is_heated_stable(const Thermal& thermal, std::size_t k) {
    return thermal.transition && thermal.loop ? thermal.cooling[k].beta >= thermal.transition->beta.value
                                              : thermal.heating[k].log_z.value >= thermal.cooling[k].log_z.value;
}

/// The estimates at β = 1 of the stable curve, where it is among the points.
void add_as_trained(const std::vector<ThermoPoint>& stable, std::vector<Estimate>& out) {
    for (const ThermoPoint& p : stable) {
        if (std::abs(p.beta - 1) > 1e-9) continue;
        Estimate free_energy = p.log_z;
        free_energy.name = "free_energy", free_energy.value = -free_energy.value, free_energy.n = p.energy.n;
        out.insert(out.end(), {p.energy, entropy_of(p), free_energy, p.heat_capacity});
    }
}

/// How many steps of a branch fail, and where.
Estimate failing(const char* name, const std::vector<EquilibriumStep>& steps) {
    const auto count = std::count_if(steps.begin(), steps.end(), [](const EquilibriumStep& s) { return s.fails; });
    return {name, static_cast<double>(count), Uncertainty::none("a count of steps"), std::ssize(steps), {}};
}

/// "cooled: 12 of 57, β = .55 to .8" or nothing.
std::string where_it_fails(const std::string& branch, const std::vector<EquilibriumStep>& steps) {
    std::int64_t count = 0;
    double low = 0, high = 0;
    for (const EquilibriumStep& step : steps)
        if (step.fails) low = count++ ? low : step.from, high = step.to;
    if (count == 0) return "";
    return branch + " " + std::to_string(count) + " of " + std::to_string(steps.size()) +
           " (β = " + short_number(low, 3) + " to " + short_number(high, 3) + ")";
}

void add_equilibrium_note(Thermal& thermal) {
    const std::string cooled = where_it_fails("cooled", thermal.cooling_steps),
                      heated = where_it_fails("heated", thermal.heating_steps);
    if (cooled.empty() && heated.empty()) return;
    thermal.notes.push_back("steps whose change of U is not what C/β² says, out of equilibrium and grey: " + cooled +
                            (cooled.empty() || heated.empty() ? "" : ", ") + heated);
}

/// What the branches disagree by where the machine works.
void add_gap(Thermal& thermal, const Branches& branches) {
    for (std::size_t k = 0; k < thermal.cooling.size(); ++k) {
        if (std::abs(thermal.cooling[k].beta - 1) > 1e-9) continue;
        thermal.gaps.push_back(branch_gap(branches, 1));
        const BranchPair pair{thermal.cooling[k].energy, thermal.heating[k].energy};
        if (pair.disagrees() && thermal.exact.empty())
            thermal.notes.push_back("at β = 1 the cooled branch has U = " + told(pair.cooled) + ", the heated " +
                                    told(pair.heated) +
                                    ": at most one of them is equilibrium, and the bars of U, S and C hold the "
                                    "difference");
    }
}

/// The same numbers of the slower sweep.
void add_slower(Thermal& thermal, const Branches& branches, const SlowerSweep& slower) {
    thermal.slow_cooling = points_of(slower.branches.cooling, slower.branches.hot);
    thermal.slow_heating = points_of(slower.branches.heating, slower.branches.cold);
    thermal.slower_factor = slower.factor;
    std::vector<Estimate> before = thermal.gaps;
    before.insert(before.begin(), loop_area(branches));
    thermal.notes.push_back(slower_note(slower, before));
    const std::vector<Estimate> gaps = slower_gaps(slower, !thermal.gaps.empty());
    thermal.gaps.insert(thermal.gaps.end(), gaps.begin(), gaps.end());
}

}  // namespace

Estimate entropy_of(const ThermoPoint& p) {
    const bool is_exact = p.energy.error.kind() == Uncertainty::Kind::exact;
    const double error = std::hypot(p.beta * error_of(p.energy), error_of(p.log_z));
    return {"entropy", p.entropy(), is_exact ? Uncertainty::exact() : Uncertainty::of(error), p.energy.n, {}};
}

std::vector<ThermoPoint> Thermal::stable() const {
    if (!exact.empty()) return exact;
    std::vector<ThermoPoint> points;
    for (std::size_t k = 0; k < cooling.size(); ++k) {
        ThermoPoint point = is_heated_stable(*this, k) ? heating[k] : cooling[k];
        if (!is_in_loop(*this, point.beta)) {
            widen(point.energy, {cooling[k].energy, heating[k].energy});
            widen(point.heat_capacity, {cooling[k].heat_capacity, heating[k].heat_capacity});
        }
        if (std::abs(point.beta - 1) < 1e-9 && at_one.energy_r_hat > largest_r_hat) {
            widen(point.energy, at_one.energy_spread);
            widen(point.heat_capacity, at_one.heat_capacity_spread);
        }
        points.push_back(point);
    }
    return points;
}

std::vector<bool> Thermal::doubtful() const {
    std::vector<bool> doubtful(cooling.size());
    if (!exact.empty()) return doubtful;
    const std::vector<bool> cooled = doubtful_points(cooling_steps), heated = doubtful_points(heating_steps);
    for (std::size_t k = 0; k < cooling.size(); ++k) {
        const std::vector<bool>& own = is_heated_stable(*this, k) ? heated : cooled;
        doubtful[k] =
            (!own.empty() && own[k]) || (!is_in_loop(*this, cooling[k].beta) &&
                                         (BranchPair{cooling[k].energy, heating[k].energy}.disagrees() ||
                                          BranchPair{cooling[k].heat_capacity, heating[k].heat_capacity}.disagrees()));
    }
    return doubtful;
}

Peak Thermal::peak() const { return peak_of(stable()); }

Thermal thermal_of(const Branches& branches, const ThermalChecks& checks) {
    Thermal thermal{points_of(branches.cooling, branches.hot), points_of(branches.heating, branches.cold),
                    checks.exact};
    const auto steps = static_cast<std::int64_t>(branches.cooling.size() + branches.heating.size()) - 2;
    thermal.cooling_steps = equilibrium_steps(branches.cooling, steps);
    thermal.heating_steps = equilibrium_steps(branches.heating, steps);
    thermal.loop = loop_of(branches);
    thermal.at_one = checks.at_one;
    if (checks.at_one.energy_r_hat > largest_r_hat && checks.exact.empty())
        thermal.notes.push_back(why_no_bar(checks.at_one.energy_r_hat) +
                                "; at β = 1 the bars of U, S and C are the spread from chain to chain");
    add_equilibrium_note(thermal);
    add_gap(thermal, branches);
    if (checks.slower) add_slower(thermal, branches, *checks.slower);
    const auto transition = transition_of(branches);
    if (!thermal.loop || !transition || transition->beta.value < thermal.loop->low.value ||
        transition->beta.value > thermal.loop->high.value)
        return thermal;
    thermal.transition = transition;
    if (checks.independent && checks.independent->refusal.empty())
        thermal.transition = with_check(*transition, branches, *checks.independent);
    else
        thermal.notes.push_back(
            "the errors of the transition count chains and anchors only: there is no independent check" +
            (checks.independent ? ", " + checks.independent->refusal : std::string()));
    if (checks.slower) thermal.transition = with_slower(*thermal.transition, *checks.slower);
    return thermal;
}

Measurement measurement_of(const Thermal& thermal) {
    Measurement m{.observable = "thermal", .site = "machine", .estimates = {}, .notes = thermal.notes};
    add_as_trained(thermal.stable(), m.estimates);

    // The peak of C, how far it stretches, and how much of that is in equilibrium.
    const Peak peak = thermal.peak();
    const std::vector<bool> doubtful = thermal.doubtful();
    double in = 0, out = 0;
    for (std::size_t k = 0; k < doubtful.size(); ++k)
        if (peak.low <= thermal.cooling[k].beta && thermal.cooling[k].beta <= peak.high) ++(doubtful[k] ? out : in);
    const Uncertainty read = Uncertainty::none("read from the curve");
    const std::int64_t points = std::ssize(doubtful);
    m.estimates.insert(m.estimates.end(), {peak.beta,
                                           peak.heat_capacity,
                                           {"peak_low", peak.low, read, points, {}},
                                           {"peak_high", peak.high, read, points, {}},
                                           {"peak_in_equilibrium", in / (in + out), read, points, {}}});
    if (thermal.transition) {
        m.notes.push_back("beside the jump at β* = " + told(thermal.transition->beta) +
                          " C has a maximum of its own: " + told(peak.heat_capacity) +
                          " at β = " + short_number(peak.beta.value, 3) + ", not lower by one standard error from " +
                          short_number(peak.low, 3) + " to " + short_number(peak.high, 3));
        m.estimates.push_back(thermal.transition->beta);
        m.estimates.push_back(thermal.transition->latent_heat);
        m.estimates.insert(m.estimates.end(), thermal.transition->parts.begin(), thermal.transition->parts.end());
    }
    if (thermal.loop) {
        for (const Estimate* e : {&thermal.loop->low, &thermal.loop->high, &thermal.loop->area})
            m.estimates.push_back(*e);
    } else {
        m.notes.push_back("heating and cooling agree at all temperatures within five standard errors: no hysteresis");
    }
    m.estimates.insert(m.estimates.end(), thermal.gaps.begin(), thermal.gaps.end());
    m.estimates.push_back(failing("cooling_out_of_equilibrium", thermal.cooling_steps));
    m.estimates.push_back(failing("heating_out_of_equilibrium", thermal.heating_steps));
    if (thermal.loop && !thermal.transition)
        m.notes.push_back("the branches differ but do not cross in their loop: no transition is told");
    m.curves = curves_of(thermal);
    return m;
}

}  // namespace blackbody
