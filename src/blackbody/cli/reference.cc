#include "blackbody/cli/reference.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/view_as_real.h>

#include <algorithm>
#include <cmath>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/systems/network/network.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t batch_size = 32;

std::string shape_words(at::IntArrayRef shape) {
    std::vector<std::string> sizes;
    for (const std::int64_t size : shape) sizes.push_back(std::to_string(size));
    return "[" + join(sizes, ", ") + "]";
}

/// Every output for every sample, in the data's own order.
NamedTensors all_outputs(const Network& network, const Source& data) {
    std::map<std::string, std::vector<at::Tensor>> parts;
    const std::int64_t step = network.batches() ? batch_size : 1;
    for (std::int64_t first = 0; first < data.size(); first += step) {
        NamedTensors inputs;
        for (const auto& [name, values] : data.read(first, std::min(step, data.size() - first)).inputs)
            inputs[name] = values;
        for (const auto& [name, values] : network.forward(inputs)) parts[name].push_back(values);
    }
    NamedTensors outputs;
    for (const auto& [name, tensors] : parts) outputs[name] = at::cat(tensors, 0);
    return outputs;
}

/// The states that a system says are its outputs.
class Outputs : public Probe {
  public:
    explicit Outputs(const System& system) : sites_(system.sites()) {}
    Demand demand() const {
        Demand demand{.states = std::vector<bool>(sites_.size())};
        for (std::size_t i = 0; i < sites_.size(); ++i) demand.states[i] = !sites_[i].info.output.empty();
        return demand;
    }
    /// Amplitudes as ONNX has them: Re and Im side by side.
    void at(std::size_t site, State& state) override {
        const at::Tensor& x = state.values;
        parts_[sites_[site].info.output].push_back(x.is_complex() ? at::view_as_real(x.contiguous()).flatten(1) : x);
    }
    NamedTensors all() const {
        NamedTensors outputs;
        for (const auto& [name, tensors] : parts_) outputs[name] = at::cat(tensors, 0);
        return outputs;
    }

  private:
    std::span<const Site> sites_;
    std::map<std::string, std::vector<at::Tensor>> parts_;
};

NamedTensors outputs_of(const System& system, const Source& data) {
    if (const auto* network = dynamic_cast<const Network*>(&system)) return all_outputs(*network, data);
    Outputs outputs(system);
    system.run(data, outputs.demand(), outputs);
    return outputs.all();
}

}  // namespace

int check_reference(const Options& options, const System& system, const Source* data, Console& console) {
    const bool has_outputs =
        std::ranges::any_of(system.sites(), [](const Site& site) { return !site.info.output.empty(); });
    if (!has_outputs || data == nullptr)
        throw Error(ErrorKind::usage, "--reference compares outputs: it needs a network that can run, and --data");
    const at::NoGradGuard no_gradients;
    const at::Tensor stored = tensor_of(read_npy(options.reference), options.reference).to(at::kDouble);

    // The output that has the stored shape.
    std::vector<std::string> shapes;
    for (const auto& [name, values] : outputs_of(system, *data)) {
        shapes.push_back("'" + escape_control(name) + "' " + shape_words(values.sizes()));
        if (values.sizes() != stored.sizes()) continue;
        const at::Tensor difference = (values.to(at::kDouble) - stored).abs();
        const double largest = difference.max().item<double>();
        const std::int64_t sample = difference.flatten(1).amax(1).argmax().item<std::int64_t>();
        const bool fails = !(largest <= options.tolerance);
        if (fails || !options.quiet)
            console.err << "reference " << (fails ? "FAILED" : "ok") << ": output '" << escape_control(name)
                        << "' differs by at most " << short_number(largest, 3) << " (sample " << sample
                        << "), tolerance " << short_number(options.tolerance, 3) << "\n";
        return fails ? 1 : 0;
    }
    throw Error(ErrorKind::data, {.file = options.reference,
                                  .expected = "the shape of an output: " + join(shapes, ", "),
                                  .found = shape_words(stored.sizes()),
                                  .advice = "store the outputs for the same samples"});
}

}  // namespace blackbody
