#pragma once
/// What tests of networks share: samples in memory, a probe that keeps what it sees, small graphs in a few lines.
#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>

#include <functional>
#include <map>
#include <string>

#include "blackbody/systems/onnx/network.h"

namespace blackbody::testing {

/// Samples in memory, by input name, with labels or without.
class TensorSource : public Source {
  public:
    explicit TensorSource(std::vector<std::pair<std::string, at::Tensor>> inputs, at::Tensor labels = {})
        : inputs_(std::move(inputs)), labels_(std::move(labels)) {}
    std::int64_t size() const override { return inputs_.at(0).second.size(0); }
    bool labelled() const override { return labels_.defined(); }
    Batch read(std::int64_t first, std::int64_t count) const override {
        Batch batch{.first = first, .size = count};
        for (const auto& [name, tensor] : inputs_) batch.inputs.emplace_back(name, tensor.narrow(0, first, count));
        if (labels_.defined()) batch.labels = labels_.narrow(0, first, count);
        return batch;
    }

  private:
    std::vector<std::pair<std::string, at::Tensor>> inputs_;
    at::Tensor labels_;
};

/// Keeps a copy of every state, and changes it first where told to.
class Recorder : public Probe {
  public:
    explicit Recorder(std::function<at::Tensor(std::size_t, const at::Tensor&)> change = {})
        : change_(std::move(change)) {}
    void at(std::size_t site, State& state) override {
        if (change_) state.values = change_(site, state.values);
        seen_[site].push_back(state.values.clone());
    }
    at::Tensor operator[](std::size_t site) const { return at::cat(seen_.at(site), 0); }
    bool has(std::size_t site) const { return seen_.count(site) != 0; }

  private:
    std::function<at::Tensor(std::size_t, const at::Tensor&)> change_;
    std::map<std::size_t, std::vector<at::Tensor>> seen_;
};

inline std::size_t site_named(const System& system, const std::string& name) {
    for (std::size_t s = 0; s < system.sites().size(); ++s)
        if (system.sites()[s].info.name == name) return s;
    throw std::out_of_range("no site '" + name + "'");
}

inline std::size_t site_of_output(const System& system, const std::string& output) {
    for (std::size_t s = 0; s < system.sites().size(); ++s)
        if (system.sites()[s].info.output == output) return s;
    throw std::out_of_range("no site is output '" + output + "'");
}

/// A demand for some sites, or for every one that has a state.
inline Demand demand_for(const System& system, std::vector<std::size_t> sites, std::int64_t batch) {
    Demand demand{std::vector<bool>(system.sites().size(), false), batch, batch};
    for (const std::size_t site : sites) demand.states[site] = true;
    return demand;
}

inline Demand demand_for_all(const System& system, std::int64_t batch) {
    std::vector<std::size_t> sites(system.sites().size());
    for (std::size_t s = 0; s < sites.size(); ++s) sites[s] = s;
    return demand_for(system, sites, batch);
}

inline Node make_node(std::string op, std::vector<std::string> inputs, std::string output,
                      std::vector<std::pair<std::string, Attribute>> settings = {}, std::int64_t opset = 17) {
    Node node{.name = output + "_node",
              .op = std::move(op),
              .opset = opset,
              .inputs = std::move(inputs),
              .outputs = {std::move(output)}};
    for (auto& [name, value] : settings) node.attributes.set(name, value);
    return node;
}

inline Port make_port(std::string name, std::vector<std::int64_t> shape, at::ScalarType type = at::kFloat) {
    return Port{.name = std::move(name), .type = type, .shape = std::move(shape), .has_shape = true};
}

using Integers = std::vector<std::int64_t>;

}  // namespace blackbody::testing
