#include "blackbody/loading/evidence.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/zeros_like.h>

namespace blackbody {
namespace {

/// Keeps the evidence of each sample that passes the site of the class scores.
class EvidenceProbe : public Probe {
  public:
    explicit EvidenceProbe(bool labelled) : labelled_(labelled) {}
    void at(std::size_t, State& state) override {
        at::Tensor scores = state.values.flatten(1).to(at::kDouble);
        if (scores.size(1) == 1) scores = at::cat({at::zeros_like(scores), scores}, 1);  // yes or no
        const at::Tensor ln_p = at::log_softmax(scores, 1);
        const bool has_classes = labelled_ && state.batch.labels.dim() == 1;  // one a sample
        const at::Tensor evidence = has_classes
                                        ? -ln_p.gather(1, state.batch.labels.to(ln_p.device()).unsqueeze(1)).squeeze(1)
                                        : -(ln_p.exp() * ln_p).nan_to_num(0).sum(1);
        const at::Tensor host = evidence.cpu().contiguous();
        values_.insert(values_.end(), host.data_ptr<double>(), host.data_ptr<double>() + host.numel());
    }
    std::vector<double> take() { return std::move(values_); }

  private:
    bool labelled_;
    std::vector<double> values_;
};

}  // namespace

std::optional<SampleEvidence> evidence_of(const System& system, bool labelled) {
    for (std::size_t s = 0; s < system.sites().size(); ++s) {
        const SiteInfo& info = system.sites()[s].info;
        const bool one_distribution = info.shape.size() == 1 && (info.scores != Scores::yes_no || info.shape[0] == 1);
        if (info.role != Role::logits || !one_distribution) continue;
        return [&system, s, labelled](const Dataset& data) {
            Demand demand{std::vector<bool>(system.sites().size(), false)};
            demand.states[s] = true;
            EvidenceProbe probe(labelled);
            system.run(data, demand, probe);
            return probe.take();
        };
    }
    return std::nullopt;
}

}  // namespace blackbody
