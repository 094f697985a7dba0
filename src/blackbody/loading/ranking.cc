#include "blackbody/loading/ranking.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "blackbody/tensor/linear_algebra.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

struct Trial {
    Preprocess preprocess;
    std::vector<double> evidence;
    double mean;
};

/// One answer that is not finite makes a convention impossible.
double mean_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return std::isfinite(sum) ? sum / static_cast<double>(values.size()) : std::numeric_limits<double>::infinity();
}

/// [nat] A network that is sure of every answer tells conventions apart to nine digits, and knows nothing by it.
constexpr double smallest_difference = .01;

/// Mean and standard error of the paired difference.
RankedPreprocess compare(const Trial& trial, const Trial& first) {
    RankedPreprocess result{.preprocess = trial.preprocess, .evidence = trial.mean};
    if (&trial == &first) return result;
    const auto n = static_cast<double>(trial.evidence.size());
    result.difference = std::isfinite(trial.mean) ? trial.mean - first.mean : trial.mean;
    double sum = 0;
    for (std::size_t i = 0; i < trial.evidence.size(); ++i)
        sum += std::pow(trial.evidence[i] - first.evidence[i] - result.difference, 2);
    result.std_error = n > 1 ? std::sqrt(sum / (n - 1) / n) : std::numeric_limits<double>::infinity();
    result.like_first = std::isfinite(trial.mean) &&
                        !(result.difference >= 2 * result.std_error && result.difference > smallest_difference);
    return result;
}

/// Trials of these conventions on the same samples, best first.
std::vector<Trial> tried(const std::vector<Preprocess>& conventions, const Dataset& data,
                         const SampleEvidence& evidence) {
    std::vector<Trial> trials;
    for (const Preprocess& preprocess : conventions) {
        std::vector<double> values = evidence(data.prepared(preprocess));
        const double mean = mean_of(values);
        trials.push_back({preprocess, std::move(values), mean});
    }
    std::stable_sort(trials.begin(), trials.end(), [](const Trial& a, const Trial& b) { return a.mean < b.mean; });
    return trials;
}

/// Worse by so many standard errors that no number of further samples would put it first.
bool far_behind(const Trial& trial, const Trial& first) {
    const RankedPreprocess compared = compare(trial, first);
    return !std::isfinite(trial.mean) || compared.difference > std::max(3 * compared.std_error, smallest_difference);
}

std::string measure_of(const PreprocessRanking& ranking, bool labelled) {
    return std::string(labelled ? "mean -ln p(label)" : "mean evidence without labels") + " = " +
           short_number(ranking.ranked.front().evidence) + " over " + std::to_string(ranking.samples) + " samples";
}

std::vector<std::string> notes_of(const PreprocessRanking& ranking, bool labelled) {
    const RankedPreprocess& first = ranking.ranked.front();
    std::vector<std::string> notes;
    for (std::size_t i = 1; i < ranking.ranked.size(); ++i) {
        const RankedPreprocess& other = ranking.ranked[i];
        const double by_how_much = std::abs(other.difference);
        const std::string by =
            std::string(other.difference < 0 ? "lower by " : "higher by ") +
            (ranking.samples > 1 ? with_error(by_how_much, other.std_error) : short_number(by_how_much));
        if (other.like_first)
            notes.push_back("'" + other.preprocess.name + "' cannot be told from '" + first.preprocess.name +
                            "' here (" + by + "): give the option preprocess if you know");
        else if (i == 1) notes.push_back("the next, '" + other.preprocess.name + "', is " + by);
    }
    if (!labelled)
        notes.push_back(
            "without labels the evidence for the preprocessing is weak: a network can be sure of itself on badly "
            "prepared pictures; give the option preprocess if you know it");
    if (ranking.samples < 2)
        notes.push_back("one sample gives no error bar: the choice of the preprocessing is a guess");
    return notes;
}

}  // namespace

std::vector<double> negative_log_likelihood(const at::Tensor& scores, const at::Tensor& labels) {
    return to_doubles(-at::log_softmax(scores.to(at::kDouble), 1).gather(1, labels.to(scores.device()).unsqueeze(1)));
}

std::vector<double> entropy_of_scores(const at::Tensor& scores) {
    const at::Tensor log_p = at::log_softmax(scores.to(at::kDouble), 1);
    return to_doubles(-(log_p.exp() * log_p).sum(1));
}

PreprocessRanking rank_preprocesses(const Dataset& data, const SampleEvidence& evidence, std::int64_t samples) {
    // All conventions on a quarter of the samples; those that are not far behind there on all of them.
    const Dataset few = data.spread(std::max<std::int64_t>(samples / 4, 1)), all = data.spread(samples);
    std::vector<Trial> behind, near;
    std::vector<Trial> trials = tried(usual_preprocesses(data.channels()), few, evidence);
    for (Trial& trial : trials)
        (&trial == &trials.front() || !far_behind(trial, trials.front()) ? near : behind).push_back(trial);
    if (trials.empty())
        throw Error(ErrorKind::data, Complaint{.file = data.card().file,
                                               .place = "preprocess auto",
                                               .expected = "pixels of 1 or 3 channels",
                                               .found = std::to_string(data.channels()),
                                               .advice = {"name the preprocessing", {"preprocess"}}});

    // Compare each with the first on the samples that both saw.
    PreprocessRanking ranking{.ranked = {}, .samples = few.size(), .measure = {}, .notes = {}};
    if (near.size() > 1 && all.size() > few.size()) {
        std::vector<Preprocess> left;
        for (const Trial& trial : near) left.push_back(trial.preprocess);
        near = tried(left, all, evidence), ranking.samples = all.size();
    }
    // Of those that are as good as the best the most usual one.
    const std::vector<Preprocess> usual = usual_preprocesses(data.channels());
    const auto rank = [&](const Trial& trial) {
        return std::find_if(usual.begin(), usual.end(),
                            [&](const Preprocess& p) { return p.name == trial.preprocess.name; });
    };
    const auto worse = std::find_if(near.begin(), near.end(), [&](const Trial& trial) {
        return !(trial.mean <= near.front().mean + smallest_difference);
    });
    std::stable_sort(near.begin(), worse, [&](const Trial& a, const Trial& b) { return rank(a) < rank(b); });
    for (const Trial& trial : near) ranking.ranked.push_back(compare(trial, near.front()));
    for (const Trial& trial : behind) ranking.ranked.push_back(compare(trial, trials.front()));
    ranking.measure = measure_of(ranking, data.labelled()), ranking.notes = notes_of(ranking, data.labelled());
    return ranking;
}

}  // namespace blackbody
