#include "blackbody/systems/network/feed.h"

#include "blackbody/systems/network/card.h"
#include "blackbody/systems/network/evaluate.h"

namespace blackbody {

at::Tensor fed(const Graph& graph, const Port& port, const Batch& batch, at::Device device) {
    const auto complain = [&](const std::string& found) {
        throw Error(ErrorKind::data,
                    Complaint{.place = "input '" + port.name + "'", .expected = text_of(port), .found = found});
    };
    at::Tensor tensor;
    for (const auto& [name, given] : batch.inputs)
        if (name == port.name || (batch.inputs.size() == 1 && graph.inputs.size() == 1)) tensor = given;
    if (!tensor.defined()) complain("no tensor of that name");

    bool fits = !port.has_shape || tensor.dim() == static_cast<std::int64_t>(port.shape.size());
    for (std::size_t d = 1; fits && d < port.shape.size(); ++d)
        fits = port.shape[d] < 0 || port.shape[d] == tensor.size(d);
    if (!fits || tensor.dim() == 0 || tensor.size(0) != batch.size)
        complain(shape_text(tensor) + " for " + std::to_string(batch.size) + " samples");
    return tensor.to(tensor.options().dtype(port.type).device(at::isFloatingType(port.type) ? device : at::kCPU));
}

}  // namespace blackbody
