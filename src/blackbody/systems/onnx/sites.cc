#include "blackbody/systems/onnx/sites.h"

#include <algorithm>
#include <map>

#include "blackbody/systems/onnx/axes.h"
#include "blackbody/systems/onnx/streams.h"
#include "blackbody/systems/onnx/unknown_weights.h"

namespace blackbody {
namespace {

class Builder {
  public:
    Builder(const Circuit& circuit, const Tensors& constants, const Shapes& shapes, const Patterns& patterns,
            const ScoreChoice& scores)
        : circuit_(circuit),
          constants_(constants),
          shapes_(shapes),
          patterns_(patterns),
          trail_(circuit, constants),
          streams_(trail_, shapes, patterns),
          scores_(scores),
          depth_(circuit.names.size(), 0) {}

    Sites build(const Graph& graph) {
        axes_ = name_axes(graph, circuit_, shapes_);
        for (std::size_t i = 0; i < circuit_.inputs.size(); ++i) {
            const int value = circuit_.inputs[i];
            if (!graph.inputs[i].per_sample) continue;  // shared by all samples, as a constant is: no state
            add(Site{SiteInfo{.name = circuit_.names[value], .op = "Input", .role = Role::input}},
                SiteSource{.value = value});
        }
        for (int e = 0; e < static_cast<int>(circuit_.elements.size()); ++e) consider(e);
        return std::move(sites_);
    }

  private:
    void consider(int e) {
        const Element& element = circuit_.elements[e];
        auto acting = acting_weight(circuit_, element, constants_, shapes_);
        const bool has_state = shows_state(element);
        const Role role = has_state ? role_of(e, acting.has_value()) : Role::weight;
        pass_depth(element);
        if (element.op == nullptr) return consider_inside(e);
        if (has_state ? !role_matters(e, role, acting.has_value()) : !acting.has_value()) return;

        Site site{SiteInfo{.name = element.node->name, .op = element.node->op, .role = role}};
        const auto spelled_out = patterns_.ends.find(e);
        if (spelled_out != patterns_.ends.end()) site.info.op = spelled_out->second.name;
        SiteSource source{.element = e, .value = has_state ? element.outputs[0] : -1};
        if (acting) set_weight(site, source, std::move(*acting));
        site.expectation = expectation(element);
        if (role == Role::nonlinearity) source.before = argument_of(e);
        add(std::move(site), source);
    }

    /// The weights of a node that is not computed.
    void consider_inside(int e) {
        for (InnerWeight& inner : weights_inside(circuit_, circuit_.elements[e], constants_)) {
            Site site{SiteInfo{.name = inner.name, .op = inner.op, .role = Role::weight}};
            SiteSource source{.element = e};
            set_weight(site, source, std::move(inner.acting));
            add(std::move(site), source);
        }
    }

    void set_weight(Site& site, SiteSource& source, ActingWeight acting) const {
        site.info.weight = acting.interaction.name;
        site.info.weight_shape = shape_of(acting.stored);
        site.interaction = std::move(acting.interaction), source.stored = std::move(acting.stored);
    }

    /// As the file has it, or as the node reads it where it was computed from others.
    Sizes shape_of(const StoredWeight& stored) const {
        const bool in_file = stored.root >= 0 && circuit_.constants[stored.root].defined();
        return in_file ? circuit_.constants[stored.root].sizes().vec() : stored.shape;
    }

    /// The one computed value that enters a nonlinearity, spelled out or not, where it has the shape of the result.
    int argument_of(int e) const {
        std::set<int> entering, seen{e};
        std::vector<int> open{e};
        while (!open.empty()) {
            const Element& element = circuit_.elements[open.back()];
            open.pop_back();
            for (const int value : element.inputs) {
                if (value < 0 || constants_[value].defined()) continue;
                const int maker = circuit_.producer[value];
                if (maker < 0 || !patterns_.inside.count(maker) || !patterns_.ends.count(e)) entering.insert(value);
                else if (seen.insert(maker).second) open.push_back(maker);
            }
        }
        const int value = entering.size() == 1 ? *entering.begin() : -1;
        return value >= 0 && shapes_.one[value] == shapes_.one[circuit_.elements[e].outputs[0]] ? value : -1;
    }

    /// A floating-point output with a sample axis.
    bool shows_state(const Element& element) const {
        const int value = element.outputs.empty() ? -1 : element.outputs[0];
        return value >= 0 && shapes_.one[value] && shapes_.sampled[value] && at::isFloatingType(shapes_.types[value]);
    }

    Role role_of(int e, bool has_weight) const {
        const Element& element = circuit_.elements[e];
        const OperatorRole role = element.traits().role;
        const Formula formula = element.traits().formula;
        const int value = element.outputs[0];
        if (value == scores_.value) return Role::logits;
        const auto spelled_out = patterns_.ends.find(e);
        const OperatorRole spelled =
            spelled_out == patterns_.ends.end() ? OperatorRole::other : spelled_out->second.role;
        if (spelled == OperatorRole::normalisation) return Role::normalisation;
        if (spelled == OperatorRole::nonlinearity) return Role::nonlinearity;
        if (patterns_.inside.count(e)) return Role::other;
        const bool clips = formula == Formula::clip && has_two_bounds(element);
        if (role == OperatorRole::nonlinearity || clips) return Role::nonlinearity;
        const bool sums = formula == Formula::sum || formula == Formula::total;
        if (sums && streams_.is_residual(e)) return Role::residual;
        if (role == OperatorRole::normalisation) return Role::normalisation;
        if (role == OperatorRole::pooling || pools_image(e)) return Role::pooling;
        if (has_weight) return Role::linear;
        return is_output(value) ? Role::output : Role::other;
    }

