/// The curves of the record "thermal".
#include <algorithm>
#include <cmath>
#include <functional>

#include "blackbody/instruments/thermal/thermal.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

using Read = std::function<Estimate(const ThermoPoint&)>;

double error_of(const Estimate& estimate) { return estimate.error.is_number() ? estimate.error.std_error() : 0; }

Estimate reduced_free_energy(const ThermoPoint& p) {
    Estimate f = p.log_z;
    f.value = -f.value;
    return f;
}

CurveSeries series(const std::string& name, const std::vector<ThermoPoint>& points, const Read& read) {
    CurveSeries out{name, {}};
    for (const ThermoPoint& point : points) {
        const Estimate r = read(point);
        out.values.push_back(r.value), out.errors.push_back(error_of(r));
    }
    if (std::all_of(out.errors.begin(), out.errors.end(), [](double e) { return e == 0; })) out.errors.clear();
    return out;
}

CurveSeries series(const std::string& name, const std::vector<ThermoPoint>& points, const Read& read,
                   const std::vector<bool>& doubtful) {
    CurveSeries out = series(name, points, read);
    if (std::find(doubtful.begin(), doubtful.end(), true) != doubtful.end()) out.doubtful = doubtful;
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
    out.series = {series("cooling", thermal.cooling, plot.read, doubtful_points(thermal.cooling_steps)),
                  series("heating", thermal.heating, plot.read, doubtful_points(thermal.heating_steps))};
    if (thermal.exact.empty()) out.series.push_back(series("stable", thermal.stable(), plot.read, thermal.doubtful()));
    else out.series.push_back(series("exact", thermal.exact, plot.read));
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
            if (!all.doubtful.empty()) part.doubtful.push_back(all.doubtful[k]);
            if (out.series.empty()) out.x.values.push_back(whole.x.values[k]);
        }
        out.series.push_back(std::move(part));
    }
    std::erase_if(out.marks, [&](const CurveMark& mark) { return mark.x < low || mark.x > high; });
    return out;
}

/// U_cooling - U_heating, at both speeds.
Curve gap_curve(const Thermal& thermal) {
    Curve out{
        .name = "branch_gap",
        .label = "What cooling and heating disagree by: a gap that lag alone makes shrinks when the sweep is slower.",
        .x = {"inverse temperature β", "", {}},
        .y = {"U cooled - U heated", "nat", {}},
        .series = {},
        .marks = marks_of(thermal)};
    for (const ThermoPoint& point : thermal.cooling) out.x.values.push_back(point.beta);
    const auto add = [&](const std::string& name, const std::vector<ThermoPoint>& cooled,
                         const std::vector<ThermoPoint>& heated) {
        CurveSeries gap{name, {}};
        for (std::size_t k = 0; k < cooled.size(); ++k) {
            gap.values.push_back(cooled[k].energy.value - heated[k].energy.value);
            gap.errors.push_back(std::hypot(error_of(cooled[k].energy), error_of(heated[k].energy)));
        }
        out.series.push_back(std::move(gap));
    };
    add("as swept", thermal.cooling, thermal.heating);
    if (!thermal.slow_cooling.empty())
        add(short_number(thermal.slower_factor, 2) + " times slower", thermal.slow_cooling, thermal.slow_heating);
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

}  // namespace

std::vector<Curve> curves_of(const Thermal& thermal) {
    const Plot plots[] = {
        {"energy",
         "Mean energy against inverse temperature, cooled from disorder and heated from data: where the two differ the "
         "machine remembers where it came from, and the bars of the stable branch hold the difference. Grey: not in "
         "equilibrium.",
         {"U", "nat", {}},
         [](const ThermoPoint& p) { return p.energy; }},
        {"heat_capacity",
         "How strongly the energy answers to temperature; a peak is a transition. Grey: dU/dβ is not -C/β², or the "
         "branches disagree.",
         {"C", "", {}},
         [](const ThermoPoint& p) { return p.heat_capacity; }},
        {"entropy", "Logarithm of the number of states that the machine is in.", {"S", "nat", {}}, entropy_of},
        {"reduced_free_energy",
         "βF = -ln Z: the branch that lies lower is the stable one.",
         {"βF", "nat", {}},
         reduced_free_energy}};
    std::vector<Curve> curves;
    for (const Plot& plot : plots) curves.push_back(curve_of(thermal, plot));
    curves.push_back(lead(thermal));
    if (!thermal.loop) return curves;
    curves.insert(curves.begin() + 1, close_up(thermal, curves.front()));
    curves.push_back(gap_curve(thermal));
    return curves;
}

}  // namespace blackbody
