#include "blackbody/systems/onnx/runner.h"

#include <ATen/ops/_add_relu.h>
#include <ATen/ops/cat.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>

#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/systems/onnx/feed.h"
#include "blackbody/systems/onnx/memory.h"

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
        size_ = batch.size;
        const std::int64_t frames = c_.group == 0 ? 1 : (batch.size + c_.group - 1) / c_.group;
        frames_.assign(static_cast<std::size_t>(frames), Frame(c_.plan.constants));
        for (std::size_t i = 0; i < c_.graph.inputs.size(); ++i) {
            if (!c_.plan.needs_input[i]) continue;
            const Port& port = c_.graph.inputs[i];
            const int value = c_.circuit.inputs[i];
            if (port.per_sample) spread(value, ordered(fed(c_.graph, port, batch, c_.device)));
            else if (c_.group == 0) frames_[0][value] = fed(c_.graph, port, batch, c_.device);
            else
                for (std::size_t f = 0; f < frames_.size(); ++f)
                    frames_[f][value] = fed(
                        c_.graph, port, part_of(batch, static_cast<std::int64_t>(f) * c_.group, c_.group), c_.device);
        }
    }

    at::Tensor ordered(const at::Tensor& tensor) const {
        const bool image = c_.plan.channels_last && tensor.dim() == 4 && tensor.is_floating_point();
        return image ? tensor.contiguous(at::MemoryFormat::ChannelsLast) : tensor;
    }

    /// A tensor of the whole batch, dealt to the frames.
    void spread(int value, const at::Tensor& tensor) {
        if (c_.group == 0) frames_[0][value] = tensor;
        else
            for (std::size_t f = 0; f < frames_.size(); ++f) {
                const std::int64_t first = static_cast<std::int64_t>(f) * c_.group;
                frames_[f][value] = filled_up(tensor.narrow(0, first, std::min(c_.group, size_ - first)), c_.group);
            }
    }

    at::Tensor gather(int value) const {
        if (c_.group == 0) return frames_[0][value];
        Tensors parts;
        for (const Frame& frame : frames_) parts.push_back(frame[value]);
        const at::Tensor all = parts.size() == 1 ? parts[0] : at::cat(parts, 0);
        return all.size(0) == size_ ? all : all.narrow(0, 0, size_);
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
        State state{source.as_matrix ? whole.reshape({whole.size(0), -1}) : whole, batch, {}};
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
    std::int64_t size_ = 0;  ///< of the batch
};

}  // namespace

at::Tensor filled_up(const at::Tensor& tensor, std::int64_t count) {
    const std::int64_t n = tensor.size(0);
    if (n >= count || n == 0) return tensor;
    std::vector<std::int64_t> sizes = tensor.sizes().vec();
    sizes[0] = count - n;
    return at::cat({tensor, tensor.narrow(0, n - 1, 1).expand(sizes)}, 0);
}

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
