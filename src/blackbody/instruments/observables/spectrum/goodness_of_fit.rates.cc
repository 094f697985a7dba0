/// Coverage of the error bars around a power law: alpha, its interval, its p-value, the α of noise.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/rates.h"
#include "blackbody/instruments/observables/spectrum/goodness_of_fit.h"
#include "blackbody/instruments/observables/spectrum/noise_spectrum.h"

namespace blackbody {
namespace {

constexpr int many = 1000;

/// `body` values below 1, uniform in the logarithm over two units, and `tail` above, x^-alpha.
std::vector<double> drawn(std::int64_t body, std::int64_t tail, double alpha, Seed seed) {
    Random random(seed);
    std::vector<double> log_x;
    for (std::int64_t i = 0; i < body; ++i) log_x.push_back(-2 * random.uniform());
    for (std::int64_t i = 0; i < tail; ++i) log_x.push_back(-std::log(random.uniform()) / (alpha - 1));
    std::sort(log_x.begin(), log_x.end());
    return log_x;
}

struct Law {
    std::int64_t body, tail;
    double alpha;
};

void count_alpha(const Law& law, const RateTrials& trials, std::vector<RateRow>& rows) {
    const std::string data = fmt::format("power law alpha {}, tail {} of {}", law.alpha, law.tail, law.body + law.tail);
    CoverageCount covered(data, many);
    RateRow interval{.data = data, .counts = "95 % interval", .low = .95, .high = .95};
    RateRow ruled_out{.data = data, .counts = "ruled out", .low = 0, .high = .1};
    for (const Seed seed : trials.seeds("alpha")) {
        const std::vector<double> log_x = drawn(law.body, law.tail, law.alpha, seed);
        const PowerLaw fit = fit_power_law(log_x);
        const PowerLawTest test = test_power_law(log_x, fit, 99, seed);
        covered.add({"alpha", fit.alpha, Uncertainty::of(test.alpha_error), fit.tail, {}}, law.alpha);
        interval.add(test.alpha_low <= law.alpha && law.alpha <= test.alpha_high);
        ruled_out.add(test.p_value < .1);
    }
    for (RateRow& row : covered.rows()) rows.push_back(std::move(row));
    rows.push_back(interval), rows.push_back(ruled_out);
}

/// The Monte Carlo error of a p-value, against the same with 2000 draws.
void count_p_value(const RateTrials& trials, std::vector<RateRow>& rows) {
    const std::vector<double> log_x = drawn(100, 100, 2.5, 7);
    const PowerLaw fit = fit_power_law(log_x);
    const double truth = test_power_law(log_x, fit, 2000, 1).p_value;
    CoverageCount covered(fmt::format("p-value of one data set, true p {:.2f}", truth), many);
    for (const Seed seed : trials.seeds("p-value")) {
        const double p = test_power_law(log_x, fit, 99, seed).p_value;
        covered.add({"alpha_p_value", p, Uncertainty::of(std::sqrt(p * (1 - p + .01) / 99)), 99, {}}, truth);
    }
    for (RateRow& row : covered.rows()) rows.push_back(std::move(row));
}

/// Mean α of 19 noise spectra against that of all of them.
void count_noise(std::int64_t p, std::int64_t n, const RateTrials& trials, std::vector<RateRow>& rows) {
    std::vector<std::pair<double, double>> means;
    double truth = 0;
    for (const Seed seed : trials.seeds("noise alpha")) {
        double sum = 0, squares = 0;
        for (std::uint64_t d = 0; d < 19; ++d) {
            Random random(seed, d);
            std::vector<double> lambda;
            draw_noise_spectrum(p, n, random, lambda);
            for (double& l : lambda) l = std::log(l);
            const double alpha = fit_power_law(lambda).alpha;
            sum += alpha / 19, squares += alpha * alpha / 19;
        }
        means.emplace_back(sum, std::sqrt((squares - sum * sum) / 18)), truth += sum;
    }
    CoverageCount covered(fmt::format("noise_alpha of {} x {}", p, n), 18);
    for (const auto& [mean, error] : means)
        covered.add({"noise_alpha", mean, Uncertainty::of(error), 19, {}}, truth / static_cast<double>(means.size()));
    for (RateRow& row : covered.rows()) rows.push_back(std::move(row));
}

std::vector<RateRow> run(const RateTrials& trials) {
    std::vector<RateRow> rows;
    for (const Law& law : {Law{0, 100, 2.5}, {0, 400, 2.5}, {100, 100, 2.5}, {100, 100, 4.0}, {400, 100, 3.0}})
        count_alpha(law, trials, rows);
    count_p_value(trials, rows);
    count_noise(32, 32, trials, rows), count_noise(32, 96, trials, rows);
    return rows;
}

const RateSuite suite{.rule = "spectrum: alpha", .run = run};
const Registered<RateSuite> entry{suite};

}  // namespace
}  // namespace blackbody
