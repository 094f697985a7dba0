#include "blackbody/instruments/thermal/hysteresis.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace blackbody {
namespace {

constexpr std::int64_t blocks = 16;

/// The same sweep without the chains of one block; -1 leaves none out.
std::vector<SweepPoint> without(const std::vector<SweepPoint>& sweep, std::int64_t block) {
    std::vector<SweepPoint> left;
    const at::Tensor chains = at::arange(sweep.front().energy.size(1), at::kLong);
    const at::Tensor kept = chains.masked_select(chains.remainder(blocks) != block);
    for (const SweepPoint& point : sweep)
        left.push_back({point.beta, point.energy.index_select(1, kept), point.variance.index_select(1, kept), {}, {}});
    return left;
}

Branches without(const Branches& all, std::int64_t block) {
    return {without(all.cooling, block), without(all.heating, block), all.hot, all.cold};
}

using Number = std::function<std::optional<double>(const Branches&)>;

/// A number with its jackknife error; without one where leaving out chains takes the number itself away.
std::optional<Estimate> jackknifed(const std::string& name, const Branches& branches, const Number& number) {
    const std::optional<double> value = number(branches);
    if (!value) return {};
    const std::int64_t n = branches.cooling.front().energy.size(1);
    Estimate estimate{name, *value, Uncertainty::none("fewer than sixteen chains"), n, {}};
    if (n < blocks) return estimate;
    double sum = 0, squares = 0;
    for (std::int64_t b = 0; b < blocks; ++b) {
        const std::optional<double> left = number(without(branches, b));
        if (!left) {
            estimate.error = Uncertainty::none("it is not there in every block of chains");
            return estimate;
        }
        sum += *left, squares += *left * *left;
    }
    const double mean = sum / blocks, spread = std::max(0., squares / blocks - mean * mean);
    estimate.error = Uncertainty::of(std::sqrt((blocks - 1) * spread));
    return estimate;
}

double gap(const Branches& b, std::size_t k) {
    return (b.cooling[k].energy.mean() - b.heating[k].energy.mean()).item<double>();
}

Estimate jackknifed(const char* name, const Branches& b, double (*of)(const Branches&)) {
    return *jackknifed(name, b, [of](const Branches& some) { return std::optional(of(some)); });
}

double area_of(const Branches& b) {
    double area = 0;
    for (std::size_t k = 0; k + 1 < b.cooling.size(); ++k)
        area += (b.cooling[k + 1].beta - b.cooling[k].beta) * (gap(b, k) + gap(b, k + 1)) / 2;
    return area;
}

struct Crossing {
    double beta, latent_heat;
};

/// The first place, from the cold end, where the hot branch becomes the stable one.
std::optional<Crossing> crossing_of(const Branches& b) {
    const std::vector<ThermoPoint> hot = points_of(b.cooling, b.hot), cold = points_of(b.heating, b.cold);
    const auto lead = [&](std::size_t k) { return cold[k].log_z.value - hot[k].log_z.value; };
    for (std::size_t k = hot.size() - 1; k > 0; --k) {
        if (lead(k) < 0 || lead(k - 1) >= 0) continue;
        const double share = -lead(k - 1) / (lead(k) - lead(k - 1));
        return Crossing{hot[k - 1].beta + share * (hot[k].beta - hot[k - 1].beta),
                        (1 - share) * gap(b, k - 1) + share * gap(b, k)};
    }
    return {};
}

double error_of_gap(const Branches& b, std::size_t k) {
    const at::Tensor x = b.cooling[k].chain_energy(), y = b.heating[k].chain_energy();
    return std::sqrt(x.var().item<double>() / static_cast<double>(x.numel()) +
                     y.var().item<double>() / static_cast<double>(y.numel()));
}

std::size_t widest(const Branches& b) {
    std::size_t at = 0;
    for (std::size_t k = 1; k < b.cooling.size(); ++k)
        if (gap(b, k) > gap(b, at)) at = k;
    return at;
}

/// From the widest gap one way (-1, +1), to where it falls to half: between points by a straight line.
double half_gap(const Branches& b, int way) {
    std::size_t k = widest(b);
    const double half = gap(b, k) / 2;
    const auto is_end = [&](std::size_t i) { return way < 0 ? i == 0 : i + 1 == b.cooling.size(); };
    while (!is_end(k)) {
        const std::size_t next = k + way;
        if (gap(b, next) < half) {
            const double share = (gap(b, k) - half) / (gap(b, k) - gap(b, next));
            return b.cooling[k].beta + share * (b.cooling[next].beta - b.cooling[k].beta);
        }
        k = next;
    }
    return b.cooling[k].beta;
}

/// From the first to the last point that one standard error cannot tell from the top.
void stretch_over_ties(const std::vector<ThermoPoint>& curve, const ThermoPoint& top, Peak& peak) {
    const auto error = [](const ThermoPoint& p) {
        return p.heat_capacity.error.is_number() ? p.heat_capacity.error.std_error() : 0;
    };
    for (const ThermoPoint& p : curve)
        if (top.heat_capacity.value - p.heat_capacity.value <= std::hypot(error(top), error(p)))
            peak.low = std::min(peak.low, p.beta), peak.high = std::max(peak.high, p.beta);
}

}  // namespace

