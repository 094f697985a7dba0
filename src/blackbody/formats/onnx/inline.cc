// Functions of a model: each call is replaced by the nodes of the function's body.
#include "blackbody/formats/onnx/reader.h"

namespace blackbody::onnx {
namespace {

constexpr std::int64_t max_inlined = 1 << 17;  ///< functions that call functions multiply

using Names = std::map<std::string, std::string>;

/// One call: what the body's names and attribute references stand for.
struct Call {
    const OnnxFunction& function;
    const OnnxNode& node;
    Names values;        ///< inputs and outputs of the body by the caller's names
    std::string prefix;  ///< of every other name of the body; the caller's first output, which is unique

    std::string value(const std::string& name) const {
        if (name.empty()) return name;
        const auto known = values.find(name);
        return known == values.end() ? prefix + name : known->second;
    }
    /// The caller's attribute, else the function's default, else null.
    const OnnxAttribute* attribute(const std::string& name) const {
        for (const auto* list : {&node.attributes, &function.defaults})
            for (const OnnxAttribute& a : *list)
                if (a.name == name) return &a;
        return nullptr;
    }
};

class Inliner {
  public:
    explicit Inliner(Context& context, const OnnxModel& model) : context_(context), opsets_(model.opsets) {
        for (const OnnxFunction& f : model.functions) functions_[{f.domain, f.name}] = &f;
    }

    std::vector<OnnxNode> expand(const std::vector<OnnxNode>& nodes, int depth) {
        if (depth > max_depth)
            context_.refuse("functions", "calls nested at most " + std::to_string(max_depth) + " deep", "deeper",
                            "does a function call itself?");
        std::vector<OnnxNode> expanded;
        for (const OnnxNode& node : nodes) {
            const OnnxFunction* function = called(node);
            if (!function) {
                expanded.push_back(node);
                for (OnnxAttribute& a : expanded.back().attributes)
                    for (auto& graph : a.graphs) graph = expand_graph(*graph, depth + 1);
                continue;
            }
            for (OnnxNode& inner : expand(body(*function, node), depth + 1)) expanded.push_back(std::move(inner));
        }
        return expanded;
    }

  private:
    /// The function that a node calls, if its body is written for the operators of the same version.
    const OnnxFunction* called(const OnnxNode& node) const {
        const auto found = functions_.find({node.domain, node.op});
        if (found == functions_.end()) return nullptr;
        const auto own = found->second->opsets.find(""), model = opsets_.find("");
        const bool same = own == found->second->opsets.end() || model == opsets_.end() || own->second == model->second;
        return same ? found->second : nullptr;
    }

    std::shared_ptr<const OnnxGraph> expand_graph(const OnnxGraph& graph, int depth) {
        OnnxGraph copy = graph;
        copy.nodes = expand(graph.nodes, depth);
        return std::make_shared<const OnnxGraph>(std::move(copy));
    }

    std::vector<OnnxNode> body(const OnnxFunction& function, const OnnxNode& node) {
        Call call{function, node, {}, (node.outputs.empty() ? node.op : node.outputs[0]) + "/"};
        for (std::size_t i = 0; i < function.inputs.size(); ++i)
            call.values[function.inputs[i]] = i < node.inputs.size() ? node.inputs[i] : "";
        for (std::size_t i = 0; i < function.outputs.size(); ++i)
            if (i < node.outputs.size() && !node.outputs[i].empty()) call.values[function.outputs[i]] = node.outputs[i];
        return renamed(function.nodes, call);
    }

    std::vector<OnnxNode> renamed(std::vector<OnnxNode> nodes, const Call& call) {
        for (OnnxNode& node : nodes) {
            if (++made_ > max_inlined)
                context_.refuse("functions",
                                "at most " + std::to_string(max_inlined) + " nodes when calls are replaced by bodies",
                                "more");
            if (!node.name.empty()) node.name = call.prefix + node.name;
            for (std::string& name : node.inputs) name = call.value(name);
            for (std::string& name : node.outputs) name = call.value(name);
            node.attributes = resolved(node.attributes, call);
        }
        return nodes;
    }

    std::vector<OnnxAttribute> resolved(const std::vector<OnnxAttribute>& attributes, const Call& call) {
        std::vector<OnnxAttribute> result;
        for (const OnnxAttribute& attribute : attributes) {
            const OnnxAttribute* given = attribute.reference.empty() ? &attribute : call.attribute(attribute.reference);
            if (!given) continue;
            result.push_back(*given);
            result.back().name = attribute.name;
            if (given == &attribute)
                for (auto& graph : result.back().graphs) graph = renamed_graph(*graph, call);
        }
        return result;
    }

    std::shared_ptr<const OnnxGraph> renamed_graph(OnnxGraph graph, const Call& call) {
        graph.nodes = renamed(std::move(graph.nodes), call);
        for (OnnxTensor& tensor : graph.initializers) tensor.name = call.value(tensor.name);
        for (auto* values : {&graph.inputs, &graph.outputs, &graph.values})
            for (OnnxValue& value : *values) value.name = call.value(value.name);
        return std::make_shared<const OnnxGraph>(std::move(graph));
    }

    Context& context_;
    std::int64_t made_ = 0;
    const std::map<std::string, std::int64_t>& opsets_;
    std::map<std::pair<std::string, std::string>, const OnnxFunction*> functions_;
};

}  // namespace

void inline_functions(OnnxModel& model, Context& context) {
    if (model.functions.empty()) return;
    Inliner inliner(context, model);
    model.graph.nodes = inliner.expand(model.graph.nodes, 0);
}

}  // namespace blackbody::onnx
