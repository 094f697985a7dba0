#include "blackbody/systems/onnx/plan.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <limits>
#include <map>

#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/systems/onnx/fold.h"

namespace blackbody {
namespace {

using Kind = Step::Kind;

class Planner {
  public:
    Planner(const Circuit& circuit, const Tensors& constants, const Sites& sites, const Demand& demand)
        : circuit_(circuit),
          sites_(sites),
          is_shown_(circuit.names.size(), false),
          fresh_(circuit.names.size(), false) {
        plan_.constants = constants;
        std::vector<int> wanted;
        plan_.keeps_before.assign(sites.sources.size(), false);
        for (std::size_t s = 0; s < demand.states.size(); ++s) {
            if (!demand.states[s] || sites.sources[s].value < 0) continue;
            show(s, wanted);
            if (s < demand.before.size() && demand.before[s]) keep_before(s);
        }
        needed_ = needed_for(circuit, wanted, constants);
        uses_.assign(circuit.names.size(), 0);
        for (std::size_t e = 0; e < circuit.elements.size(); ++e)
            for (const int value : circuit.elements[e].inputs)
                if (needed_[e] && value >= 0) ++uses_[value];
    }

    Plan plan(const PlanOptions& options) {
        const at::NoGradGuard no_grad;
        for (std::size_t e = 0; e < needed_.size(); ++e)
            if (needed_[e]) plan_.steps.push_back(step_of(circuit_.elements[e]));
        if (options.folds) fold_normalisations(), write_in_place(), order_memory();
        note_inputs(), note_shows(), note_releases();
        return std::move(plan_);
    }

  private:
    void show(std::size_t site, std::vector<int>& wanted) {
        const int value = sites_.sources[site].value;
        is_shown_[value] = true, wanted.push_back(value);
        if (sites_.sources[site].element < 0) plan_.shown_inputs.push_back(site);
    }

    /// Kept as if it were shown, so that nothing is written over it.
    void keep_before(std::size_t site) {
        const int before = sites_.sources[site].before;
        if (before < 0) return;
        is_shown_[before] = true, plan_.keeps_before[site] = true;
    }

    Step step_of(const Element& element) const {
        if (element.op == nullptr) throw unknown_operator(*element.node);
        return Step{.element = &element, .inputs = element.inputs, .outputs = element.outputs};
    }

    /// A value that only one step reads and that nobody asked for.
    bool is_private(int value) const { return value >= 0 && uses_[value] == 1 && !is_shown_[value]; }

    int add_constant(const at::Tensor& tensor) {
        plan_.constants.push_back(tensor);
        return static_cast<int>(plan_.constants.size()) - 1;
    }

    /// Convolutions take over the normalisation that alone reads them.
    void fold_normalisations() {
        std::vector<int> maker(circuit_.names.size(), -1);
        std::vector<Step> kept;
        for (Step& step : plan_.steps) {
            const int input = step.inputs.empty() ? -1 : step.inputs[0];
            const bool normalises = step.element->traits().formula == Formula::batch_normalisation &&
                                    is_private(input) && maker[input] >= 0;
            if (normalises && fold_into(kept[maker[input]], step)) {
                maker[step.outputs[0]] = maker[input];
                continue;
            }
            for (const int value : step.outputs)
                if (value >= 0) maker[value] = static_cast<int>(kept.size());
            kept.push_back(std::move(step));
        }
        plan_.steps = std::move(kept);
    }

    bool fold_into(Step& conv, const Step& norm) {
        if (conv.outputs[0] != conv.element->outputs[0]) return false;  // has taken over another already
        const auto [weight, bias] = folded(*conv.element, *norm.element, plan_.constants);
        if (!weight.defined()) return false;
        conv.inputs = {conv.inputs[0], add_constant(weight), add_constant(bias)};
        conv.outputs = {norm.outputs[0]};
        return true;
    }

    void write_in_place() {
        std::vector<Step> kept;
        for (Step& step : plan_.steps) {
            const Traits& traits = step.element->traits();
            if (traits.formula == Formula::relu && joins_add(kept, step)) continue;
            if (traits.formula == Formula::relu && is_free(step.inputs[0])) step.kind = Kind::relu;
            if (traits.formula == Formula::clip && is_free(step.inputs[0])) clip(step);
            if (traits.formula == Formula::sum) add(step);
            if (!step.outputs.empty() && step.outputs[0] >= 0)
                fresh_[step.outputs[0]] = traits.storage == Storage::own || step.kind != Kind::plain;
            kept.push_back(std::move(step));
        }
        plan_.steps = std::move(kept);
    }

