#include "blackbody/instruments/thermal/replica_curves.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>

#include <algorithm>
#include <cmath>

#include "blackbody/instruments/thermal/equilibrium_steps.h"
#include "blackbody/instruments/thermal/overlaps.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t bins = 50;

/// The point of the sweep nearest to β.
const SweepPoint& nearest_point(const std::vector<SweepPoint>& sweep, double beta) {
    return *std::min_element(sweep.begin(), sweep.end(), [&](const SweepPoint& a, const SweepPoint& b) {
        return std::abs(a.beta - beta) < std::abs(b.beta - beta);
    });
}

std::size_t widest_gap(const std::vector<SweepPoint>& cooling, const std::vector<SweepPoint>& heating) {
    std::size_t at = 0;
    double most = -1e300;
    for (std::size_t k = 0; k < cooling.size(); ++k) {
        const double gap = (cooling[k].energy.mean() - heating[k].energy.mean()).item<double>();
        if (gap > most) most = gap, at = k;
    }
    return at;
}

/// A number of some chains and the same without each of them, [N].
struct Jackknifed {
    double value;
    at::Tensor left;
    double error() const {
        const auto n = static_cast<double>(left.numel());
        return std::sqrt((n - 1) / n * (left - left.mean()).square().sum().item<double>());
    }
};

/// ⟨q⟩ over pairs of different chains: (|Σ s|² - Σ |s|²)/(n (n - 1) U).
Jackknifed mean_overlap(const at::Tensor& spins) {
    const auto n = static_cast<double>(spins.size(0)), units = static_cast<double>(spins.size(1));
    const at::Tensor sum = spins.sum(0), own = spins.square().sum(1);
    const double all = sum.square().sum().item<double>(), selves = own.sum().item<double>();
    const at::Tensor left = all - 2 * at::matmul(spins, sum) + own - (selves - own);
    return {(all - selves) / (n * (n - 1) * units), left / ((n - 1) * (n - 2) * units)};
}

/// Standard deviation over chains.
Jackknifed spread(const at::Tensor& m) {
    const auto n = static_cast<double>(m.numel());
    const at::Tensor sum = m.sum() - m, squares = m.square().sum() - m.square();
    const at::Tensor variance = (squares - sum.square() / (n - 1)) / (n - 2);
    return {m.std().item<double>(), variance.clamp_min(0).sqrt()};
}

/// One number along a sweep; grey where the sweep is out of equilibrium.
template <class Read>
CurveSeries along(const std::string& name, const std::vector<SweepPoint>& sweep, const Read& read) {
    CurveSeries series{name, {}};
    for (const SweepPoint& point : sweep) {
        const Jackknifed seen = read(point);
        series.values.push_back(seen.value);
        if (point.last.size(0) > 2) series.errors.push_back(seen.error());
    }
    const std::vector<bool> doubtful = doubtful_points(equilibrium_steps(sweep, 2 * std::ssize(sweep) - 2));
    if (std::find(doubtful.begin(), doubtful.end(), true) != doubtful.end()) series.doubtful = doubtful;
    return series;
}

}  // namespace

Curve density_curve(const Replicas& replicas, std::size_t layer) {
    Curve curve{.name = "overlap_distribution",
                .label =
                    "Distribution of the overlap of two independent states: one narrow peak is one state, a broad "
                    "or split one is many.",
                .x = {"overlap q", "", {}},
                .y = {"P(q)", "", {}},
                .series = {}};
    for (std::int64_t b = 0; b < bins; ++b) curve.x.values.push_back(-1 + (2. * static_cast<double>(b) + 1) / bins);
    const auto add = [&](const std::string& name, const at::Tensor& visible, double beta) {
        curve.series.push_back({name, overlap_density(replicas.spins(layer, visible, beta, 0), bins)});
    };
    if (!replicas.cooling.empty()) {
        const std::size_t k = widest_gap(replicas.cooling, replicas.heating);
        const SweepPoint& hot = nearest_point(replicas.cooling, replicas.cooling[k].beta / 2);
        add("β = " + short_number(hot.beta, 3), hot.last, hot.beta);
        add("β = " + short_number(replicas.cooling[k].beta, 3) + ", cooled", replicas.cooling[k].last,
            replicas.cooling[k].beta);
        add("β = " + short_number(replicas.heating[k].beta, 3) + ", heated", replicas.heating[k].last,
            replicas.heating[k].beta);
    }
    add("β = 1", replicas.watched.last, 1);
    return curve;
}

Curve overlap_curve(const Replicas& replicas, std::size_t layer) {
    Curve curve{
        .name = "mean_overlap",
        .label = "Mean overlap of two independent states against inverse temperature. Grey: not in equilibrium.",
        .x = {"inverse temperature β", "", {}},
        .y = {"⟨q⟩", "", {}},
        .series = {}};
    for (const SweepPoint& point : replicas.cooling) curve.x.values.push_back(point.beta);
    const auto read = [&](const SweepPoint& point) {
        return mean_overlap(replicas.spins(layer, point.last, point.beta, 1));
    };
    curve.series = {along("cooling", replicas.cooling, read), along("heating", replicas.heating, read)};
    return curve;
}

Curve mode_curve(const Replicas& replicas) {
    Curve curve{.name = "mode_magnetisation",
                .label =
                    "Spread of the state along the strongest singular directions of W over the chains: the order "
                    "parameters. Grey: not in equilibrium.",
                .x = {"inverse temperature β", "", {}},
                .y = {"sd of m_a over chains", "", {}},
                .series = {}};
    for (const SweepPoint& point : replicas.cooling) curve.x.values.push_back(point.beta);
    for (std::int64_t a = 0; a < std::min<std::int64_t>(3, replicas.modes.strength.numel()); ++a) {
        const auto read = [&](const SweepPoint& point) {
            return spread(magnetisations(replicas.modes, replicas.spins(0, point.last, 1, 0)).select(1, a));
        };
        const std::string mode = "mode " + std::to_string(a + 1);
        curve.series.push_back(along(mode + ", cooled", replicas.cooling, read));
        curve.series.push_back(along(mode + ", heated", replicas.heating, read));
    }
    return curve;
}

}  // namespace blackbody
