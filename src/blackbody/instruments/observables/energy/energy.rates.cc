/// How often the rules on class scores are right, and what their error bars cover, on scores whose law is known: N(0,
/// scale²) for K classes, labels drawn from softmax(h z), so that β* = h; h = 1 is an honest network.
#include <ATen/ops/zeros.h>

#include <cmath>
#include <map>

#include "bench/rates.h"
#include "blackbody/base/results.h"
#include "blackbody/instruments/blocks.h"
#include "blackbody/instruments/observables/energy/energy.h"

namespace blackbody {
namespace {

struct Law {
    std::int64_t classes;
    double scale, honesty;
    std::string words() const {
        return "K = " + std::to_string(classes) + ", " + (honesty == 1 ? "honest" : "twice too confident");
    }
};

struct Drawn {
    at::Tensor scores, labels;
};

/// Cumulative weights from a row of scores, and the class that a uniform number falls into.
std::int64_t label_of(const double* row, const Law& law, double uniform) {
    std::vector<double> weights;
    double sum = 0;
    for (std::int64_t c = 0; c < law.classes; ++c) weights.push_back(sum += std::exp(law.honesty * row[c]));
    std::int64_t label = 0;
    while (label < law.classes - 1 && weights[static_cast<std::size_t>(label)] < uniform * sum) ++label;
    return label;
}

Drawn draw(const Law& law, std::int64_t n, Seed seed) {
    Drawn drawn{at::zeros({n, law.classes}, at::kDouble), at::zeros({n}, at::kLong)};
    Random random(seed);
    for (std::int64_t i = 0; i < n; ++i) {
        double* row = drawn.scores.data_ptr<double>() + i * law.classes;
        for (std::int64_t c = 0; c < law.classes; ++c) row[c] = law.scale * random.normal();
        drawn.labels.data_ptr<std::int64_t>()[i] = label_of(row, law, random.uniform());
    }
    return drawn;
}

/// Accuracy and likelihood of endless data.
struct Truth {
    double accuracy = 0, nll = 0;
};

Truth truth_of(const Law& law) {
    constexpr int samples = 400000;
    Random random(seed_for(1, "truth"));
    Truth truth;
    std::vector<double> row(static_cast<std::size_t>(law.classes));
    for (int i = 0; i < samples; ++i) {
        double plain = 0, honest = 0, shared = 0;
        for (double& z : row) z = law.scale * random.normal();
        for (const double z : row) plain += std::exp(z), honest += std::exp(law.honesty * z);
        for (const double z : row) shared += std::exp(law.honesty * z) / honest * z;
        const double highest = *std::max_element(row.begin(), row.end());
        truth.accuracy += std::exp(law.honesty * highest) / honest / samples;
        truth.nll += (std::log(plain) - shared) / samples;
    }
    return truth;
}

/// What a run would find: sixteen blocks, all claims.
Results measured(const Drawn& drawn, Seed seed) {
    const std::int64_t n = drawn.scores.size(0);
    Site site{.info = {.name = "scores", .op = "Gemm", .role = Role::logits, .axes = "NU"}};
    site.info.shape = {drawn.scores.size(1)}, site.info.scores = Scores::classes;
    Blocks blocks(*find_observable("energy"), site, {.seed = seed}, std::min<std::int64_t>(16, n));
    const Batch batch{.inputs = {}, .labels = drawn.labels, .first = 0, .size = n};
    blocks.add(State{drawn.scores, batch}, chunk_size(n, 16));
    Results results;
    results.sites = {site.info};
    results.measurements = {blocks.measurement()};
    results.findings = judge(results);
    return results;
}

const Finding* finding_of(const Results& results, const std::string& claim) {
    for (const Finding& finding : results.findings)
        if (finding.claim == claim) return &finding;
    return nullptr;
}

bool warns(const Results& results, const std::string& claim) {
    const Finding* finding = finding_of(results, claim);
    return finding && finding->verdict == Verdict::warning;
}

std::string cell(const Law& law, std::int64_t n) { return law.words() + ", n = " + std::to_string(n); }

const std::vector<Law> laws = {{10, 2, 1}, {10, 2, .5}, {2, 3, 1}, {2, 3, .5}};
const std::vector<std::int64_t> sizes = {20, 64, 256, 1000};

/// One pass over the data of a cell serves every rule: kept until the last suite has asked.
const std::vector<Results>& cell_results(const Law& law, std::int64_t n, const RateTrials& trials) {
    static std::map<std::string, std::vector<Results>> cells;
    std::vector<Results>& all = cells[cell(law, n)];
    if (static_cast<std::int64_t>(all.size()) == trials.count) return all;
    all.clear();
    for (const Seed seed : trials.seeds(cell(law, n))) all.push_back(measured(draw(law, n, seed), seed));
    return all;
}

double value(const Results& results, const char* name) {
    const Estimate* estimate = find_estimate(results.measurements[0], name);
    return estimate ? estimate->value : std::nan("");
}

std::vector<RateRow> verdict_rows(const std::string& claim, const RateTrials& trials) {
    std::vector<RateRow> rows;
    for (const Law& law : laws)
        for (const std::int64_t n : sizes) {
            const bool honest = law.honesty == 1;
            RateRow row{.data = cell(law, n), .counts = honest ? "false warnings" : "true warnings"};
            row.low = honest ? 0 : n >= 1000 ? .95 : n >= 256 ? .8 : 0, row.high = honest ? .05 : 1;
            for (const Results& results : cell_results(law, n, trials)) row.add(warns(results, claim));
            rows.push_back(row);
        }
    return rows;
}

std::vector<RateRow> overconfident_rows(const RateTrials& t) { return verdict_rows("miscalibrated", t); }
std::vector<RateRow> out_of_scale_rows(const RateTrials& t) { return verdict_rows("energies_out_of_scale", t); }

/// Coverage of one error bar in every cell; `truth` of a law, NaN: the mean over the cell.
std::vector<RateRow> coverage_rows(const char* name, double (*truth)(const Law&), const RateTrials& trials) {
    std::vector<RateRow> rows;
    for (const Law& law : laws) {
        const double expected = truth(law);
        for (const std::int64_t n : sizes) {
            CoverageCount count(std::string(name) + ": " + cell(law, n),
                                std::string(name) == "nll" ? 15 : static_cast<int>(n) - 1);
            const std::vector<Results>& all = cell_results(law, n, trials);
            double mean = 0;
            for (const Results& results : all) mean += value(results, name) / static_cast<double>(all.size());
            for (const Results& results : all) {
                const Estimate* estimate = find_estimate(results.measurements[0], name);
                count.add(estimate ? *estimate : Estimate{}, std::isfinite(expected) ? expected : mean);
            }
            for (const RateRow& row : count.rows()) rows.push_back(row);
        }
    }
    return rows;
}

std::vector<RateRow> error_rows(const RateTrials& trials) {
    std::vector<RateRow> rows;
    const auto add = [&](const std::vector<RateRow>& more) { rows.insert(rows.end(), more.begin(), more.end()); };
    add(coverage_rows(
        "accuracy", [](const Law& law) { return truth_of(law).accuracy; }, trials));
    add(coverage_rows(
        "nll", [](const Law& law) { return truth_of(law).nll; }, trials));
    add(coverage_rows(
        "beta_star", [](const Law& law) { return law.honesty; }, trials));
    add(coverage_rows(
        "ece", [](const Law&) { return std::nan(""); }, trials));
    return rows;
}

std::vector<RateRow> interval_rows(const RateTrials& trials) {
    std::vector<RateRow> rows;
    for (const Law& law : laws)
        for (const std::int64_t n : sizes) {
            RateRow row{.data = cell(law, n), .counts = "covers 95 %", .low = .95, .high = .95};
            for (const Results& results : cell_results(law, n, trials)) {
                const double low = value(results, "beta_star_low"), high = value(results, "beta_star_high");
                if (std::isnan(low)) ++row.refused;
                else row.add(low <= law.honesty && !(law.honesty > high));
            }
            rows.push_back(row);
        }
    return rows;
}

/// Answers that are right with a given probability; the labels are all classes in turn.
Drawn answers(std::int64_t classes, std::int64_t n, double accuracy, Seed seed) {
    Drawn drawn{at::zeros({n, classes}, at::kDouble), at::zeros({n}, at::kLong)};
    Random random(seed);
    for (std::int64_t i = 0; i < n; ++i) {
        const std::int64_t label = i % classes;
        const std::int64_t other =
            (label + 1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(classes - 1)))) % classes;
        const std::int64_t answer = random.uniform() < accuracy ? label : other;
        drawn.labels.data_ptr<std::int64_t>()[i] = label;
        drawn.scores.data_ptr<double>()[i * classes + answer] = 3;
    }
    return drawn;
}