    bool is_free(int value) const { return is_private(value) && fresh_[value]; }

    /// Relu right after an Add that nobody else reads: one pass over memory for both.
    bool joins_add(std::vector<Step>& kept, const Step& relu) {
        if (kept.empty() || kept.back().kind != Kind::add || kept.back().outputs[0] != relu.inputs[0] ||
            !is_private(relu.inputs[0]))
            return false;
        kept.back().kind = Kind::add_relu, kept.back().outputs = relu.outputs;
        fresh_[relu.outputs[0]] = true;
        return true;
    }

    void add(Step& step) {
        if (step.inputs.size() != 2 || step.inputs[0] == step.inputs[1]) return;
        if (!is_free(step.inputs[0])) std::swap(step.inputs[0], step.inputs[1]);
        if (is_free(step.inputs[0])) step.kind = Kind::add;
        else step.inputs = step.element->inputs;
    }

    void clip(Step& step) const {
        const auto bound = [&](std::size_t i, const char* name, double otherwise) {
            if (i >= step.inputs.size() || step.inputs[i] < 0)
                return step.element->node->attributes.number(name, otherwise);
            const at::Tensor& constant = plan_.constants[step.inputs[i]];
            return constant.defined() && constant.numel() == 1 ? constant.item<double>()
                                                               : std::numeric_limits<double>::quiet_NaN();
        };
        constexpr double infinity = std::numeric_limits<double>::infinity();
        step.low = bound(1, "min", -infinity), step.high = bound(2, "max", infinity);
        if (step.low <= step.high) step.kind = Kind::clip, step.inputs.resize(1);
    }

    /// Networks of two-dimensional convolutions run with channels last.
    void order_memory() {
        for (Step& step : plan_.steps) {
            const bool convolves = step.element->traits().weight == WeightRule::kernel;
            if (!convolves || step.inputs.size() < 2 || step.inputs[1] < 0) continue;
            const at::Tensor& weight = plan_.constants[step.inputs[1]];
            if (!weight.defined() || weight.dim() != 4) continue;
            plan_.channels_last = true;
            step.inputs[1] = add_constant(weight.contiguous(at::MemoryFormat::ChannelsLast));
        }
    }

    void note_inputs() {
        for (const int value : circuit_.inputs) plan_.needs_input.push_back(uses_[value] > 0 || is_shown_[value]);
    }

    void note_shows() {
        std::map<int, std::size_t> step_that_makes;
        for (std::size_t i = 0; i < plan_.steps.size(); ++i)
            for (const int value : plan_.steps[i].outputs) step_that_makes[value] = i;
        for (std::size_t s = 0; s < sites_.sources.size(); ++s) {
            const SiteSource& source = sites_.sources[s];
            if (source.value < 0 || source.element < 0 || !is_shown_[source.value]) continue;
            plan_.steps[step_that_makes.at(source.value)].shows.push_back(s);
        }
    }

    void note_releases() {
        std::map<int, std::size_t> last;
        for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
            for (const int value : plan_.steps[i].outputs) last[value] = i;
            for (const int value : plan_.steps[i].inputs) last[value] = i;
            for (const std::size_t site : plan_.steps[i].shows)
                if (plan_.keeps_before[site]) last[sites_.sources[site].before] = i;
        }
        for (const auto& [value, step] : last)
            if (value >= 0 && !plan_.constants[value].defined()) plan_.steps[step].releases.push_back(value);
    }

    const Circuit& circuit_;
    const Sites& sites_;
    std::vector<bool> is_shown_, needed_, fresh_;
    std::vector<int> uses_;
    Plan plan_;
};

}  // namespace

Plan make_plan(const Circuit& circuit, const Tensors& constants, const Sites& sites, const Demand& demand,
               const PlanOptions& options) {
    return Planner(circuit, constants, sites, demand).plan(options);
}

}  // namespace blackbody
