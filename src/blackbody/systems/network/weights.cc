#include "blackbody/systems/network/weights.h"

#include "blackbody/systems/network/card.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

bool ends_with_any(const std::string& name, std::initializer_list<const char*> ends) {
    for (const char* end : ends)
        if (name.ends_with(end)) return true;
    return false;
}

/// A buffer of a normalisation: kept in the file, not trained.
bool is_buffer(const std::string& name) {
    return ends_with_any(name, {"running_mean", "running_var", "num_batches_tracked", "position_ids"});
}

Site site_of(const std::string& name, const at::Tensor& tensor, int depth) {
    const bool is_embedding = tensor.dim() == 2 && name.find("embed") != std::string::npos;
    const bool is_kernel = tensor.dim() > 2;
    SiteInfo info{.name = name.ends_with(".weight") ? name.substr(0, name.size() - 7) : name,
                  .role = Role::weight,
                  .depth = depth};
    info.op = is_embedding ? "embedding" : is_kernel ? "convolution" : "linear";
    info.weight = name, info.weight_shape = tensor.sizes().vec();

    Interaction interaction{.name = name};
    interaction.kind = is_embedding ? Interaction::Kind::embedding
                       : is_kernel  ? Interaction::Kind::convolution
                                    : Interaction::Kind::linear;
    const at::Tensor weight = tensor.to(tensor.scalar_type() == at::kDouble ? at::kDouble : at::kFloat);
    interaction.weight = is_embedding ? weight.t() : tensor.dim() == 3 ? weight.unsqueeze(2) : weight;
    return Site{info, interaction};
}

}  // namespace

Weights::Weights(std::vector<std::pair<std::string, at::Tensor>> tensors, Card card) : card_(std::move(card)) {
    card_.kind = "weights";
    for (const auto& [name, tensor] : tensors) {
        if (!is_parameter(tensor) || is_buffer(name)) continue;
        card_.parameters += tensor.numel(), card_.parameter_bytes += static_cast<std::int64_t>(tensor.nbytes());
        const bool acts =
            tensor.dim() >= 2 && tensor.dim() <= 4 && tensor.size(0) > 1 && tensor.size(1) > 0 && tensor.numel() > 0;
        if (acts) sites_.push_back(site_of(name, tensor, static_cast<int>(sites_.size()) + 1));
    }
    card_.notes.push_back("weights alone: no graph, so no states; groups, strides and image sizes are not known");
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
