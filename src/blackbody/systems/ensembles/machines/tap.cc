#include "blackbody/systems/ensembles/machines/tap.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/special_entr.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "blackbody/tensor/linear_algebra.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// s = scale h + offset, h in {0, 1}.
struct Reading {
    double scale, offset;
};
Reading reading_of(const Layer& layer) {
    const std::vector<double>& values = layer.unit->values;
    return {values[1] - values[0], values[0]};
}

at::Tensor entropy(const at::Tensor& m) { return at::special_entr(m) + at::special_entr(1 - m); }

/// The expansion at fixed magnetisations v [S, V], h [S, M]: one number a start.
at::Tensor log_z_at(const ZeroOne& w, const at::Tensor& squares, const at::Tensor& v, const at::Tensor& h,
                    bool has_reaction) {
    at::Tensor sum =
        (entropy(v) + w.a * v).sum(1) + (entropy(h) + w.b * h).sum(1) + (at::matmul(v, w.weight) * h).sum(1);
    if (has_reaction) sum = sum + .5 * (at::matmul(v - v * v, squares) * (h - h * h)).sum(1);
    return sum + w.constant;
}

/// ln Z of the solutions that differ, each once.
std::vector<double> different(const at::Tensor& values) {
    std::vector<double> sorted = to_doubles(values), once;
    std::erase_if(sorted, [](double x) { return !std::isfinite(x); });
    std::sort(sorted.begin(), sorted.end());
    for (const double x : sorted)
        if (once.empty() || x - once.back() > 1e-4) once.push_back(x);
    return once;
}

double log_of_sum(const std::vector<double>& logarithms) {
    double sum = 0;
    for (const double x : logarithms) sum += std::exp(x - logarithms.back());
    return logarithms.back() + std::log(sum);
}

}  // namespace

bool has_tap(const Rbm& machine) {
    return machine.visible.unit->values.size() == 2 && machine.hidden.unit->values.size() == 2;
}

ZeroOne zero_one(const Rbm& machine) {
    const Reading v = reading_of(machine.visible), h = reading_of(machine.hidden);
    const at::Tensor &w = machine.weight, a = machine.visible.theta[0], b = machine.hidden.theta[0];
    return {v.scale * (a + h.offset * w.sum(1)), h.scale * (b + v.offset * w.sum(0)), v.scale * h.scale * w,
            (v.offset * a.sum() + h.offset * b.sum() + v.offset * h.offset * w.sum()).item<double>()};
}

Tap tap(const Rbm& machine, const at::Tensor& start, const TapOptions& options) {
    const ZeroOne w = zero_one(machine);
    const Reading rv = reading_of(machine.visible), rh = reading_of(machine.hidden);
    const at::Tensor squares = options.has_reaction ? w.weight * w.weight : at::zeros_like(w.weight);
    at::Tensor v = ((start.to(at::kDouble) - rv.offset) / rv.scale).clamp(1e-6, 1 - 1e-6),
               h = at::full_like(at::matmul(v, w.weight), .5), change;

    // Hidden given visible and back, each step a damped one.
    for (int k = 0; k < options.max_iterations; ++k) {
        const at::Tensor h_new = at::sigmoid(w.b + at::matmul(v, w.weight) - (h - .5) * at::matmul(v - v * v, squares));
        h = k == 0 ? h_new : options.damping * h + (1 - options.damping) * h_new;
        const at::Tensor v_new =
            at::sigmoid(w.a + at::matmul(h, w.weight.t()) - (v - .5) * at::matmul(h - h * h, squares.t()));
        change = at::maximum((v_new - v).abs().amax(1), (h_new - h).abs().amax(1));
        v = options.damping * v + (1 - options.damping) * v_new;
        if (change.max().item<double>() < options.tolerance) break;
    }
    const at::Tensor rests = change < 1e3 * options.tolerance,
                     values = at::where(rests, log_z_at(w, squares, v, h, options.has_reaction),
                                        at::full_like(change, std::numeric_limits<double>::quiet_NaN()));
    if (!rests.any().item<bool>())
        throw NumericalError("no start of the TAP equations came to rest in " + std::to_string(options.max_iterations) +
                             " iterations: the couplings are too strong for the expansion");
    const at::Tensor best = values.nan_to_num(-1e300).argmax();
    const auto at_best = best.item<std::int64_t>();
    const std::vector<double> once = different(values);
    return {once.back(),
            rests.sum().item<std::int64_t>(),
            std::ssize(once),
            log_of_sum(once),
            rv.scale * v[at_best] + rv.offset,
            rh.scale * h[at_best] + rh.offset,
            values};
}

}  // namespace blackbody
