#include "blackbody/systems/onnx/weights.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/isfinite.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "blackbody/systems/onnx/card.h"
#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t longest_kernel = 32;  ///< of one dimension, where the name does not say that it is one
constexpr std::int64_t most_experts = 4096;

bool ends_with_any(const std::string& name, std::initializer_list<const char*> ends) {
    return std::any_of(ends.begin(), ends.end(), [&](const char* end) { return name.ends_with(end); });
}

bool says(const std::string& name, const char* word) { return name.find(word) != std::string::npos; }

/// A buffer of a normalisation: kept in the file, not trained.
bool is_buffer(const std::string& name) {
    return ends_with_any(name, {"running_mean", "running_var", "num_batches_tracked", "position_ids"});
}

bool is_stack(const std::string& name, const at::Tensor& values) {
    if (values.dim() != 3 || values.size(0) > most_experts || says(name, "conv")) return false;
    return says(name, "expert") || values.size(2) > longest_kernel;
}

/// Why a tensor is no weight that an instrument reads; "" where it is one.
std::string reason_against(const NamedWeight& weight) {
    const at::Tensor& values = weight.values;
    if (!weight.left_out.empty()) return weight.left_out;
    if (values.numel() == 0) return "empty";
    if (values.dim() > 4) return "more than four axes";
    if (ends_with_any(weight.name, {"bias", "masked_bias"})) return "biases and masks of several axes";
    const bool is_table = says(weight.name, "pos_embed") || says(weight.name, "position_embedding") ||
                          says(weight.name, "token") || says(weight.name, "mask");
    if (values.dim() > 2 && values.size(0) == 1 && is_table) return "tables of positions and tokens";
    return "";
}

/// "float32".
std::string type_text(const at::Tensor& values) {
    const std::string text = shape_text(values);
    return text.substr(0, text.find(' '));
}

/// Numbers in which the weights are measured: complex ones as they are, half precision in single.
at::Tensor measured(const at::Tensor& values) {
    if (values.is_complex() || values.scalar_type() == at::kDouble) return values;
    return values.to(at::kFloat);
}

Site site_of(const std::string& name, const at::Tensor& values, int depth) {
    const bool is_embedding = values.dim() == 2 && says(name, "embed");
    const bool is_kernel = values.dim() > 2;
    const std::string end = ".weight";
    SiteInfo info{.name = name.ends_with(end) ? name.substr(0, name.size() - end.size()) : name,
                  .role = Role::weight,
                  .depth = depth};
    info.op = is_embedding ? "embedding" : is_kernel ? "convolution" : "linear";
    info.weight = name, info.weight_shape = values.sizes().vec();

    Interaction interaction{.name = name};
    interaction.kind = is_embedding ? Interaction::Kind::embedding
                       : is_kernel  ? Interaction::Kind::convolution
                                    : Interaction::Kind::linear;
    const at::Tensor weight = measured(values);
    interaction.weight = is_embedding ? weight.t() : values.dim() == 3 ? weight.unsqueeze(2) : weight;
    return Site{info, interaction};
}

/// "left out: a [0, 4] float32, b [2, 0] float32 and 3 more: empty".
std::vector<std::string> notes_of(const std::vector<LeftOut>& left_out) {
    constexpr std::size_t shown = 6;
    std::vector<std::string> reasons;
    std::map<std::string, std::vector<std::string>> by_reason;
    for (const LeftOut& one : left_out) {
        if (!by_reason.contains(one.reason)) reasons.push_back(one.reason);
        by_reason[one.reason].push_back(one.name);
    }
    std::vector<std::string> notes;
    for (const std::string& reason : reasons) {
        std::vector<std::string> names = by_reason[reason];
        const std::size_t more = names.size() - std::min(names.size(), shown);
        names.resize(names.size() - more);
        notes.push_back("left out: " + join(names, ", ") + (more ? " and " + std::to_string(more) + " more" : "") +
                        ": " + reason);
    }
    return notes;
}

}  // namespace

Weights::Weights(std::vector<NamedWeight> weights, Card card, std::vector<LeftOut> left_out) : card_(std::move(card)) {
    card_.kind = "weights";
    const at::NoGradGuard no_grad;
    std::vector<std::string> stacks;
    std::int64_t vectors = 0;
    for (const NamedWeight& weight : weights) {
        const auto& [name, values, known_reason] = weight;
        const bool counts = is_parameter(values) || (values.is_complex() && values.dim() > 0);
        if (is_buffer(name)) continue;
        if (counts)
            card_.parameters += values.numel(), card_.parameter_bytes += static_cast<std::int64_t>(values.nbytes());
        if (values.dim() < 2) {
            vectors += counts;
            continue;
        }
        const std::string reason = reason_against(weight);
        if (!reason.empty())
            left_out.push_back({name + " " + shape_text(values.sizes()) + " " + type_text(values), reason});
        else add(name, values);
        if (reason.empty() && is_stack(name, values)) stacks.push_back(name + " " + shape_text(values.sizes()));
    }
    for (const std::string& note : notes_of(left_out)) card_.notes.push_back(note);
    if (!stacks.empty()) {
        const std::string more = stacks.size() > 4 ? " and " + std::to_string(stacks.size() - 4) + " more" : "";
        stacks.resize(std::min<std::size_t>(stacks.size(), 4));
        card_.notes.push_back("three axes are read as a stack of matrices (experts): " + join(stacks, ", ") + more);
    }
    if (vectors > 0)
        card_.notes.push_back(std::to_string(vectors) + (vectors == 1 ? " vector" : " vectors") +
                              " (biases, scales) counted, not measured");
    card_.notes.push_back("weights alone: no graph, so no states; groups, strides and image sizes are not known");
}

void Weights::add(const std::string& name, const at::Tensor& values) {
    if (!std::isfinite(at::abs(measured(values)).sum().item<double>())) {
        const std::int64_t bad = values.numel() - at::isfinite(measured(values)).sum().item<std::int64_t>();
        if (bad > 0)
            card_.notes.push_back("weight '" + name + "' holds " + std::to_string(bad) + " values that are not finite");
    }
    const auto depth = [&] { return static_cast<int>(sites_.size()) + 1; };
    if (!is_stack(name, values)) {
        sites_.push_back(site_of(name, values, depth()));
        return;
    }
    for (std::int64_t e = 0; e < values.size(0); ++e)
        sites_.push_back(site_of(name + "." + std::to_string(e), values[e], depth()));
}

void Weights::run(const Source&, const Demand&, Probe&) const {
    throw Error(ErrorKind::model, Complaint{.file = card_.file,
                                            .place = "states",
                                            .expected = "a graph to run",
                                            .found = "weights alone",
                                            .advice = "open the network's ONNX file to measure its states"});
}

std::unique_ptr<System> Weights::control(const Control& control, Seed seed) const {
    std::unique_ptr<Weights> other(new Weights(*this));
    if (control.weights == nullptr) return other;
    for (Site& site : other->sites_) site.interaction->weight = control.weights(*site.interaction, seed);
    return other;
}

}  // namespace blackbody
