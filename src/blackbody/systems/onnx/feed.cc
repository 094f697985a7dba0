#include "blackbody/systems/onnx/feed.h"

#include <ATen/ops/eq.h>

#include <algorithm>

#include "blackbody/systems/onnx/card.h"
#include "blackbody/systems/onnx/evaluate.h"

namespace blackbody {
namespace {

/// What all samples share, without their axis; undefined where two of them differ.
at::Tensor shared_by_all(const at::Tensor& tensor, const Port& port) {
    const auto rank = static_cast<std::int64_t>(port.shape.size());
    if (tensor.dim() == rank) return tensor;
    if (tensor.dim() != rank + 1 || tensor.size(0) == 0) return {};
    const at::Tensor first = tensor.select(0, 0);
    const bool alike = tensor.size(0) == 1 || tensor.stride(0) == 0 || tensor.eq(first.unsqueeze(0)).all().item<bool>();
    return alike ? first : at::Tensor();
}

bool fits(const at::Tensor& tensor, const Port& port, std::size_t from) {
    if (!port.has_shape) return true;
    if (tensor.dim() != static_cast<std::int64_t>(port.shape.size())) return false;
    for (std::size_t d = from; d < port.shape.size(); ++d)
        if (port.shape[d] >= 0 && port.shape[d] != tensor.size(static_cast<std::int64_t>(d))) return false;
    return true;
}

}  // namespace

Batch part_of(const Batch& batch, std::int64_t first, std::int64_t count) {
    Batch part{.labels = {}, .first = batch.first + first, .size = std::min(count, batch.size - first)};
    for (const auto& [name, tensor] : batch.inputs) {
        const bool by_sample = tensor.dim() > 0 && tensor.size(0) == batch.size;
        part.inputs.emplace_back(name, by_sample ? tensor.narrow(0, first, part.size) : tensor);
    }
    return part;
}

at::Tensor fed(const Graph& graph, const Port& port, const Batch& batch, at::Device device) {
    const auto complain = [&](const std::string& found) {
        throw Error(ErrorKind::data,
                    Complaint{.place = "input '" + port.name + "'", .expected = text_of(port), .found = found});
    };
    at::Tensor tensor;
    for (const auto& [name, given] : batch.inputs)
        if (name == port.name || (batch.inputs.size() == 1 && graph.inputs.size() == 1)) tensor = given;
    if (!tensor.defined()) complain("no tensor of that name");

    if (port.per_sample) {
        if (!fits(tensor, port, 1) || tensor.dim() == 0 || tensor.size(0) != batch.size)
            complain(shape_text(tensor) + " for " + std::to_string(batch.size) + " samples");
    } else {
        const at::Tensor shared = shared_by_all(tensor, port);
        if (!shared.defined() || !fits(shared, port, 0))
            complain(shape_text(tensor) + (shared.defined() ? "" : ", not one value for all samples"));
        tensor = shared;
    }
    return tensor.to(tensor.options().dtype(port.type).device(at::isFloatingType(port.type) ? device : at::kCPU));
}

}  // namespace blackbody
