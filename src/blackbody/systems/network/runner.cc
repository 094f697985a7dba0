#include "blackbody/systems/network/runner.h"

#include <ATen/ops/_add_relu.h>
#include <ATen/ops/cat.h>
#include <c10/core/InferenceMode.h>

#include "blackbody/systems/network/evaluate.h"
#include "blackbody/systems/network/feed.h"
#include "blackbody/systems/network/memory.h"

namespace blackbody {
namespace {

using Kind = Step::Kind;

/// Values of the samples that go through together.
using Frame = Tensors;

class Runner {
  public:
    Runner(const RunContext& context, Probe& probe) : c_(context), probe_(probe) {}

    void run(const Batch& batch) {
        fill_frames(batch);
        for (const std::size_t site : c_.plan.shown_inputs) show(site, batch);
        for (const Step& step : c_.plan.steps) {
            for (Frame& frame : frames_) execute(step, frame);
            for (const std::size_t site : step.shows) show(site, batch);
            for (Frame& frame : frames_)
                for (const int value : step.releases) frame[value] = at::Tensor();
        }
        frames_.clear();
    }

  private:
    void fill_frames(const Batch& batch) {
        frames_.assign(c_.batches ? 1 : batch.size, Frame(c_.plan.constants));
        for (std::size_t i = 0; i < c_.graph.inputs.size(); ++i) {
            if (!c_.plan.needs_input[i]) continue;
            at::Tensor tensor = fed(c_.graph, c_.graph.inputs[i], batch, c_.device);
            if (c_.plan.channels_last && tensor.dim() == 4 && tensor.is_floating_point())
                tensor = tensor.contiguous(at::MemoryFormat::ChannelsLast);
            spread(c_.circuit.inputs[i], tensor);
        }
    }

    /// A tensor of the whole batch, dealt to the frames.
    void spread(int value, const at::Tensor& tensor) {
        if (frames_.size() == 1) frames_[0][value] = tensor;
        else
            for (std::size_t f = 0; f < frames_.size(); ++f)
                frames_[f][value] = tensor.narrow(0, static_cast<std::int64_t>(f), 1);
    }

    at::Tensor gather(int value) const {
        if (frames_.size() == 1) return frames_[0][value];
        Tensors parts;
        for (const Frame& frame : frames_) parts.push_back(frame[value]);
        return at::cat(parts, 0);
    }

    static bool alike(const at::Tensor& a, const at::Tensor& b) {
        return a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes() && a.device() == b.device() &&
               a.is_floating_point();
    }

    static void execute(const Step& step, Frame& frame) {
        const auto input = [&](std::size_t i) -> at::Tensor& { return frame[step.inputs[i]]; };
        if (step.kind == Kind::relu) frame[step.outputs[0]] = input(0).relu_();
        else if (step.kind == Kind::clip) frame[step.outputs[0]] = input(0).clamp_(step.low, step.high);
        else if (step.kind == Kind::add && alike(input(0), input(1))) frame[step.outputs[0]] = input(0).add_(input(1));
        else if (step.kind == Kind::add_relu && alike(input(0), input(1)))
            frame[step.outputs[0]] = add_relu(input(0), input(1));
        else plain(step, frame);
    }

    /// relu(a + b) written over a, in one pass over memory where the library has one.
    static at::Tensor add_relu(at::Tensor& a, const at::Tensor& b) {
        return a.is_cpu() ? at::_add_relu_(a, b) : a.add_(b).relu_();
    }

    static void plain(const Step& step, Frame& frame) {
        Tensors inputs;
        for (const int value : step.inputs) inputs.push_back(value < 0 ? at::Tensor() : frame[value]);
        Tensors outputs = compute(*step.element, std::move(inputs));
        if (step.kind == Kind::add_relu) outputs[0] = outputs[0].relu();
        for (std::size_t i = 0; i < step.outputs.size(); ++i)
            if (step.outputs[i] >= 0) frame[step.outputs[i]] = outputs[i];
    }

    /// Shows a state, and goes on with the answer.
    void show(std::size_t site, const Batch& batch) {
        const SiteSource& source = c_.sites.sources[site];
        const at::Tensor whole = gather(source.value);
        State state{source.as_matrix ? whole.flatten(1) : whole, batch, {}};
        if (c_.plan.keeps_before[site]) state.before = gather(source.before);
        const at::Tensor shown = state.values;
        probe_.at(site, state);
        if (state.values.is_same(shown)) return;
        if (state.values.sizes() != shown.sizes())
            throw std::logic_error("a probe answered at '" + c_.sites.sites[site].info.name + "' with another shape");
        spread(source.value, state.values.to(whole.options()).reshape(whole.sizes()));
    }

    const RunContext& c_;
    Probe& probe_;
    std::vector<Frame> frames_;
};

}  // namespace

void run_plan(const RunContext& context, const Source& input, const Demand& demand, Probe& probe) {
    keep_freed_memory();
    const c10::InferenceMode inference;
    Runner runner(context, probe);
    std::int64_t first = 0, size = std::max<std::int64_t>(demand.first_batch, 1);
    while (first < input.size()) {
        const Batch batch = input.read(first, std::min(size, input.size() - first));
        runner.run(batch);
        if (!probe.end_of_batch(batch)) return;
        first += batch.size, size = std::max<std::int64_t>(demand.batch, 1);
    }
}

}  // namespace blackbody
