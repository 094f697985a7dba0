#include "blackbody/loading/class_scores.h"

#include <ATen/TensorOperators.h>

#include <algorithm>

#include "blackbody/systems/onnx/network.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::vector<ScoreCandidate> by_labels(const Network& network) {
    std::vector<ScoreCandidate> candidates;
    for (const ScoreCandidate& one : network.scores().candidates)
        if (one.by_labels) candidates.push_back(one);
    return candidates;
}

/// Classes that a label may name; K questions apart have no such number.
std::int64_t classes(Scores kind, std::int64_t count) {
    if (kind == Scores::yes_no) return count == 1 ? 2 : 0;
    return count;
}

/// Whether all rows at a site are probabilities.
class ProbabilityProbe : public Probe {
  public:
    void at(std::size_t, State& state) override {
        const at::Tensor x = state.values.to(at::kDouble);
        if (x.dim() < 2 || x.size(-1) < 2) return are_not();
        const bool in_range = ((x >= 0) & (x <= 1)).all().item<bool>();
        if (!in_range || !((x.sum(-1) - 1).abs() < 1e-3).all().item<bool>()) are_not();
        seen_ = true;
    }
    bool end_of_batch(const Batch& batch) override { return batch.first + batch.size < enough; }
    bool are() const { return seen_ && are_; }

  private:
    static constexpr std::int64_t enough = 64;
    void are_not() { are_ = false; }
    bool seen_ = false, are_ = true;
};

}  // namespace

std::int64_t class_count_of(const System& system) {
    for (const Site& site : system.sites())
        if (site.info.role == Role::logits && !site.info.shape.empty())
            return classes(site.info.scores, site.info.shape.back());
    const auto* network = dynamic_cast<const Network*>(&system);
    const auto candidates = network ? by_labels(*network) : std::vector<ScoreCandidate>{};
    return candidates.size() == 1 ? classes(candidates[0].kind, candidates[0].count) : 0;
}

std::string take_labelled_scores(System& system, bool labelled) {
    auto* network = dynamic_cast<Network*>(&system);
    if (!labelled || network == nullptr || network->scores().value >= 0) return "";
    const auto candidates = by_labels(*network);
    if (candidates.size() == 1) return network->take_scores(candidates[0].output), "";
    std::vector<std::string> names;
    for (const ScoreCandidate& one : candidates) names.push_back("'" + escape_control(one.output) + "'");
    if (names.empty()) return "the labels are not used: no output could be class scores";
    return "the labels are not used: " + join(names, ", ") + " could be class scores; the option scores says which";
}

void check_scores(const System& system, const Source& data, const std::string& output) {
    Demand demand{std::vector<bool>(system.sites().size(), false)};
    bool is_there = false;
    for (std::size_t s = 0; s < system.sites().size(); ++s)
        if (system.sites()[s].info.role == Role::logits) demand.states[s] = is_there = true;
    if (!is_there) return;
    ProbabilityProbe probe;
    system.run(data, demand, probe);
    if (probe.are())
        throw Error(ErrorKind::usage,
                    Complaint{.place = "scores '" + escape_control(output) + "'",
                              .expected = "scores before a softmax",
                              .found = "probabilities: from 0 to 1, with the sum 1 in every row",
                              .advice = "a softmax of them would make them flat; export the network with its logits as "
                                        "an output"});
}

void check_labels_fit(const System& system, const Source& data, const std::string& file) {
    if (!data.labelled() || data.size() == 0) return;
    const at::Tensor labels = data.read(0, std::min<std::int64_t>(data.size(), 64)).labels;
    const std::int64_t each = labels.dim() < 2 ? 1 : labels.size(1);
    const bool names_one =
        each == 1 || ((labels == 1).sum(1) == 1).logical_and((labels == 0).sum(1) == each - 1).all().item<bool>();
    for (const Site& site : system.sites()) {
        const bool is_one = site.info.role == Role::logits && site.info.scores == Scores::classes &&
                            site.info.shape.size() == 1 && site.info.shape[0] > 1;
        if (is_one && !names_one)
            throw Error(ErrorKind::data,
                        Complaint{.file = file,
                                  .place = "labels",
                                  .expected = "one class a sample, as the network's " +
                                              std::to_string(site.info.shape[0]) + " scores are of one class each",
                                  .found = std::to_string(each) + " a sample, not one of them 1 and the others 0",
                                  .advice = "give the number of the class that is right"});
    }
}

std::string note_on_labels(const System& system, const Source& data) {
    if (!data.labelled() || data.size() == 0) return "";
    for (const Site& site : system.sites()) {
        if (site.info.role != Role::logits || site.info.scores != Scores::yes_no || site.info.shape.empty()) continue;
        const std::int64_t questions = site.info.shape.back();
        if (questions < 2 || data.read(0, 1).labels.numel() != 1) continue;
        const std::string k = std::to_string(questions);
        return "one label a sample for " + k +
               " answers apart (each a yes or no): it is read as the number of the one " +
               "that is yes; where labels answer each question, give them as [N, " + k + "]";
    }
    return "";
}

}  // namespace blackbody
