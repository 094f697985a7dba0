#include "blackbody/instruments/remedies/answers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/softplus.h>

#include <optional>

namespace blackbody {
namespace {

/// The site of class scores of one row a sample, if there is one.
std::optional<std::size_t> scores_site(const System& system) {
    for (std::size_t s = 0; s < system.sites().size(); ++s) {
        const SiteInfo& info = system.sites()[s].info;
        if (info.role == Role::logits && info.scores != Scores::none && info.shape.size() <= 1) return s;
    }
    return std::nullopt;
}

/// scores [N, K], labels [N] (or [N, K] of yes and no) -> one answer a sample.
void add_scored(SampleAnswers& answers, const at::Tensor& scores, Scores kind, const at::Tensor& labels) {
    const bool one_class = kind == Scores::classes;
    const at::Tensor chosen = one_class ? scores.argmax(1, true) : (scores > 0).to(at::kLong);
    const bool fits = labels.defined() && (one_class ? labels.dim() == 1 : labels.numel() == scores.numel());
    answers.scored = true, answers.labelled = fits;
    at::Tensor nll, right;
    if (fits && one_class) {
        nll = -at::log_softmax(scores, 1).gather(1, labels.unsqueeze(1)).squeeze(1);
        right = (chosen.squeeze(1) == labels).to(at::kDouble);
    } else if (fits) {
        const at::Tensor truth = labels.reshape_as(scores).to(at::kDouble);
        nll = (at::softplus(scores) - truth * scores).sum(1);
        right = (chosen == truth.to(at::kLong)).to(at::kDouble).mean(1);
    }
    for (std::int64_t i = 0; i < scores.size(0); ++i) {
        const at::Tensor row = chosen[i].contiguous();
        SampleAnswer answer{.answer = {row.data_ptr<std::int64_t>(), row.data_ptr<std::int64_t>() + row.numel()}};
        if (fits) answer.right = right[i].item<double>(), answer.nll = nll[i].item<double>();
        answers.samples.push_back(std::move(answer));
    }
}

class AnswerProbe : public Probe {
  public:
    AnswerProbe(const System& system, std::optional<std::size_t> scores, const StateChanges& changes)
        : system_(system), scores_(scores), changes_(changes) {}

    void at(std::size_t site, State& state) override {
        if (const auto change = changes_.find(site); change != changes_.end())
            state.values = change->second(state.values);
        const SiteInfo& info = system_.sites()[site].info;
        if (scores_ == site) {
            const at::Tensor rows = state.values.flatten(1).to(at::kCPU, at::kDouble);
            add_scored(answers, rows, info.scores,
                       state.batch.labels.defined() ? state.batch.labels.cpu() : at::Tensor());
        } else if (!scores_ && !info.output.empty()) {
            outputs_.push_back(state.values.flatten(1).to(at::kCPU, at::kDouble));
        }
    }
    bool end_of_batch(const Batch& batch) override {
        if (outputs_.empty()) return true;
        const at::Tensor rows = at::cat(outputs_, 1);
        for (std::int64_t i = 0; i < batch.size; ++i) answers.samples.push_back({.values = rows[i].clone()});
        outputs_.clear();
        return true;
    }
    SampleAnswers answers;

  private:
    const System& system_;
    std::optional<std::size_t> scores_;
    const StateChanges& changes_;
    std::vector<at::Tensor> outputs_;
};

}  // namespace

SampleAnswers answers_of(const System& system, const Source& input, const StateChanges& changes) {
    const std::optional<std::size_t> scores = scores_site(system);
    Demand demand{std::vector<bool>(system.sites().size(), false), input.size(), input.size()};
    for (std::size_t s = 0; s < demand.states.size(); ++s)
        demand.states[s] = scores == s || changes.contains(s) || (!scores && !system.sites()[s].info.output.empty());
    AnswerProbe probe(system, scores, changes);
    system.run(input, demand, probe);
    return std::move(probe.answers);
}

}  // namespace blackbody
