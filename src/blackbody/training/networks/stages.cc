#include "blackbody/training/networks/stages.h"

#include <algorithm>

#include "blackbody/base/fields.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

bool has_weights(NetworkLayer& layer) {
    const std::vector<NetworkLayer*> parts = layer.parts();
    return layer.interaction() ||
           std::any_of(parts.begin(), parts.end(), [](auto* part) { return has_weights(*part); });
}

/// A network's layers as stages see them.
class Layers {
  public:
    explicit Layers(const NetworkPlan& plan) : plan_(plan), texts_(parse_description(plan.text)) {
        Random random(plan.seed);
        Room room{.max_numbers = plan.max_numbers};
        StateShape in = plan.input;
        const auto layers = make_layers(texts_, {"", in, plan.field, plan.type, &random, &room});
        for (std::size_t i = 0; i < layers.size(); ++i) {
            names_.push_back(layers[i]->name);
            if (has_weights(*layers[i])) weighted_.push_back(i);
            else if (!in.size.empty() && layers[i]->shape().size.empty()) collapse_ = i;
            in = layers[i]->shape();
            has_positions_.push_back(!in.size.empty());
        }
    }

    const std::vector<std::size_t>& weighted() const { return weighted_; }
    bool is_machine(std::size_t layer) const { return find_layer_kind(texts_[layer].name, "").is_machine; }

    /// Layers begin .. end - 1 learn, under the network's ending where that is not among them.
    NetworkStage under_the_ending(std::size_t begin, std::size_t end) const {
        std::vector<LayerText> texts = first(end);
        const std::size_t last = weighted_.back();
        if (has_positions_[end - 1] && collapse_ >= end && collapse_ < last) texts.push_back(texts_[collapse_]);
        texts.insert(texts.end(), texts_.begin() + static_cast<std::ptrdiff_t>(std::max(last, end)), texts_.end());
        return stage(learns(begin), texts, begin);
    }

    NetworkStage as_a_machine(std::size_t layer, std::size_t end) const {
        NetworkStage s = stage(names_[layer] + " learns as a machine" + below(layer), first(end), layer);
        s.is_machine = true;
        return s;
    }

    /// What stands behind the first `held` layers learns.
    NetworkStage whole(std::size_t held) const { return stage(held ? learns(held) : "all layers learn", texts_, held); }

  private:
    static std::string below(std::size_t layer) { return layer > 0 ? ", those below are held" : ""; }
    /// By the name of the first layer with weights from here on.
    std::string learns(std::size_t layer) const {
        return names_[*std::lower_bound(weighted_.begin(), weighted_.end(), layer)] + " learns" + below(layer);
    }
    std::vector<LayerText> first(std::size_t layers) const {
        return {texts_.begin(), texts_.begin() + static_cast<std::ptrdiff_t>(layers)};
    }
    NetworkStage stage(const std::string& title, const std::vector<LayerText>& texts, std::size_t held) const {
        NetworkStage s{.title = title, .plan = plan_, .held = held};
        s.plan.text = to_text(texts);
        return s;
    }

    NetworkPlan plan_;
    std::vector<LayerText> texts_;
    std::vector<std::string> names_;
    std::vector<std::size_t> weighted_;  ///< layers with weights
    std::size_t collapse_ = 0;           ///< the layer without weights behind which positions are gone
    std::vector<bool> has_positions_;    ///< behind each layer
};

std::vector<NetworkStage> layer_wise_stages(const Layers& layers, std::size_t count) {
    const std::vector<std::size_t>& weighted = layers.weighted();
    std::vector<NetworkStage> stages;
    std::size_t learned =
        0;  // layers that have had their turn; one that is no machine takes all up to the next weights
    for (std::size_t k = 0; k + 1 < weighted.size(); ++k) {
        const std::size_t end = weighted[k + 1];
        const bool is_machine = layers.is_machine(weighted[k]);
        if (is_machine) stages.push_back(layers.as_a_machine(weighted[k], end));
        else stages.push_back(layers.under_the_ending(learned, end));
        learned = is_machine ? weighted[k] + 1 : end;
    }
    const std::size_t last = weighted.back();
    if (layers.is_machine(last)) stages.push_back(layers.as_a_machine(last, count));
    else if (stages.empty() || stages.back().is_machine) stages.push_back(layers.whole(learned));
    return stages;
}

}  // namespace

std::vector<NetworkStage> stages_of(const NetworkPlan& plan, const std::string& order) {
    const Layers layers(plan);
    const std::size_t count = parse_description(plan.text).size();
    if (order == "joint" || (order == "layer-wise" && layers.weighted().empty())) return {layers.whole(0)};
    if (order == "layer-wise") return layer_wise_stages(layers, count);
    if (order != "sequential")
        throw OptionError("training",
                          "expected joint, layer-wise or sequential, found '" + escape_control(order) + "'");
    const std::vector<std::size_t>& weighted = layers.weighted();
    if (weighted.size() < 2 || !layers.is_machine(weighted.back()))
        throw OptionError("training",
                          "sequential: expected layers that learn, and a machine as the last of them, found " +
                              escape_control(plan.text) + "; end with rbm CLASSES");
    return {layers.whole(0), layers.as_a_machine(weighted.back(), count)};
}

}  // namespace blackbody
