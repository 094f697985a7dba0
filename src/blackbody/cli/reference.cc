#include "blackbody/cli/reference.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>

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

}  // namespace

int check_reference(const Options& options, const System& system, const Source* data, Console& console) {
    const auto* network = dynamic_cast<const Network*>(&system);
    if (network == nullptr || data == nullptr)
        throw Error(ErrorKind::usage, "--reference compares outputs: it needs a network that can run, and --data");
    const at::NoGradGuard no_gradients;
    const at::Tensor stored = tensor_of(read_npy(options.reference), options.reference).to(at::kDouble);

    // The output that has the stored shape.
    std::vector<std::string> shapes;
    for (const auto& [name, values] : all_outputs(*network, *data)) {
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
