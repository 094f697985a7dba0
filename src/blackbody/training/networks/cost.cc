#include "blackbody/training/networks/cost.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/gather.h>

#include "blackbody/util/find_record.h"
#include "blackbody/util/registry.h"

namespace blackbody {

std::vector<const Cost*> costs() {
    return registered<Cost>([](const Cost& cost) { return cost.name; });
}

const Cost& find_cost(const std::string& name) { return record_named(name, costs(), "cost"); }

at::Tensor cross_entropy(const at::Tensor& log_probabilities, const CostCall& call) {
    const at::Tensor right = log_probabilities.gather(1, call.labels.unsqueeze(1)).mean();
    if (call.smoothing == 0) return -right;
    return -((1 - call.smoothing) * right + call.smoothing * log_probabilities.mean());
}

}  // namespace blackbody
