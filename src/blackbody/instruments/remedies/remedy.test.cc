/// What following a finding's advice does: what helps, what harms and what changes nothing are told apart, and a
/// warning whose remedy was not tried is a note.
#include "blackbody/instruments/remedies/remedy.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/matmul.h>
#include <gtest/gtest.h>

#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// scores = relu(x A) B, sites: relu [6], scores [3].
class Rectifier : public System {
  public:
    Rectifier(at::Tensor a, at::Tensor b) : a_(std::move(a)), b_(std::move(b)) {
        sites_.push_back({{.name = "relu", .op = "Relu", .role = Role::nonlinearity, .axes = "NU", .shape = {6}}});
        Site scores{{.name = "scores", .op = "Gemm", .role = Role::logits, .axes = "NU", .shape = {3}, .depth = 1}};
        scores.info.scores = Scores::classes, scores.info.output = "scores";
        scores.interaction = Interaction{.name = "B", .weight = b_.t().contiguous()};
        sites_.push_back(scores);
    }
    const Card& card() const override { return card_; }
    std::span<const Site> sites() const override { return sites_; }
    void run(const Source& input, const Demand& demand, Probe& probe) const override {
        for (std::int64_t first = 0; first < input.size(); first += demand.batch) {
            const Batch batch = input.read(first, std::min(demand.batch, input.size() - first));
            State relu{at::clamp(at::matmul(batch.inputs[0].second, a_), 0), batch, {}};
            if (demand.states[0]) probe.at(0, relu);
            State scores{at::matmul(relu.values, b_), batch, {}};
            if (demand.states[1]) probe.at(1, scores);
            if (!probe.end_of_batch(batch)) return;
        }
    }
    std::unique_ptr<System> control(const Control& control, Seed seed) const override {
        return std::make_unique<Rectifier>(a_, control.weights(*sites_[1].interaction, seed).t());
    }
    at::Tensor scores(const at::Tensor& x) const { return at::matmul(at::clamp(at::matmul(x, a_), 0), b_); }

  private:
    Card card_;
    std::vector<Site> sites_;
    at::Tensor a_, b_;
};

const at::Tensor a = gaussian({4, 6}, 1, at::kDouble), sound = gaussian({6, 3}, 2, at::kDouble);

/// x [N, 4] and the class that the sound network gives it.
TensorSource samples(std::int64_t n, bool labelled = true) {
    const at::Tensor x = gaussian({n, 4}, 3, at::kDouble);
    return TensorSource({{"x", x}}, labelled ? Rectifier(a, sound).scores(x).argmax(1) : at::Tensor());
}

/// One entry of the weight far too large.
Rectifier broken() {
    at::Tensor b = sound.clone();
    b[0][1] = 50;
    return {a, b};
}

at::Tensor restored(const Interaction&, Seed) { return sound.t().contiguous(); }
at::Tensor reversed(const Interaction& interaction, Seed) { return -interaction.weight; }

template <at::Tensor (*weights)(const Interaction&, Seed)>
std::optional<Treatment> other_weights(const System& system, const std::vector<std::size_t>&, const Source&) {
    static const Control control{.name = "test", .weights = weights};
    return Treatment{.system = system.control(control, 0)};
}

std::optional<Treatment> nothing(const System&, const std::vector<std::size_t>&, const Source&) { return {}; }

std::optional<Treatment> same_states(const System&, const std::vector<std::size_t>& sites, const Source&) {
    Treatment treatment;
    for (const std::size_t site : sites) treatment.states.emplace(site, [](const at::Tensor& h) { return h.clone(); });
    return treatment;
}

std::optional<Treatment> silenced(const System&, const std::vector<std::size_t>& sites, const Source&) {
    Treatment treatment;
    for (const std::size_t site : sites) treatment.states.emplace(site, [](const at::Tensor& h) { return h * 0; });
    return treatment;
}

RemedyOutcome outcome_of(const Remedy& remedy, const System& system, const Source& input) {
    const std::optional<RemedyOutcome> outcome = try_remedy(remedy, system, {0}, input);
    EXPECT_TRUE(outcome.has_value());
    return outcome.value_or(RemedyOutcome{});
}

}  // namespace

TEST(remedy, that_mends_the_weight_helps) {
    const RemedyOutcome o =
        outcome_of({.claim = "x", .done = "", .treat = other_weights<restored>}, broken(), samples(400));
    EXPECT_EQ(o.n, 400);
    EXPECT_TRUE(o.labelled);
    EXPECT_TRUE(o.helps());
    EXPECT_FALSE(o.harms());
    EXPECT_DOUBLE_EQ(o.right_after, 1);
    // The independent check: accuracy of the broken network by hand.
    const TensorSource all = samples(400);
    const Batch batch = all.read(0, 400);
    const double right =
        (broken().scores(batch.inputs[0].second).argmax(1) == batch.labels).to(at::kDouble).mean().item<double>();
    EXPECT_NEAR(o.right_before, right, 1e-12);
    EXPECT_EQ(o.changed, std::lround((1 - right) * 400));
}

TEST(remedy, that_reverses_the_answers_harms) {
    const RemedyOutcome o =
        outcome_of({.claim = "x", .done = "", .treat = other_weights<reversed>}, Rectifier(a, sound), samples(200));
    EXPECT_TRUE(o.harms());
    EXPECT_FALSE(o.helps());
    EXPECT_GT(o.changed, 190);
}

TEST(remedy, that_changes_nothing_neither_helps_nor_harms) {
    const RemedyOutcome o =
        outcome_of({.claim = "x", .done = "", .treat = same_states}, Rectifier(a, sound), samples(200));
    EXPECT_EQ(o.changed, 0);
    EXPECT_FALSE(o.harms());
    EXPECT_FALSE(o.helps());
    EXPECT_EQ(o.right_before, o.right_after);
}

TEST(remedy, of_states_reaches_the_answers_and_needs_no_labels) {
    const RemedyOutcome o =
        outcome_of({.claim = "x", .done = "", .treat = silenced}, Rectifier(a, sound), samples(200, false));
    EXPECT_FALSE(o.labelled);
    EXPECT_TRUE(o.scored);
    EXPECT_GT(o.changed, 50);
    EXPECT_TRUE(o.harms());
}

TEST(remedy, is_not_tried_on_a_few_samples_or_where_there_is_nothing_to_do) {
    const Rectifier system(a, sound);
    EXPECT_FALSE(try_remedy({.claim = "x", .done = "", .treat = same_states}, system, {0}, samples(20)));
    EXPECT_FALSE(try_remedy({.claim = "x", .done = "", .treat = nothing}, system, {0}, samples(200)));
}

TEST(remedies, make_a_note_of_a_warning_that_nobody_could_try) {
    Results results;
    results.findings = {{.claim = "channels_never_excited", .verdict = Verdict::warning, .site = "relu"},
                        {.claim = "input_shift", .verdict = Verdict::warning}};
    try_remedies(Rectifier(a, sound), nullptr, results);
    EXPECT_EQ(results.findings[0].claim, "input_shift");
    EXPECT_EQ(results.findings[1].verdict, Verdict::note);
    EXPECT_NE(results.findings[1].advice.find("not tried"), std::string::npos);
}
