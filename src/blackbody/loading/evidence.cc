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

/// Sums of (x - μ)/σ and its square over all that a site shows, a channel each.
class StatisticsProbe : public Probe {
  public:
    StatisticsProbe(const Expectation& expectation, std::size_t channel_axis)
        : mean_(expectation.mean.to(at::kDouble)),
          deviation_(expectation.variance.to(at::kDouble).sqrt()),
          axis_(static_cast<std::int64_t>(channel_axis)) {}
    void at(std::size_t, State& state) override {
        const at::Tensor x = state.values.to(at::kDouble).movedim(axis_, -1).reshape({-1, mean_.numel()});
        const at::Tensor d = (x.cpu() - mean_) / deviation_;
        const at::Tensor one = d.sum(0), two = (d * d).sum(0);
        first_ = first_.defined() ? first_ + one : one, second_ = second_.defined() ? second_ + two : two;
        count_ += static_cast<double>(d.size(0));
    }
    std::optional<double> divergence() const {
        if (count_ < 2) return {};
        const at::Tensor m = first_ / count_, v = (second_ / count_ - m * m).clamp_min(1e-12);
        return .5 * (v + m * m - 1 - v.log()).mean().item<double>();
    }

  private:
    at::Tensor mean_, deviation_, first_, second_;
    std::int64_t axis_;
    double count_ = 0;
};

bool is_trained(const Expectation& e) {
    return !((e.mean == 0).all().item<bool>() && (e.variance == 1).all().item<bool>());
}

}  // namespace

std::optional<double> divergence_from_training(const System& system, const Dataset& data) {
    for (std::size_t s = 0; s < system.sites().size(); ++s) {
        const Site& site = system.sites()[s];
        const std::size_t channels = site.info.axes.find_first_of("CU");
        if (!site.expectation || channels == std::string::npos || !is_trained(*site.expectation)) continue;
        Demand demand{std::vector<bool>(system.sites().size(), false)};
        demand.states[s] = true;
        StatisticsProbe probe(*site.expectation, channels);
        system.run(data, demand, probe);
        return probe.divergence();
    }
    return std::nullopt;
}

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
