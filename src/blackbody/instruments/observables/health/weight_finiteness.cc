#include <ATen/ops/isfinite.h>
#include <ATen/ops/sum.h>

#include "blackbody/base/observable.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

std::int64_t non_finite(const at::Tensor& weight) {
    return weight.numel() - at::isfinite(weight).sum().item<std::int64_t>();
}

/// Only where there is something to say: a weight that is finite is what everybody expects.
Fit fits(const Site& site, const InstrumentOptions&) {
    if (!site.interaction || !site.interaction->weight.defined()) return Fit::no();
    return non_finite(site.interaction->weight) > 0 ? Fit::yes() : Fit::no();
}

WeightResult weigh(const Site& site, const InstrumentOptions&) {
    const at::Tensor& weight = site.interaction->weight;
    return {.values = {{"non_finite", static_cast<double>(non_finite(weight)), weight.numel(), Uncertainty::exact()}}};
}

const Observable weight_finiteness{.name = "weight_finiteness", .fits = fits, .weigh = weigh};
const Registered<Observable> entry{weight_finiteness};

}  // namespace
}  // namespace blackbody
