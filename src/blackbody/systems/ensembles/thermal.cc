#include "blackbody/systems/ensembles/thermal.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "blackbody/systems/ensembles/second_road.h"

namespace blackbody {
namespace {

double error_of(const Estimate& estimate) { return estimate.error.is_number() ? estimate.error.std_error() : 0; }

/// One number of a point, with its error.
struct Reading {
    double value, error;
};
using Read = std::function<Reading(const ThermoPoint&)>;

Reading energy_at(const ThermoPoint& p) { return {p.energy.value, error_of(p.energy)}; }
Reading heat_capacity_at(const ThermoPoint& p) { return {p.heat_capacity.value, error_of(p.heat_capacity)}; }
Reading entropy_at(const ThermoPoint& p) {
    return {p.entropy(), std::hypot(p.beta * error_of(p.energy), error_of(p.log_z))};
}
Reading reduced_free_energy_at(const ThermoPoint& p) { return {-p.log_z.value, error_of(p.log_z)}; }

CurveSeries series(const std::string& name, const std::vector<ThermoPoint>& points, const Read& read) {
    CurveSeries out{name, {}};
    for (const ThermoPoint& point : points) {
        const Reading r = read(point);
        out.values.push_back(r.value), out.errors.push_back(r.error);
    }
    if (std::all_of(out.errors.begin(), out.errors.end(), [](double e) { return e == 0; })) out.errors.clear();
    return out;
}

std::vector<CurveMark> marks_of(const Thermal& thermal) {
    std::vector<CurveMark> marks;
    if (thermal.loop && thermal.transition) marks.push_back({"transition", thermal.transition->beta.value});
    const auto& curve = thermal.cooling;
    if (curve.front().beta <= 1 && curve.back().beta >= 1) marks.push_back({"as trained", 1});
    return marks;
}

struct Plot {
    std::string name, label;
    CurveAxis y;
    Read read;
};

Curve curve_of(const Thermal& thermal, const Plot& plot) {
    Curve out{
        .name = plot.name, .label = plot.label, .x = {"inverse temperature β", "", {}}, .y = plot.y, .series = {}};
    for (const ThermoPoint& point : thermal.cooling) out.x.values.push_back(point.beta);
    out.series = {series("cooling", thermal.cooling, plot.read), series("heating", thermal.heating, plot.read)};
    if (!thermal.exact.empty()) out.series.push_back(series("exact", thermal.exact, plot.read));
    out.marks = marks_of(thermal);
    return out;
}

/// The same plot around the loop only.
Curve close_up(const Thermal& thermal, const Curve& whole) {
    Curve out = whole;
    out.name = "transition", out.label = "The loop of cooling and heating in close-up.";
    out.x.values.clear(), out.series.clear();
    const double margin = thermal.loop->high.value - thermal.loop->low.value, low = thermal.loop->low.value - margin,
                 high = thermal.loop->high.value + margin;
    for (const CurveSeries& all : whole.series) {
        CurveSeries part{all.name, {}};
        for (std::size_t k = 0; k < whole.x.values.size(); ++k) {
            if (whole.x.values[k] < low || whole.x.values[k] > high) continue;
            part.values.push_back(all.values[k]);
            if (!all.errors.empty()) part.errors.push_back(all.errors[k]);
            if (out.series.empty()) out.x.values.push_back(whole.x.values[k]);
        }
        out.series.push_back(std::move(part));
    }
    std::erase_if(out.marks, [&](const CurveMark& mark) { return mark.x < low || mark.x > high; });
    return out;
}

/// ln Z of the heated branch over that of the cooled one: the sign says which is stable.
Curve lead(const Thermal& thermal) {
    Curve out{.name = "stability",
              .label = "By how much the heated branch leads in ln Z: above 0 the ordered state is the stable one.",
              .x = {"inverse temperature β", "", {}},
              .y = {"ln Z heated - ln Z cooled", "nat", {}},
              .series = {{"lead", {}, {}}},
              .marks = marks_of(thermal)};
    for (std::size_t k = 0; k < thermal.cooling.size(); ++k) {
        const Estimate &hot = thermal.cooling[k].log_z, &cold = thermal.heating[k].log_z;
        out.x.values.push_back(thermal.cooling[k].beta);
        out.series[0].values.push_back(cold.value - hot.value);
        out.series[0].errors.push_back(std::hypot(error_of(hot), error_of(cold)));
    }
    return out;
}

/// The estimates at β = 1 of the stable curve, where it is among the points.
void add_as_trained(const std::vector<ThermoPoint>& stable, std::vector<Estimate>& out) {
    for (const ThermoPoint& p : stable) {
        if (std::abs(p.beta - 1) > 1e-9) continue;
        const bool is_exact = p.energy.error.kind() == Uncertainty::Kind::exact;
        const auto number = [&](const char* name, const Reading& r, std::int64_t n) {
            out.push_back({name, r.value, is_exact ? Uncertainty::exact() : Uncertainty::of(r.error), n, {}});
        };
        number("energy", energy_at(p), p.energy.n);
        number("entropy", entropy_at(p), p.energy.n);
        number("free_energy", reduced_free_energy_at(p), p.energy.n);
        number("heat_capacity", heat_capacity_at(p), p.energy.n);
    }
}

}  // namespace

std::vector<ThermoPoint> Thermal::stable() const {
    if (!exact.empty()) return exact;
    std::vector<ThermoPoint> points;
    for (std::size_t k = 0; k < cooling.size(); ++k) {
        const bool is_cold = transition && loop ? cooling[k].beta >= transition->beta.value
                                                : heating[k].log_z.value >= cooling[k].log_z.value;
        points.push_back(is_cold ? heating[k] : cooling[k]);
    }
    return points;
}

Peak Thermal::peak() const {
    Peak peak = peak_of(stable());
    if (!exact.empty() || !loop || !transition) return peak;
    peak.beta.value = transition->beta.value;
    peak.beta.error = transition->beta.error;
    return peak;
}

Thermal thermal_of(const Branches& branches, std::vector<ThermoPoint> exact, const std::optional<SecondRoad>& second) {
    Thermal thermal{points_of(branches.cooling, branches.hot), points_of(branches.heating, branches.cold),
                    std::move(exact)};
    thermal.loop = loop_of(branches);
    const auto transition = transition_of(branches);
    if (!thermal.loop || !transition || transition->beta.value < thermal.loop->low.value ||
        transition->beta.value > thermal.loop->high.value)
        return thermal;
    thermal.transition = transition;
    if (second && second->refusal.empty()) thermal.transition = with_second_road(*transition, branches, *second);
    else
        thermal.notes.push_back("the errors of the transition count chains and anchors only: there is no second road" +
                                (second ? ", " + second->refusal : std::string()));
    return thermal;
}

Measurement measurement_of(const Thermal& thermal) {
    Measurement m{.observable = "thermal", .site = "machine", .estimates = {}};
    add_as_trained(thermal.stable(), m.estimates);
    const Peak peak = thermal.peak();
    m.estimates.push_back(peak.beta);
    m.estimates.push_back(peak.heat_capacity);
    if (thermal.transition) {
        m.estimates.push_back(thermal.transition->beta);
        m.estimates.push_back(thermal.transition->latent_heat);
        m.estimates.insert(m.estimates.end(), thermal.transition->parts.begin(), thermal.transition->parts.end());
    }
    m.notes = thermal.notes;
    if (thermal.loop) {
        for (const Estimate* e : {&thermal.loop->low, &thermal.loop->high, &thermal.loop->area})
            m.estimates.push_back(*e);
    } else {
        m.notes.push_back("heating and cooling agree at all temperatures within five standard errors: no hysteresis");
    }
    if (thermal.loop && !thermal.transition)
        m.notes.push_back("the branches differ but do not cross in their loop: no transition is told");

    const Plot plots[] = {
        {"energy",
         "Mean energy against inverse temperature, cooled from disorder and heated from data: where the two differ the "
         "machine remembers where it came from.",
         {"U", "nat", {}},
         energy_at},
        {"heat_capacity",
         "How strongly the energy answers to temperature; a peak is a transition.",
         {"C", "", {}},
         heat_capacity_at},
        {"entropy", "Logarithm of the number of states that the machine is in.", {"S", "nat", {}}, entropy_at},
        {"reduced_free_energy",
         "βF = -ln Z: the branch that lies lower is the stable one.",
         {"βF", "nat", {}},
         reduced_free_energy_at}};
    for (const Plot& plot : plots) m.curves.push_back(curve_of(thermal, plot));
    m.curves.push_back(lead(thermal));
    if (thermal.loop) m.curves.insert(m.curves.begin() + 1, close_up(thermal, m.curves.front()));
    return m;
}

}  // namespace blackbody
