#include "blackbody/systems/ensembles/ensemble.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "blackbody/systems/ensembles/machines/rbm_machine.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

std::string name_of(std::size_t layer, std::size_t layers) {
    if (layer == 0) return "visible";
    return layers == 2 ? "hidden" : "hidden" + std::to_string(layer);
}

/// [n, V] of units in the machine's order as pictures [n, Y, X].
at::Tensor to_rows(const at::Tensor& units, const Picture& p) {
    const std::int64_t n = units.size(0);
    return p.by_columns ? units.reshape({n, p.width, p.height}).transpose(1, 2) : units.reshape({n, p.height, p.width});
}

/// The way back.
at::Tensor to_units(const at::Tensor& rows, const Picture& p) {
    const std::int64_t n = rows.size(0);
    return p.by_columns ? rows.reshape({n, p.height, p.width}).transpose(1, 2).reshape({n, -1}) : rows.reshape({n, -1});
}

std::vector<Site> sites_of(const Machine& machine, const Picture& picture) {
    const std::vector<Layer> layers = machine.layers();
    const std::vector<at::Tensor> weights = machine.weights();
    std::vector<Site> sites;
    for (std::size_t k = 0; k < layers.size(); ++k) {
        SiteInfo info{.name = name_of(k, layers.size()), .op = layers[k].unit->name, .role = Role::nonlinearity};
        info.axes = "NU", info.shape = {layers[k].size()}, info.depth = static_cast<int>(k);
        if (k == 0 && !picture.empty()) info.axes = "NCYX", info.shape = {1, picture.height, picture.width};
        Site site{info};
        if (k > 0) {
            // Canonical layout: [outputs, inputs].
            Interaction interaction{.name = "W" + (layers.size() == 2 ? "" : std::to_string(k))};
            interaction.weight = weights[k - 1].t().contiguous();
            if (k == 1 && !picture.empty()) {
                interaction.weight = to_rows(interaction.weight, picture).flatten(1).contiguous();
                interaction.input_size = {picture.height, picture.width};
            }
            site.info.weight = interaction.name, site.info.weight_shape = weights[k - 1].sizes().vec();
            site.interaction = std::move(interaction);
        }
        sites.push_back(std::move(site));
    }
    return sites;
}

/// What the layers say of themselves.
void describe(Card& card, const Machine& machine) {
    card.kind = machine.kind(), card.dtype = "float64";
    card.nodes = 0, card.parameters = 0;
    for (const Layer& layer : machine.layers()) {
        card.nodes += layer.size(), card.parameters += layer.theta.numel();
        ++card.operators[layer.unit->name];
    }
    for (const at::Tensor& w : machine.weights()) card.parameters += w.numel(), card.multiply_adds += w.numel();
    card.parameter_bytes = 8 * card.parameters;
    const Layer visible = machine.layers().front();
    card.inputs = {"visible " + visible.unit->name + " [N, " + std::to_string(visible.size()) + "]"};
    card.notes.push_back("states of hidden layers are " + machine.hidden_is());
}

}  // namespace

Ensemble::Ensemble(std::shared_ptr<const Machine> machine, Card card, Picture picture, Seed seed)
    : machine_(std::move(machine)), card_(std::move(card)), picture_(picture), seed_(seed) {
    const std::int64_t units = machine_->layers().front().size();
    if (!picture_.empty() && picture_.height * picture_.width != units)
        throw Error(ErrorKind::usage, "a picture of " + std::to_string(picture_.height) + " x " +
                                          std::to_string(picture_.width) + " has not " + std::to_string(units) +
                                          " units");
    sites_ = sites_of(*machine_, picture_);
    if (const auto* rbm = dynamic_cast<const RbmMachine*>(machine_.get()))
        equilibrium_ = std::make_unique<RbmEquilibrium>(rbm->rbm());
    if (card_.kind.empty()) describe(card_, *machine_);
}

at::Tensor Ensemble::shown(const at::Tensor& visible) const {
    return picture_.empty() ? visible : to_rows(visible, picture_).unsqueeze(1);
}

at::Tensor Ensemble::stored(const at::Tensor& shown) const {
    const at::Tensor flat = shown.reshape({shown.size(0), -1});
    const bool is_picture = !picture_.empty() && flat.size(1) == picture_.height * picture_.width;
    return is_picture ? to_units(flat, picture_) : flat;
}

void Ensemble::run(const Source& input, const Demand& demand, Probe& probe) const {
    const std::int64_t units = machine_->layers().front().size();
    const bool wants_hidden = std::any_of(demand.states.begin() + 1, demand.states.end(), [](bool b) { return b; });
    for (std::int64_t first = 0; first < input.size();) {
        const std::int64_t size = std::min(first ? demand.batch : demand.first_batch, input.size() - first);
        const Batch batch = input.read(first, size);
        first += size;
        const at::Tensor values = batch.inputs.at(0).second, visible = stored(values).to(at::kDouble);
        if (visible.size(1) != units)
            throw Error(ErrorKind::data, Complaint{.file = card_.file,
                                                   .place = "visible layer",
                                                   .expected = std::to_string(units) + " numbers a sample",
                                                   .found = std::to_string(visible.size(1))});
        std::vector<at::Tensor> states{values.to(at::kFloat)};
        if (wants_hidden)
            for (const at::Tensor& h : machine_->hidden(visible, {seed_for(seed_, "hidden"), batch.first}))
                states.push_back(h.to(at::kFloat));
        for (std::size_t k = 0; k < states.size(); ++k) {
            if (!demand.states[k]) continue;
            State state{states[k], batch};
            probe.at(k, state);
        }
        if (!probe.end_of_batch(batch)) return;
    }
}

std::unique_ptr<System> Ensemble::control(const Control& control, Seed seed) const {
    std::shared_ptr<const Machine> machine = machine_;
    if (control.weights != nullptr) {
        std::vector<at::Tensor> weights;
        for (const Site& site : sites_) {
            if (!site.interaction) continue;
            const at::Tensor drawn = control.weights(*site.interaction, seed);
            weights.push_back((weights.empty() ? stored(drawn) : drawn).t().contiguous());
        }
        machine = machine_->with(weights);
    }
    return std::make_unique<Ensemble>(std::move(machine), card_, picture_, seed_);
}

Batch VisibleSource::read(std::int64_t first, std::int64_t count) const {
    return {.inputs = {{"visible", ensemble_.shown(values_.narrow(0, first, count))}},
            .labels = labels_.defined() ? labels_.narrow(0, first, count) : at::Tensor(),
            .first = first,
            .size = count};
}

at::Tensor free_visible(const Machine& machine, std::int64_t n, Seed seed) {
    const Layer visible = machine.layers().front();
    const ChainRandom random{seed_for(seed, "start")};
    return visible.unit->sample(visible, at::zeros({n, visible.size()}, at::kDouble),
                                uniform_numbers(random.of(0, visible_side), n, visible.size()));
}

}  // namespace blackbody