std::optional<Loop> loop_of(const Branches& b) {
    const std::size_t k = widest(b);
    if (!(gap(b, k) > 5 * error_of_gap(b, k))) return {};
    Loop loop{jackknifed("loop_low", b, [](const Branches& some) { return half_gap(some, -1); }),
              jackknifed("loop_high", b, [](const Branches& some) { return half_gap(some, +1); }), loop_area(b)};
    const Uncertainty open = Uncertainty::none("the loop reaches the end of the sweep: it may lie beyond");
    if (loop.low.value <= b.cooling.front().beta) loop.low.error = open;
    if (loop.high.value >= b.cooling.back().beta) loop.high.error = open;
    return loop;
}

Estimate loop_area(const Branches& b) { return jackknifed("loop_area", b, area_of); }

Estimate branch_gap(const Branches& b, double beta) {
    std::size_t k = 0;
    for (std::size_t i = 1; i < b.cooling.size(); ++i)
        if (std::abs(b.cooling[i].beta - beta) < std::abs(b.cooling[k].beta - beta)) k = i;
    return {"branch_gap", gap(b, k), Uncertainty::of(error_of_gap(b, k)), b.cooling[k].energy.size(1), {}};
}

std::optional<Transition> transition_of(const Branches& b) {
    auto beta = jackknifed("transition_beta", b, [](const Branches& some) {
        const auto crossing = crossing_of(some);
        return crossing ? std::optional(crossing->beta) : std::nullopt;
    });
    if (!beta) return {};
    const auto heat = jackknifed("latent_heat", b, [](const Branches& some) {
        const auto crossing = crossing_of(some);
        return crossing ? std::optional(crossing->latent_heat) : std::nullopt;
    });
    // An error of ln Z at either end moves the crossing by d ln Z over the difference of the slopes, which is ΔU.
    if (beta->error.is_number() && heat->value > 0)
        beta->error = Uncertainty::of(
            std::hypot(beta->error.std_error(), std::hypot(b.hot.std_error, b.cold.std_error) / heat->value));
    return Transition{*beta, *heat};
}

Peak peak_of(const std::vector<ThermoPoint>& curve) {
    const auto top = std::max_element(curve.begin(), curve.end(), [](const ThermoPoint& a, const ThermoPoint& b) {
        return a.heat_capacity.value < b.heat_capacity.value;
    });
    const bool is_exact = top->heat_capacity.error.kind() == Uncertainty::Kind::exact;
    Peak peak{
        {"peak_beta", top->beta, Uncertainty::none("at an end of the curve: it may lie beyond"), std::ssize(curve), {}},
        top->heat_capacity,
        top->beta,
        top->beta};
    peak.heat_capacity.name = "peak_heat_capacity";
    stretch_over_ties(curve, *top, peak);
    if (top == curve.begin() || top + 1 == curve.end()) return peak;

    // The parabola through the three highest; half a step is what the grid leaves open.
    const auto left = top - 1, right = top + 1;
    const double h0 = top->beta - left->beta, h1 = right->beta - top->beta,
                 s0 = (top->heat_capacity.value - left->heat_capacity.value) / h0,
                 s1 = (right->heat_capacity.value - top->heat_capacity.value) / h1;
    if (is_exact && s0 != s1) peak.beta.value = (left->beta + top->beta) / 2 + s0 * (h0 + h1) / 2 / (s0 - s1);
    const double reach = std::max(top->beta - peak.low, peak.high - top->beta);
    peak.beta.error = Uncertainty::of(is_exact ? (h0 + h1) / 4 : std::hypot((h0 + h1) / 4, reach));
    return peak;
}

}  // namespace blackbody
