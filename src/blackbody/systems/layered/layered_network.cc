#include "blackbody/systems/layered/layered_network.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <algorithm>

#include "blackbody/systems/layered/onnx_nodes.h"
#include "blackbody/systems/layered/walk.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::string title_of(const StateShape& shape) {
    std::string text = "float32 [N, " + std::to_string(shape.channels);
    for (const std::int64_t n : shape.size) text += ", " + std::to_string(n);
    return text + "]";
}

/// The number behind which kind it is: "residual2.conv1" is a conv.
std::string kind_of(const std::string& name) {
    const std::string last = name.substr(name.rfind('.') + 1);
    return last.substr(0, last.find_last_not_of("0123456789") + 1);
}

SiteInfo site_info(const std::string& name, Role role, const StateShape& shape) {
    SiteInfo info{.name = name, .op = kind_of(name), .role = role, .axes = shape.size.empty() ? "NU" : "NCYX"};
    info.shape = {shape.channels};
    info.shape.insert(info.shape.end(), shape.size.begin(), shape.size.end());
    return info;
}

}  // namespace

LayeredNetwork::LayeredNetwork(const NetworkPlan& plan, Card card) : plan_(plan), card_(std::move(card)) {
    const std::vector<LayerText> texts = parse_description(plan.text);
    plan_.text = to_text(texts);
    Random random(seed_for(plan.seed, "first weights"));
    Room room{.max_numbers = plan.max_numbers};
    layers_ = make_layers(texts, {"", plan.input, plan.field, plan.type, &random, &room});

    sites_.push_back({site_info("input", Role::input, plan.input)});
    for (const auto& layer : layers_) collect(*layer);
    sites_.back().info.role = Role::logits, sites_.back().info.output = "logits";
    sites_.back().info.scores = Scores::classes;
    for (const Parameter& p : parameters_) p.value.requires_grad_(p.is_learned);

    card_.kind = plan.field == Field::complex ? "wave" : "cnn";
    card_.dtype = plan.type == at::kDouble ? "float64" : "float32";
    card_.nodes = std::ssize(all_), card_.parameters = learned_numbers();
    card_.parameter_bytes = card_.parameters * (plan.type == at::kDouble ? 8 : 4);
    card_.multiply_adds = static_cast<std::int64_t>(multiplications());
    for (const NetworkLayer* layer : all_) ++card_.operators[kind_of(layer->name)];
    card_.inputs = {"input " + title_of(plan.input)}, card_.outputs = {"logits " + title_of(output())};
}

void LayeredNetwork::collect(NetworkLayer& layer) {
    for (NetworkLayer* part : layer.parts()) collect(*part);
    if (!layer.has_site()) return;
    layer.site = sites_.size();
    all_.push_back(&layer);
    for (Parameter* p : layer.parameters())
        parameters_.push_back({layer.name + "." + p->name, p->value, p->is_learned, p->decays});

    Site site{site_info(layer.name, layer.role(), layer.shape())};
    site.info.depth = static_cast<int>(layer.site);
    site.interaction = layer.interaction();
    if (site.interaction) {
        site.info.weight = site.interaction->name;
        site.info.weight_shape = site.interaction->weight.sizes().vec();
    }
    sites_.push_back(std::move(site));
}

at::Tensor LayeredNetwork::forward(const at::Tensor& x, const Pass& pass) const {
    if (held_ == 0 || pass.probe != nullptr) return walk(layers_, x, pass);
    return walk(std::span(layers_).subspan(held_), state_behind_held(x), pass);
}

std::vector<std::string> LayeredNetwork::layer_names() const {
    std::vector<std::string> names;
    for (const auto& layer : layers_) names.push_back(layer->name);
    return names;
}

void LayeredNetwork::hold(std::size_t layers) {
    held_ = layers;
    std::vector<std::string> held = layer_names();
    held.resize(layers);
    for (Parameter& p : parameters_)
        if (std::find(held.begin(), held.end(), p.name.substr(0, p.name.find('.'))) != held.end())
            p.is_learned = false, p.value.requires_grad_(false);
}

at::Tensor LayeredNetwork::state_behind_held(const at::Tensor& x) const {
    const at::NoGradGuard fixed;
    return walk(std::span(layers_).first(held_), x, {});
}