std::vector<RateRow> chance_rows(const RateTrials& trials) {
    struct Case {
        std::int64_t classes;
        double accuracy;
        const char *words, *counts;
        double low, high;
    };
    const std::vector<Case> cases = {{10, .6, "10 classes, right in 60 %", "warnings", 0, .05},
                                     {10, .3, "10 classes, right in 30 %", "warnings", 0, .05},
                                     {2, .75, "2 classes, right in 75 %", "warnings", 0, .05},
                                     {10, .1, "10 classes, guesses", "not told better", .95, 1},
                                     {2, .5, "2 classes, guesses", "not told better", .95, 1},
                                     {10, .1, "10 classes, guesses", "called worse", 0, .05},
                                     {10, 0, "10 classes, labels off by one", "called worse", 0, 1}};
    std::vector<RateRow> rows;
    for (const Case& c : cases)
        for (const std::int64_t n : {std::int64_t{20}, std::int64_t{64}, std::int64_t{256}}) {
            RateRow row{.data = std::string(c.words) + ", n = " + std::to_string(n), .counts = c.counts};
            row.low = c.accuracy == 0 && n >= 64 ? .95 : c.low, row.high = c.high;
            const std::string counts = c.counts;
            for (const Seed seed : trials.seeds(row.data)) {
                const Results results = measured(answers(c.classes, n, c.accuracy, seed), seed);
                const Finding* finding = finding_of(results, "answers_at_chance");
                const bool worse = finding && finding->sentence.find("worse than guesses") != std::string::npos;
                row.add(counts == "warnings"       ? finding && finding->verdict == Verdict::warning
                        : counts == "called worse" ? worse
                                                   : finding != nullptr);
            }
            rows.push_back(row);
        }
    return rows;
}

const RateSuite overconfident{.rule = "miscalibrated", .run = overconfident_rows, .shares = "scores"};
const RateSuite out_of_scale{.rule = "energies_out_of_scale", .run = out_of_scale_rows, .shares = "scores"};
const RateSuite interval{.rule = "interval of beta_star", .run = interval_rows, .shares = "scores"};
const RateSuite errors{.rule = "errors of accuracy, nll, beta_star, ece", .run = error_rows, .shares = "scores"};
const RateSuite chance{.rule = "answers_at_chance", .run = chance_rows};
const Registered<RateSuite> overconfident_here{overconfident}, out_of_scale_here{out_of_scale}, interval_here{interval},
    errors_here{errors}, chance_here{chance};

}  // namespace
}  // namespace blackbody
