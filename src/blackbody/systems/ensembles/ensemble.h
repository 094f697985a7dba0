#pragma once
/// A Boltzmann machine as a system: a site a layer, so that every instrument works on its states.
///
/// Samples are visible states: data, or places where its own chains stopped (VisibleSource holds either). The hidden
/// layers are drawn given them, with random numbers keyed by the sample's place in the stream: two runs see the same
/// states.
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "blackbody/base/equilibrium.h"
#include "blackbody/base/system.h"
#include "blackbody/systems/ensembles/machines/machine.h"

namespace blackbody {

/// Visible units as pixels.
struct Picture {
    std::int64_t height = 0, width = 0;  ///< 0: they are no picture
    bool by_columns = false;             ///< a column of pixels after the other, as MATLAB stores them
    bool empty() const { return height == 0; }
};

class Ensemble : public System, public HasEquilibrium {
  public:
    Ensemble(std::shared_ptr<const Machine> machine, Card card, Picture picture = {}, Seed seed = 0);

    const Machine& machine() const { return *machine_; }
    const Picture& picture() const { return picture_; }
    const Card& card() const override { return card_; }
    std::span<const Site> sites() const override { return sites_; }
    void run(const Source& input, const Demand& demand, Probe& probe) const override;
    std::unique_ptr<System> control(const Control& control, Seed seed) const override;
    /// Of an RBM; other machines have none (yet).
    const Equilibrium* equilibrium() const override { return equilibrium_.get(); }

    /// Visible states [n, V] as a batch shows them: [n, 1, Y, X] where they are pictures.
    at::Tensor shown(const at::Tensor& visible) const;
    /// The way back: [n, V] in the machine's order of units.
    at::Tensor stored(const at::Tensor& shown) const;

  private:
    std::shared_ptr<const Machine> machine_;
    Card card_;
    Picture picture_;
    Seed seed_;
    std::vector<Site> sites_;
    std::unique_ptr<const Equilibrium> equilibrium_;
};

/// Visible states that are already there: data, or where chains stopped.
class VisibleSource : public Source {
  public:
    /// values [N, V] of any type; labels int64 [N] or undefined.
    VisibleSource(const Ensemble& ensemble, at::Tensor values, at::Tensor labels = {})
        : ensemble_(ensemble), values_(std::move(values)), labels_(std::move(labels)) {}
    std::int64_t size() const override { return values_.size(0); }
    bool labelled() const override { return labels_.defined(); }
    Batch read(std::int64_t first, std::int64_t count) const override;

  private:
    const Ensemble& ensemble_;
    at::Tensor values_, labels_;
};

/// Independent states of the first layer's units at rest [n, V]: where chains may start.
at::Tensor free_visible(const Machine& machine, std::int64_t n, Seed seed);

}  // namespace blackbody
