#include "blackbody/training/networks/machine_stage.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "blackbody/systems/ensembles/machines/labelled.h"
#include "blackbody/training/machines/training_plans.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr double most_states = 1 << 29;  ///< numbers: 2 GiB

/// The parameters of one layer, by their names in it.
using LayerParameters = std::map<std::string, at::Tensor>;

LayerParameters parameters_of(const LayeredNetwork& network, const std::string& layer) {
    LayerParameters own;
    for (const Parameter& p : network.parameters())
        if (p.name.starts_with(layer + ".")) own[p.name.substr(layer.size() + 1)] = p.value;
    if (!own.contains("visible") || !own.contains("weight"))
        throw Error(ErrorKind::usage,
                    Complaint{.place = "layer " + layer, .expected = "a Boltzmann machine", .found = "none"});
    return own;
}

bool has_bits(const LayerParameters& own) { return own.at("visible").size(0) == 1; }

/// Name of the first layer behind those held.
std::string learning_layer(const LayeredNetwork& network) { return network.layer_names().at(network.held()); }

/// The states [N, V] that the held layers make of all pictures.
at::Tensor states_of(const LayeredNetwork& network, const Pictures& pictures, std::int64_t units) {
    const std::int64_t n = pictures.size(), piece = 500;
    if (static_cast<double>(n) * static_cast<double>(units) > most_states)
        throw Error(ErrorKind::usage, Complaint{.place = "layer " + learning_layer(network),
                                                .expected = "at most " + with_commas(std::int64_t(most_states)) +
                                                            " states of all pictures together",
                                                .found = with_commas(n) + " x " + with_commas(units),
                                                .advice = {"pool before it, or limit the pictures", {"limit"}}});
    at::Tensor states = at::empty({n, units}, at::kFloat);
    for (std::int64_t first = 0; first < n; first += piece) {
        const std::int64_t size = std::min(piece, n - first);
        const at::Tensor x =
            augmented(pictures, at::arange(first, first + size, at::kLong), {}, network.plan().type, 0, 0);
        states.narrow(0, first, size).copy_(network.state_behind_held(x).reshape({size, units}));
    }
    return states;
}

/// 1 with the probability that the state is.
at::Tensor drawn_bits(const at::Tensor& p, Seed seed, const std::string& layer) {
    const double low = p.min().item<double>(), high = p.max().item<double>();
    if (!(low >= 0 && high <= 1))
        throw Error(ErrorKind::data, Complaint{.place = "layer " + layer,
                                               .expected = "states from 0 to 1, as its word 'bits' says",
                                               .found = short_number(low) + " to " + short_number(high)});
    at::Tensor bits = at::empty(p.sizes(), at::kByte);
    const float* from = p.const_data_ptr<float>();
    std::uint8_t* to = bits.mutable_data_ptr<std::uint8_t>();
    Random random(seed);
    for (std::int64_t i = 0; i < p.numel(); ++i) to[i] = random.uniform() < from[i];
    return bits;
}

/// One machine on these states, learned to the end.
DeepBoltzmann learned(const PlanData& data, const MachineTrainingOptions& how, const Watcher& watcher) {
    const Stage stage = rbm_plan(data, how)->stage(0, {});
    while (stage.learner->updates() < stage.updates) {
        stage.learner->update();
        const double done = static_cast<double>(stage.learner->updates()) / static_cast<double>(stage.updates);
        if (done < 1 && !watcher.goes_on("learning", done))
            throw Interrupted("interrupted while a machine learned, which begins again then");
    }
    return stage.learner->machine();
}

void put(const DeepBoltzmann& machine, const LayerParameters& own) {
    const at::NoGradGuard fixed;
    const auto copy = [&](const char* name, const at::Tensor& values) { at::Tensor(own.at(name)).copy_(values); };
    copy("visible", machine.layers[0].theta), copy("weight", machine.weights[0].t());
    copy("bias", machine.layers[1].theta[0]);
    if (machine.depth() == 1) return;
    copy("labels", machine.weights[1].t()), copy("label_bias", machine.layers[2].theta[0]);
}

}  // namespace

void learn_machine(LayeredNetwork& network, const Pictures& pictures, const MachineStageOptions& options) {
    const std::string layer = learning_layer(network);
    const LayerParameters own = parameters_of(network, layer);
    PlanData data{.states = states_of(network, pictures, own.at("weight").size(1))};
    MachineTrainingOptions how{.hidden = {own.at("weight").size(0)}, .updates = options.updates};
    how.contrastive = options.contrastive;
    how.contrastive.batch = std::min(how.contrastive.batch, pictures.size());
    how.lr_end_factor = .01;
    if (own.contains("labels")) how.classes = own.at("labels").size(0), data.labels = pictures.labels;
    if (has_bits(own)) {
        data.states = drawn_bits(data.states, seed_for(options.contrastive.seed, "bits"), layer);
        return put(learned(data, how, options.watcher), own);
    }
    how.units = {"gaussian"};
    const Standard standard = standardised(data.states);
    data.states = standard.values;
    put(in_data_units(learned(data, how, options.watcher), standard.mean, standard.scale), own);
}

DeepBoltzmann machine_in(const LayeredNetwork& network, const std::string& layer) {
    const LayerParameters own = parameters_of(network, layer);
    const auto as_double = [&](const char* name) { return own.at(name).detach().to(at::kDouble); };
    Rbm rbm{free_layer(find_unit(has_bits(own) ? "bernoulli" : "gaussian"), own.at("weight").size(1)),
            free_layer(find_unit("bernoulli"), own.at("weight").size(0)), as_double("weight").t().contiguous()};
    rbm.visible.theta = as_double("visible"), rbm.hidden.theta = as_double("bias").unsqueeze(0);
    if (!own.contains("labels")) return deep(rbm);
    DeepBoltzmann machine = with_labels(rbm, own.at("labels").size(0));
    machine.weights[1] = as_double("labels").t().contiguous();
    machine.layers[2].theta = as_double("label_bias").unsqueeze(0);
    return machine;
}

}  // namespace blackbody
