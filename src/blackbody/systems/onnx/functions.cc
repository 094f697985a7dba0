#include "blackbody/systems/onnx/functions.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/mish.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/tanh.h>

#include <algorithm>

#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

constexpr std::size_t most_steps = 16;
constexpr double tolerance = 2e-3;

struct Named {
    Formula formula;
    const char* name;
    at::Tensor (*f)(const at::Tensor&);
};

const Named named[] = {
    {Formula::gelu, "Gelu", [](const at::Tensor& x) { return at::gelu(x); }},
    {Formula::quick_gelu, "QuickGelu", [](const at::Tensor& x) { return x * at::sigmoid(x * 1.702); }},
    {Formula::swish, "Swish", [](const at::Tensor& x) { return at::silu(x); }},
    {Formula::hard_swish, "HardSwish", [](const at::Tensor& x) { return at::hardswish(x); }},
    {Formula::mish, "Mish", [](const at::Tensor& x) { return at::mish(x); }},
    {Formula::softplus, "Softplus", [](const at::Tensor& x) { return at::softplus(x); }},
    {Formula::softsign, "Softsign", [](const at::Tensor& x) { return x / (x.abs() + 1); }},
    {Formula::sigmoid, "Sigmoid", [](const at::Tensor& x) { return at::sigmoid(x); }},
    {Formula::tanh, "Tanh", [](const at::Tensor& x) { return at::tanh(x); }},
    {Formula::relu, "Relu", [](const at::Tensor& x) { return at::relu(x); }},
    {Formula::clip, "Clip", [](const at::Tensor& x) { return at::clamp(x, 0, 6); }},
};

/// From where the tails have settled to where the middle is resolved.
const at::Tensor& grid() {
    static const at::Tensor x = at::linspace(-9, 9, 73, at::kDouble);
    return x;
}

/// The nodes between a value and the end, grown backwards from the end.
class Region {
  public:
    Region(const Trail& trail, int end) : trail_(trail), end_(end) { take(end); }

    /// Takes in the latest node that the region reads; false where that is no function, or is read elsewhere as well.
    bool grow() {
        const int value = *std::max_element(frontier_.begin(), frontier_.end(),
                                            [&](int a, int b) { return trail_.maker(a) < trail_.maker(b); });
        const int e = trail_.maker(value);
        if (e < 0 || elements_.size() >= most_steps || !is_one(e)) return false;
        for (const int reader : trail_.circuit().consumers[static_cast<std::size_t>(value)])
            if (!elements_.count(reader)) return false;
        frontier_.erase(value);
        take(e);
        return true;
    }

    /// The one value that the region reads, or -1.
    int source() const { return frontier_.size() == 1 ? *frontier_.begin() : -1; }
    bool is_empty() const { return frontier_.empty(); }

    /// Two nodes that do something, or a maximum with a number.
    bool is_spelled_out() const {
        const auto doing = std::ranges::count_if(elements_, [&](int e) { return does(e); });
        return does(end_) && (doing >= 2 || trail_.formula(end_) == Formula::maximum);
    }

    /// One of the nodes is the formula by itself.
    bool has(Formula formula) const {
        return std::ranges::any_of(elements_, [&](int e) { return trail_.formula(e) == formula; });
    }

    std::vector<int> steps() const {
        std::vector<int> steps(elements_.begin(), elements_.end());
        std::erase(steps, end_);
        return steps;
    }

    /// A node of a function, all of whose other inputs are single numbers.
    bool is_one(int e) const {
        const Element& element = trail_.element(e);
        if (element.op == nullptr || element.outputs.size() != 1 || element.traits().pointwise != Pointwise::yes)
            return false;
        return std::all_of(element.inputs.begin(), element.inputs.end(),
                           [&](int v) { return !trail_.is_constant(v) || trail_.is_number(v); });
    }

    /// The end on the grid, as a function of the source; undefined where a node complains.
    at::Tensor values() const {
        std::map<int, at::Tensor> known{{source(), grid()}};
        at::Tensor last;
        try {
            for (const int e : elements_) {  // in the circuit's order
                Tensors inputs;
                for (const int v : trail_.element(e).inputs) {
                    const auto found = known.find(v);
                    inputs.push_back(found != known.end()    ? found->second
                                     : trail_.is_constant(v) ? trail_.constant(v).flatten()[0].cpu()
                                                             : at::Tensor());
                }
                last = known[trail_.output(e)] = compute(trail_.element(e), std::move(inputs)).at(0);
            }
        } catch (const Error&) {
            return {};
        }
        return last.defined() && last.sizes() == grid().sizes() ? last.to(at::kDouble) : at::Tensor();
    }

  private:
    bool does(int e) const { return trail_.role(e) != OperatorRole::renaming; }
    void take(int e) {
        elements_.insert(e);
        for (const int v : trail_.element(e).inputs)
            if (v >= 0 && !trail_.is_constant(v)) frontier_.insert(v);
    }

    const Trail& trail_;
    int end_;
    std::set<int> elements_, frontier_;
};

const Named* named_as(const at::Tensor& y) {
    if (!y.defined()) return nullptr;
    for (const Named& known : named) {
        const at::Tensor wanted = known.f(grid());
        if (((y - wanted).abs() <= tolerance * at::clamp_min(wanted.abs(), 1)).all().item<bool>()) return &known;
    }
    return nullptr;
}

}  // namespace

std::optional<SpelledOut> function_at(const Trail& trail, int end, int& evaluations) {
    Region region(trail, end);
    if (!region.is_one(end)) return std::nullopt;
    do {
        if (region.source() < 0 || !region.is_spelled_out()) continue;
        if (--evaluations < 0) return std::nullopt;
        if (const Named* known = named_as(region.values()); known && !region.has(known->formula))
            return SpelledOut{.name = known->name,
                              .role = OperatorRole::nonlinearity,
                              .formula = known->formula,
                              .source = region.source(),
                              .steps = region.steps()};
    } while (!region.is_empty() && region.grow());
    return std::nullopt;
}

}  // namespace blackbody