    /// Role other has a site only where arithmetic makes a new state.
    bool role_matters(int e, Role role, bool has_weight) const {
        const Element& element = circuit_.elements[e];
        if (role != Role::other || has_weight) return true;
        return !patterns_.inside.count(e) && !only_moves(element.traits().role) && !adds_constant_to_linear(element);
    }

    bool is_constant(const Element& element, std::size_t i) const {
        return i < element.inputs.size() && element.inputs[i] >= 0 && constants_[element.inputs[i]].defined();
    }

    bool has_two_bounds(const Element& element) const {
        const Attributes& a = element.node->attributes;
        return (is_constant(element, 1) && is_constant(element, 2)) || (a.has("min") && a.has("max"));
    }

    /// The bias of a MatMul: the linear site already stands for it.
    bool adds_constant_to_linear(const Element& element) const {
        return element.traits().formula == Formula::sum && (is_constant(element, 0) || is_constant(element, 1)) &&
               !is_output(element.outputs[0]);
    }

    /// A mean or maximum over the pixels of an image.
    bool pools_image(int e) const {
        const Formula formula = trail_.formula(e);
        const bool reduces = formula == Formula::mean_along || formula == Formula::maximum_along;
        if (!reduces || trail_.input(e, 0) < 0) return false;
        const Sizes axes = trail_.list(e, "axes", 1);
        const std::string& letters = axes_[trail_.input(e, 0)];
        const auto is_pixel_axis = [&](std::int64_t axis) {
            const std::size_t a = axis < 0 ? axis + letters.size() : axis;
            return a < letters.size() && (letters[a] == 'Y' || letters[a] == 'X');
        };
        return !axes.empty() && std::all_of(axes.begin(), axes.end(), is_pixel_axis);
    }

    bool is_output(int value) const {
        return std::find(circuit_.outputs.begin(), circuit_.outputs.end(), value) != circuit_.outputs.end();
    }

    /// The running statistics of a batch normalisation that reads this element's output.
    std::optional<Expectation> expectation(const Element& element) const {
        const int value = element.outputs.empty() ? -1 : element.outputs[0];
        if (value < 0) return std::nullopt;
        for (const int reader : circuit_.consumers[value]) {
            const Element& next = circuit_.elements[reader];
            const bool normalises = next.traits().formula == Formula::batch_normalisation;
            if (!normalises || !is_constant(next, 3) || !is_constant(next, 4)) continue;
            return Expectation{constants_[next.inputs[3]].detach(), constants_[next.inputs[4]].detach(),
                               next.node->name};
        }
        return std::nullopt;
    }

    /// Depth of a value: how many sites lie on the longest path to it.
    void pass_depth(const Element& element) {
        int deepest = 0;
        for (const int value : element.inputs)
            if (value >= 0) deepest = std::max(deepest, depth_[value]);
        for (const int value : element.outputs)
            if (value >= 0) depth_[value] = deepest;
    }

    /// One site more on the path through this element.
    int deepen(const Element& element) {
        const int value = element.outputs.empty() ? -1 : element.outputs[0];
        return value < 0 ? 0 : ++depth_[value];
    }

    void add(Site site, SiteSource source) {
        if (source.value >= 0) describe_state(site.info, source);
        if (source.element >= 0) site.info.depth = deepen(circuit_.elements[source.element]);
        const int copies = ++names_[site.info.name];
        if (copies > 1) site.info.name += " #" + std::to_string(copies);
        sites_.sites.push_back(std::move(site)), sites_.sources.push_back(source);
    }

    void describe_state(SiteInfo& info, SiteSource& source) const {
        const Sizes& one = *shapes_.one[source.value];
        info.axes = axes_[source.value];
        info.shape.assign(one.begin() + !one.empty(), one.end());
        if (is_output(source.value)) info.output = circuit_.names[source.value];
        for (const int output : circuit_.outputs) info.is_answer |= trail_.behind_names(output) == source.value;
        if (info.role != Role::logits) return;
        info.scores = scores_.kind;
        source.as_matrix = scores_.as_matrix;
        if (source.as_matrix) info.axes = "NU", info.shape = {scores_.count};
    }

    const Circuit& circuit_;
    const Tensors& constants_;
    const Shapes& shapes_;
    const Patterns& patterns_;
    const Trail trail_;
    const Streams streams_;
    const ScoreChoice& scores_;
    std::vector<std::string> axes_;
    std::vector<int> depth_;
    std::map<std::string, int> names_;
    Sites sites_;
};

}  // namespace

Sites find_sites(const Graph& graph, const Circuit& circuit, const Tensors& constants, const Shapes& shapes,
                 const std::string& asked) {
    const Patterns patterns = find_patterns(circuit, constants);
    ScoreChoice scores = choose_scores({graph, circuit, constants, shapes, patterns}, asked);
    Sites sites = Builder(circuit, constants, shapes, patterns, scores).build(graph);
    sites.scores = std::move(scores);
    return sites;
}

}  // namespace blackbody
