#include "blackbody/systems/ensembles/machines/labelled.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include "blackbody/util/errors.h"

namespace blackbody {

DeepBoltzmann with_labels(const Rbm& rbm, std::int64_t classes) {
    DeepBoltzmann machine = deep(rbm);
    machine.layers.push_back(free_layer(find_unit("potts"), classes, classes));
    machine.weights.push_back(at::zeros({rbm.hidden.size(), classes}, at::kDouble));
    return machine;
}

at::Tensor log_probability_of_labels(const DeepBoltzmann& machine, const at::Tensor& v) {
    if (machine.depth() != 2 || machine.layers[2].unit->name != "potts" ||
        machine.layers[2].size() != machine.layers[2].colours)
        throw Error(ErrorKind::model, Complaint{.place = "labels",
                                                .expected = "one potts unit above the one hidden layer",
                                                .found = "a machine without it"});
    const Layer& hidden = machine.layers[1];
    const at::Tensor field = at::matmul(v, machine.weights[0]);
    std::vector<at::Tensor> log_weight;
    for (std::int64_t y = 0; y < machine.layers[2].size(); ++y)
        log_weight.push_back(machine.layers[2].theta[0][y] +
                             hidden.unit->log_partition(hidden, field + machine.weights[1].select(1, y)).sum(1));
    return at::log_softmax(at::stack(log_weight, 1), 1);
}

at::Tensor states_of_labels(const at::Tensor& classes, std::int64_t count) {
    const at::Tensor numbers = classes.to(at::kLong);
    if (numbers.numel() > 0 && ((numbers < 0).any().item<bool>() || (numbers >= count).any().item<bool>()))
        throw Error(ErrorKind::data,
                    Complaint{.place = "labels",
                              .expected = "classes 0 to " + std::to_string(count - 1),
                              .found = "classes " + std::to_string(numbers.min().item<std::int64_t>()) + " to " +
                                       std::to_string(numbers.max().item<std::int64_t>())});
    return at::one_hot(numbers, count).to(at::kDouble);
}

}  // namespace blackbody
