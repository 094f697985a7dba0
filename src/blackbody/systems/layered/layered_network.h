#pragma once
/// A network of layers in order, over the complex numbers (a wave that is scattered and measured) or over the real ones
/// (its baseline). It learns (training/), and it is a system: a site a layer, inner layers included.
///
/// Shapes: input real [N, C, Y, X], pixels as x / 255; output real [N, K], class scores. Complex states are shown as
/// complex tensors [N, C, Y, X].
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "blackbody/formats/onnx/onnx.h"
#include "blackbody/systems/layered/layer.h"

namespace blackbody {

struct NetworkPlan {
    std::string text;  ///< description.h
    Field field = Field::real;
    StateShape input;
    Seed seed = 0;  ///< of the first weights
    at::ScalarType type = at::kFloat;
    double max_numbers = 1 << 28;  ///< that the layers may hold in all
};

class LayeredNetwork : public System {
  public:
    /// Throws Error(usage) naming the layer that is impossible.
    explicit LayeredNetwork(const NetworkPlan& plan, Card card = {});

    const NetworkPlan& plan() const { return plan_; }
    StateShape output() const { return layers_.back()->shape(); }
    std::vector<std::string> layer_names() const;  ///< of the text, in order, without those inside others
    at::Tensor forward(const at::Tensor& x, const Pass& pass) const;

    /// The first layers of the text stay as they are from now on: not learned, never in training, without gradients.
    void hold(std::size_t layers);
    std::size_t held() const { return held_; }
    at::Tensor state_behind_held(const at::Tensor& x) const;

    /// In the order of the layers, named "conv1.weight". Their tensors are the network's own.
    const std::vector<Parameter>& parameters() const { return parameters_; }
    /// Copies values in. Throws Error(model) where one is missing or of another shape.
    void assign(const std::vector<std::pair<std::string, at::Tensor>>& values);
    std::unique_ptr<LayeredNetwork> copy() const;

    std::int64_t learned_numbers() const;  ///< real ones: a complex weight is two
    double multiplications() const;        ///< of real numbers, one sample, forward
    OnnxModel onnx() const;                ///< throws UnsupportedError naming a layer that ONNX has not

    const Card& card() const override { return card_; }
    std::span<const Site> sites() const override { return sites_; }
    void run(const Source& input, const Demand& demand, Probe& probe) const override;
    std::unique_ptr<System> control(const Control& control, Seed seed) const override;

  private:
    void collect(NetworkLayer& layer);

    NetworkPlan plan_;
    std::vector<std::unique_ptr<NetworkLayer>> layers_;
    std::vector<NetworkLayer*> all_;  ///< in the order of their sites; site 0 is the input
    std::vector<Parameter> parameters_;
    std::vector<Site> sites_;
    Card card_;
    std::size_t held_ = 0;
};

}  // namespace blackbody
