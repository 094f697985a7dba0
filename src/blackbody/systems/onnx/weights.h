#pragma once
/// Weights alone, without a graph: every matrix and kernel is a site, no site has a state. The weight-side instruments
/// run; running samples through it is refused with the reason.
///
/// Read are [O, I] (also [1, I]), [O, I/g, X] and [O, I/g, Y, X]; embeddings, known by their name, as [I, O]; stacks of
/// experts [E, O, I] as E matrices. Three axes are a stack where the name says experts, and where the last is longer
/// than any one-dimensional kernel unless the name says conv. All that is left out is named with its reason; vectors
/// (biases, scales, running statistics) are counted.
#include <string>
#include <utility>
#include <vector>

#include "blackbody/base/system.h"

namespace blackbody {

struct NamedWeight {
    std::string name;
    at::Tensor values;
    std::string left_out{};  ///< why it is not measured, "" where it may be
};

struct LeftOut {
    std::string name, reason;
};

class Weights : public System {
  public:
    /// In the order that their depth shall follow. Groups, strides and image sizes are not known here, and stay at 1, 1
    /// and 0.
    Weights(std::vector<NamedWeight> weights, Card card, std::vector<LeftOut> left_out = {});

    const Card& card() const override { return card_; }
    std::span<const Site> sites() const override { return sites_; }
    void run(const Source& input, const Demand& demand, Probe& probe) const override;
    std::unique_ptr<System> control(const Control& control, Seed seed) const override;

  private:
    Weights(const Weights& other) = default;
    void add(const std::string& name, const at::Tensor& values);
    Card card_;
    std::vector<Site> sites_;
};

}  // namespace blackbody
