#include "blackbody/loading/all_outputs.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/view_as_real.h>

#include <algorithm>
#include <map>

#include "blackbody/systems/onnx/network.h"

namespace blackbody {
namespace {

constexpr std::int64_t batch_size = 32;

/// Rows of one output, batch by batch.
struct Parts {
    std::vector<at::Tensor> tensors{};
    std::string why_not{};
    void add(const at::Tensor& values, std::int64_t samples) {
        if (values.dim() == 0 || values.size(0) != samples) why_not = "(no row a sample)";
        else if (!tensors.empty() && values.sizes().slice(1) != tensors[0].sizes().slice(1))
            why_not = "(not of one size for all samples)";
        else tensors.push_back(values);
    }
    NamedOutput joined(const std::string& name) const {
        if (!why_not.empty() || tensors.empty()) return {name, {}, why_not.empty() ? "(not computed)" : why_not};
        return {name, at::cat(tensors, 0), {}};
    }
};

std::vector<NamedOutput> outputs_of(const Network& network, const Source& data) {
    std::map<std::string, Parts> parts;
    const std::int64_t step = network.batches() ? batch_size : network.group();
    for (std::int64_t first = 0; first < data.size(); first += step) {
        const std::int64_t samples = std::min(step, data.size() - first);
        for (const auto& [name, values] : network.outputs(data.read(first, samples))) parts[name].add(values, samples);
    }
    std::vector<NamedOutput> outputs;
    for (const Port& port : network.graph().outputs) outputs.push_back(parts[port.name].joined(port.name));
    return outputs;
}

/// The states that a system says are its outputs.
class Outputs : public Probe {
  public:
    explicit Outputs(const System& system) : sites_(system.sites()), parts_(sites_.size()) {}
    Demand demand() const {
        Demand demand{.states = std::vector<bool>(sites_.size())};
        for (std::size_t i = 0; i < sites_.size(); ++i) demand.states[i] = !sites_[i].info.output.empty();
        return demand;
    }
    /// Amplitudes as ONNX has them: Re and Im side by side.
    void at(std::size_t site, State& state) override {
        const at::Tensor& x = state.values;
        parts_[site].add(x.is_complex() ? at::view_as_real(x.contiguous()).flatten(1) : x, state.batch.size);
    }
    std::vector<NamedOutput> all() const {
        std::vector<NamedOutput> outputs;
        for (std::size_t i = 0; i < sites_.size(); ++i)
            if (!sites_[i].info.output.empty()) outputs.push_back(parts_[i].joined(sites_[i].info.output));
        return outputs;
    }

  private:
    std::span<const Site> sites_;
    std::vector<Parts> parts_;
};

}  // namespace

std::vector<NamedOutput> all_outputs(const System& system, const Source& data) {
    if (const auto* network = dynamic_cast<const Network*>(&system)) return outputs_of(*network, data);
    Outputs outputs(system);
    system.run(data, outputs.demand(), outputs);
    return outputs.all();
}

}  // namespace blackbody
