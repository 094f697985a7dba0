#pragma once
/// Weights alone, without a graph: every matrix and kernel is a site, no site has a state. The weight-side instruments
/// run; running samples through it is refused with the reason.
#include <string>
#include <utility>
#include <vector>

#include "blackbody/base/system.h"

namespace blackbody {

class Weights : public System {
  public:
    /// `tensors` by name, in the order that their depth shall follow. Of two, three and four axes are taken: [O, I],
    /// [O, I/g, X], [O, I/g, Y, X]; embeddings, known by their name, as [I, O]. The rest (biases, running statistics)
    /// only counts. Groups, strides and image sizes are not known here, and stay at 1, 1 and 0.
    Weights(std::vector<std::pair<std::string, at::Tensor>> tensors, Card card);

    const Card& card() const override { return card_; }
    std::span<const Site> sites() const override { return sites_; }
    void run(const Source& input, const Demand& demand, Probe& probe) const override;
    std::unique_ptr<System> control(const Control& control, Seed seed) const override;

  private:
    Weights(const Weights& other) = default;
    Card card_;
    std::vector<Site> sites_;
};

}  // namespace blackbody
