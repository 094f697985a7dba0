#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/matmul.h>

#include <algorithm>
#include <cmath>

#include "blackbody/base/observable.h"
#include "blackbody/tensor/linear_algebra.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr std::int64_t most_fields = 36, most_pixels = 64 * 64;

Fit fits(const Site& site, const InstrumentOptions&) {
    if (!site.interaction || site.interaction->kind != Interaction::Kind::linear) return Fit::no();
    const Interaction& map = *site.interaction;
    if (map.weight.dim() != 2 || map.input_size[0] < 2 || map.input_size[1] < 2) return Fit::no();
    if (map.input_size[0] * map.input_size[1] != map.weight.size(1)) return Fit::no();
    if (map.weight.is_complex()) return Fit::because("its weights are complex: no picture shows both parts");
    if (map.weight.size(0) < 2) return Fit::because("one unit alone has no fields to compare");
    if (!at::isfinite(map.weight).all().item<bool>()) return Fit::because("its weights are not all finite");
    return Fit::yes();
}

/// Fields of the units that are not silent, double [M, Y, X].
at::Tensor fields_of(const Interaction& map) {
    const at::Tensor w = map.weight.to(at::kCPU, at::kDouble);
    return w.index({(w != 0).any(1)}).reshape({-1, map.input_size[0], map.input_size[1]}).contiguous();
}

/// Numbers of each field, [M] each.
struct Fields {
    at::Tensor participation, radius, smoothness;
};

Fields numbers_of(const at::Tensor& w) {
    const at::Tensor energy = w * w, total = energy.sum({1, 2});
    const at::Tensor y = at::arange(w.size(1), at::kDouble).view({1, -1, 1}),
                     x = at::arange(w.size(2), at::kDouble).view({1, 1, -1});
    const auto variance = [&](const at::Tensor& place) {
        const at::Tensor centre = (energy * place).sum({1, 2}) / total;
        return ((energy * place * place).sum({1, 2}) / total - centre * centre).clamp_min(0);
    };
    // Neighbours down and to the right.
    const std::int64_t height = w.size(1), width = w.size(2);
    const at::Tensor down = (w.narrow(1, 1, height - 1) * w.narrow(1, 0, height - 1)).sum({1, 2}),
                     right = (w.narrow(2, 1, width - 1) * w.narrow(2, 0, width - 1)).sum({1, 2});
    const auto pairs = static_cast<double>((height - 1) * width + height * (width - 1));
    return {total * total / (energy * energy).sum({1, 2}), (variance(y) + variance(x)).sqrt(),
            (down + right) / pairs / (total / static_cast<double>(height * width))};
}

/// Mean |cos| over pairs.
double overlap_of(const at::Tensor& w) {
    const at::Tensor rows = w.flatten(1), unit = rows / rows.norm(2, 1, true);
    const double n = static_cast<double>(w.size(0)), all = at::matmul(unit, unit.t()).abs().sum().item<double>();
    return n > 1 ? std::clamp((all - n) / (n * (n - 1)), 0., 1.) : 0;
}

double quantile_of(const at::Tensor& values, double p) { return values.quantile(p).item<double>(); }

std::vector<double> numbers_to(std::int64_t n) {
    std::vector<double> numbers(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<double>(i);
    return numbers;
}

/// The strongest fields, the largest first.
Curve sheet_of(const Interaction& map) {
    const at::Tensor w = map.weight.to(at::kCPU, at::kDouble);
    const at::Tensor order = w.norm(2, 1).argsort(0, true);
    Curve curve{.name = "field_sheet",
                .label = "Weights of the strongest units as pictures of what each looks for; the largest norm first.",
                .kind = Curve::Kind::sheet,
                .x = {"x", "px", numbers_to(map.input_size[1])},
                .y = {"y", "px", numbers_to(map.input_size[0])},
                .series = {}};
    for (std::int64_t k = 0; k < std::min(most_fields, w.size(0)); ++k) {
        const std::int64_t unit = order[k].item<std::int64_t>();
        curve.series.push_back({"unit " + std::to_string(unit), to_doubles(w[unit])});
    }
    return curve;
}

WeightResult weigh(const Site& site, const InstrumentOptions& options) {
    const Interaction& map = *site.interaction;
    const at::Tensor w = fields_of(map);
    const std::int64_t units = w.size(0);
    WeightResult result;
    const auto put = [&](const std::string& name, double value) {
        result.values.push_back({name, value, units, Uncertainty::exact()});
    };
    put("silent_units", static_cast<double>(map.weight.size(0) - units));
    if (units == 0) return result;
    const Fields fields = numbers_of(w);
    put("participation", quantile_of(fields.participation, .5));
    put("participation_q10", quantile_of(fields.participation, .1));
    put("participation_q90", quantile_of(fields.participation, .9));
    put("sparsity", (fields.participation.mean() / static_cast<double>(w.size(1) * w.size(2))).item<double>());
    put("radius", quantile_of(fields.radius, .5));
    put("smoothness", quantile_of(fields.smoothness, .5));
    put("overlap", overlap_of(w));
    if (!options.as_null && w.size(1) * w.size(2) <= most_pixels) result.curves.push_back(sheet_of(map));
    return result;
}

const Observable receptive_fields{.name = "receptive_fields", .fits = fits, .weigh = weigh};
const Registered<Observable> entry{receptive_fields};

}  // namespace
}  // namespace blackbody
