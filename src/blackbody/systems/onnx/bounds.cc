#include "blackbody/systems/onnx/bounds.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/full.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>

#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

constexpr double rounding = 1e-4;       ///< of |W| |x|: longer sums in float32 than any network has
constexpr double largest_value = 1e30;  ///< stands for what may be anything

class Propagation {
  public:
    Propagation(const Circuit& circuit, const Tensors& constants, const Shapes& shapes, std::vector<StateBounds> known)
        : circuit_(circuit), constants_(constants), shapes_(shapes), bounds_(std::move(known)) {}

    void pass(const Element& element) {
        if (element.op == nullptr || element.outputs.empty()) return;
        std::vector<std::size_t> computed;
        for (std::size_t i = 0; i < element.inputs.size(); ++i)
            if (element.inputs[i] >= 0 && !constants_[element.inputs[i]].defined()) computed.push_back(i);
        const bool is_first = computed.size() == 1 && computed[0] == 0;
        const BoundRule rule = element.traits().bounds.rule;
        if (rule == BoundRule::bounded && is_first && !known(element.inputs[0])) bound_anew(element.inputs[0]);
        for (const std::size_t i : computed)
            if (!known(element.inputs[i])) return;

        if ((rule == BoundRule::one_argument || rule == BoundRule::bounded) && is_first) of_one(element);
        else if (rule == BoundRule::linear && is_first) linear(element);
        else if (rule == BoundRule::corners && computed.size() <= 2) corners(element, computed);
        else if (rule == BoundRule::quotient && is_first) corners(element, computed);
        else if (rule == BoundRule::monotone) corners(element, {});
    }

    std::vector<StateBounds> take() { return std::move(bounds_); }

  private:
    bool known(int value) const { return bounds_[value].low.defined(); }

    void bound_anew(int value) {
        if (!shapes_.one[value] || !at::isFloatingType(shapes_.types[value])) return;
        const at::Tensor high = at::full(*shapes_.one[value], largest_value, at::kFloat);
        bounds_[value] = {-high, high};
    }

    Tensors inputs(const Element& element, bool high) const {
        Tensors in;
        for (const int value : element.inputs)
            in.push_back(value < 0                     ? at::Tensor()
                         : constants_[value].defined() ? constants_[value]
                         : high                        ? bounds_[value].high
                                                       : bounds_[value].low);
        return in;
    }

    /// The outputs' bounds from several evaluations: the smallest and the largest. Not finite: unknown.
    void keep(const Element& element, const std::vector<Tensors>& results) {
        for (std::size_t o = 0; o < element.outputs.size(); ++o) {
            if (element.outputs[o] < 0 || !results[0][o].defined()) continue;
            StateBounds b{results[0][o], results[0][o]};
            for (const Tensors& r : results) b.low = at::minimum(b.low, r[o]), b.high = at::maximum(b.high, r[o]);
            const bool is_float = b.low.is_floating_point();
            if (!is_float || (b.low.isfinite().all().item<bool>() && b.high.isfinite().all().item<bool>()))
                bounds_[element.outputs[o]] = b;
        }
    }

    void of_one(const Element& element) {
        const Tensors low = inputs(element, false), high = inputs(element, true);
        std::vector<Tensors> results{compute(element, low), compute(element, high)};
        for (const double turn : element.traits().bounds.turns) {
            Tensors between = low;
            between[0] = at::minimum(at::maximum(low[0], at::full({}, turn, low[0].options())), high[0]);
            results.push_back(compute(element, between));
        }
        // Room for the last digit, in which functions need not rise where they should; 0 stays 0.
        for (std::size_t i = results.size(); i-- > 0;)
            for (const double last : {1 - 3e-7, 1 + 3e-7}) {
                Tensors wider;
                for (const at::Tensor& t : results[i]) wider.push_back(t.defined() ? t * last : t);
                results.push_back(std::move(wider));
            }
        keep(element, results);
    }

    /// Every choice of low and high for the `free` inputs (at most two); none free: all low, then all high.
    void corners(const Element& element, const std::vector<std::size_t>& free) {
        const Tensors low = inputs(element, false), high = inputs(element, true);
        std::vector<Tensors> results{compute(element, low), compute(element, high)};
        for (const std::size_t i : free) {
            Tensors mixed = low;
            mixed[i] = high[i];
            results.push_back(compute(element, mixed));
        }
        keep(element, results);
    }

    void linear(const Element& element) {
        const StateBounds& x = bounds_[element.inputs[0]];
        Tensors centre = inputs(element, false), radius = centre, size = centre;
        centre[0] = (x.low + x.high) / 2, radius[0] = (x.high - x.low) / 2, size[0] = centre[0].abs() + radius[0];
        for (std::size_t i = 1; i < centre.size(); ++i)
            if (centre[i].defined()) radius[i] = centre[i].abs(), size[i] = centre[i].abs();
        if (radius.size() > 2) radius.resize(2);
        const at::Tensor y = compute(element, centre)[0],
                         r = compute(element, radius)[0].abs() + rounding * compute(element, size)[0].abs();
        keep(element, {{y - r}, {y + r}});
    }

    const Circuit& circuit_;
    const Tensors& constants_;
    const Shapes& shapes_;
    std::vector<StateBounds> bounds_;
};

}  // namespace

std::vector<StateBounds> propagate_bounds(const Circuit& circuit, const Tensors& constants, const Shapes& shapes,
                                          const std::vector<bool>& needed, std::vector<StateBounds> known) {
    known.resize(circuit.names.size());
    Propagation propagation(circuit, constants, shapes, std::move(known));
    for (std::size_t e = 0; e < circuit.elements.size(); ++e) {
        if (!needed[e]) continue;
        try {
            propagation.pass(circuit.elements[e]);
        } catch (const Error&) {
            // What cannot be computed for one sample stays unknown.
        }
    }
    return propagation.take();
}

}  // namespace blackbody
