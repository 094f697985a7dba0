#include "blackbody/training/networks/cost.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/gather.h>

#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {

std::vector<const Cost*> costs() {
    return registered<Cost>([](const Cost& cost) { return cost.name; });
}

const Cost& find_cost(const std::string& name) {
    std::vector<std::string> names;
    for (const Cost* cost : costs()) {
        if (cost->name == name) return *cost;
        names.push_back(cost->name);
    }
    throw Error(ErrorKind::usage,
                Complaint{.place = "cost", .expected = join(names, ", "), .found = "'" + escape_control(name) + "'"});
}

at::Tensor cross_entropy(const at::Tensor& log_probabilities, const CostCall& call) {
    const at::Tensor right = log_probabilities.gather(1, call.labels.unsqueeze(1)).mean();
    if (call.smoothing == 0) return -right;
    return -((1 - call.smoothing) * right + call.smoothing * log_probabilities.mean());
}

}  // namespace blackbody
