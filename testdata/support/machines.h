#pragma once
/// Boltzmann machines for tests: random ones, and those whose figures are published.
#include <ATen/ATen.h>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"
#include "blackbody/util/rng.h"
#include "support/shared.h"

namespace blackbody::testing {

/// A machine of any two kinds of units with normal weights.
inline Rbm random_machine(const std::string& visible, const std::string& hidden, std::int64_t v, std::int64_t m) {
    const auto layer = [](const std::string& name, std::int64_t n) {
        return free_layer(find_unit(name), n, name == "potts" ? 3 : 1);
    };
    Rbm rbm{layer(visible, v), layer(hidden, m), at::zeros({v, m}, at::kDouble)};
    Random random(5);
    for (at::Tensor t : {rbm.weight, rbm.visible.theta[0], rbm.hidden.theta[0]})
        for (std::int64_t i = 0; i < t.numel(); ++i) t.view(-1)[i] = .4 * random.normal();
    return rbm;
}

/// A deep machine of any kinds of units with normal weights.
inline DeepBoltzmann random_deep_machine(const std::vector<std::string>& kinds,
                                         const std::vector<std::int64_t>& sizes) {
    DeepBoltzmann machine;
    for (std::size_t l = 0; l < kinds.size(); ++l)
        machine.layers.push_back(free_layer(find_unit(kinds[l]), sizes[l], kinds[l] == "potts" ? 3 : 1));
    Random random(11);
    const auto fill = [&](const at::Tensor& t) {
        for (std::int64_t i = 0; i < t.numel(); ++i) t.view(-1)[i] = .4 * random.normal();
    };
    for (const Layer& layer : machine.layers) fill(layer.theta[0]);
    for (std::size_t l = 0; l + 1 < kinds.size(); ++l) {
        machine.weights.push_back(at::zeros({sizes[l], sizes[l + 1]}, at::kDouble));
        fill(machine.weights[l]);
    }
    return machine;
}

/// Its visible units without the hidden ones: where a path to it starts.
inline Rbm base_of(const Rbm& machine) { return independent(machine, machine.visible.theta); }

inline at::Tensor from_npz(const Npz& file, const std::string& name) {
    const TensorView view = file.read(name);
    const at::ScalarType type = view.type == ElementType::float64 ? at::kDouble : at::kFloat;
    return at::from_blob(const_cast<std::byte*>(view.bytes.data()), view.shape, type).to(at::kDouble).clone();
}

/// "15" or "500" hidden units: Salakhutdinov's machines for MNIST.
inline Rbm reference_machine(const std::string& size) {
    const Npz file = Npz::open(shared_file("rbm/rbm_refs.npz"));
    Rbm rbm;
    rbm.weight = from_npz(file, "W" + size);
    rbm.visible = free_layer(find_unit("bernoulli"), rbm.weight.size(0));
    rbm.hidden = free_layer(find_unit("bernoulli"), rbm.weight.size(1));
    rbm.visible.theta = from_npz(file, "a" + size).view({1, -1});
    rbm.hidden.theta = from_npz(file, "b" + size).view({1, -1});
    return rbm;
}

}  // namespace blackbody::testing