void LayeredNetwork::assign(const std::vector<std::pair<std::string, at::Tensor>>& values) {
    const at::NoGradGuard fixed;
    for (const Parameter& p : parameters_) {
        const auto found = std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == p.name; });
        const auto complain = [&](const std::string& what) {
            throw Error(ErrorKind::model, Complaint{.file = card_.file,
                                                    .place = "tensor '" + p.name + "'",
                                                    .expected = "shape " + c10::str(p.value.sizes()),
                                                    .found = what});
        };
        if (found == values.end()) complain("none of this name");
        if (found->second.sizes() != p.value.sizes()) complain("shape " + c10::str(found->second.sizes()));
        p.value.copy_(found->second);
    }
    // Some weights are shown as they act, not as they are kept.
    for (const NetworkLayer* layer : all_) sites_[layer->site].interaction = layer->interaction();
}

std::unique_ptr<LayeredNetwork> LayeredNetwork::copy() const {
    auto other = std::make_unique<LayeredNetwork>(plan_, card_);
    std::vector<std::pair<std::string, at::Tensor>> values;
    for (const Parameter& p : parameters_) values.emplace_back(p.name, p.value);
    other->assign(values);
    return other;
}

std::int64_t LayeredNetwork::learned_numbers() const {
    std::int64_t count = 0;
    for (const Parameter& p : parameters_) count += p.is_learned ? p.value.numel() : 0;
    return count;
}

double LayeredNetwork::multiplications() const {
    double count = 0;
    for (const NetworkLayer* layer : all_) count += layer->multiplications();
    return count;
}

OnnxModel LayeredNetwork::onnx() const {
    OnnxModel model{.ir_version = 8, .producer = "blackbody", .opsets = {{"", 17}}};
    // The standard words of ONNX for how a picture becomes this input: pixel values divided by 255.
    model.metadata = {{"Image.BitmapPixelFormat", plan_.input.channels == 1 ? "Gray8" : "Rgb8"},
                      {"Image.ColorSpaceGamma", "SRGB"},
                      {"Image.NominalPixelRange", "Normalized_0_1"},
                      {"blackbody.text", plan_.text}};
    const auto port = [](const std::string& name, const StateShape& shape) {
        OnnxValue value{.name = name, .type = ElementType::float32, .has_shape = true, .shape = {{-1, "N"}}};
        value.shape.push_back({shape.planes(), ""});
        for (const std::int64_t n : shape.size) value.shape.push_back({n, ""});
        return value;
    };
    model.graph.name = "network";
    model.graph.inputs = {port("input", plan_.input)}, model.graph.outputs = {port("logits", output())};
    OnnxNodes nodes(model.graph);
    std::string x = "input";
    for (const auto& layer : layers_) x = layer->write(nodes, x);
    nodes.node("Identity", "logits", {x});
    return model;
}

void LayeredNetwork::run(const Source& input, const Demand& demand, Probe& probe) const {
    const at::NoGradGuard fixed;
    for (std::int64_t first = 0; first < input.size();) {
        const std::int64_t size = std::min(first ? demand.batch : demand.first_batch, input.size() - first);
        const Batch batch = input.read(first, size);
        first += size;
        at::Tensor x = batch.inputs.at(0).second.to(plan_.type);
        if (x.numel() != size * plan_.input.channels * plan_.input.positions())
            throw Error(ErrorKind::data, Complaint{.file = card_.file,
                                                   .place = "input",
                                                   .expected = to_text(plan_.input),
                                                   .found = c10::str(x.sizes().slice(1))});
        if (demand.states[0]) {
            State state{x, batch};
            probe.at(0, state);
            x = state.values;
        }
        if (x.dim() == 4) x = x.contiguous(at::MemoryFormat::ChannelsLast);
        forward(x, {.probe = &probe, .batch = &batch, .wanted = &demand.states, .wanted_before = &demand.before});
        if (!probe.end_of_batch(batch)) return;
    }
}

std::unique_ptr<System> LayeredNetwork::control(const Control& control, Seed seed) const {
    auto other = copy();
    if (control.weights == nullptr) return other;
    const at::NoGradGuard fixed;
    for (NetworkLayer* layer : other->all_)
        if (const auto acts = layer->interaction()) {
            layer->replace_weight(control.weights(*acts, seed));
            other->sites_[layer->site].interaction = layer->interaction();
        }
    return other;
}

}  // namespace blackbody
