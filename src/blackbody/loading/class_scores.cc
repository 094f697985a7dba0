#include "blackbody/loading/class_scores.h"

#include "blackbody/systems/onnx/network.h"
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
    return "the labels are not used: " + join(names, ", ") + " could be class scores; --scores says which";
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
