#include "blackbody/instruments/observables/energy/answers.h"

#include <algorithm>
#include <cmath>

#include "blackbody/util/binomial.h"

namespace blackbody {

void Answers::add(const ScoreRows& rows, const at::Tensor& partition, const Thermodynamics& thermodynamics) {
    const std::size_t grid = thermodynamics.betas().size();
    const std::size_t one = thermodynamics.node_of(1), two = thermodynamics.node_of(2);
    const at::Tensor excitations = rows.excitations.contiguous();
    classes_ = excitations.size(1), rows_a_sample_ = rows.rows_a_sample;
    counts_.resize(static_cast<std::size_t>(classes_));
    for (std::size_t n = 0; n < rows.labels.size(); ++n) {
        const std::int64_t label = rows.labels[n];
        const double* row = excitations.const_data_ptr<double>() + static_cast<std::int64_t>(n) * classes_;
        const double* z = partition.const_data_ptr<double>() + n * grid;
        const bool right = std::min_element(row, row + classes_) - row == label;
        Half& half = half_[half_of(rows.samples[n])];
        half.energy += row[label], ++half.rows;
        impossible_ += !std::isfinite(row[label]);
        brier_ += z[two] / (z[one] * z[one]) - 2 * std::exp(-row[label]) / z[one] + 1;  // Σ_c p_c² = Z(2) / Z(1)²
        right_ += right, ++counts_[static_cast<std::size_t>(label)];
        ground_ += rows.ground[n], confidence_ += 1 / z[one];
        reliability_.add(1 / z[one], right);
        if (!options_.as_null) calibrated_.add(1 / z[one], static_cast<std::uint64_t>(rows.keys[n]));
    }
    rows_ += static_cast<std::int64_t>(rows.labels.size());
    if (!options_.as_null) kept_.add({excitations, rows.labels, rows.samples});
}

void Answers::merge(const Answers& other) {
    classes_ = std::max(classes_, other.classes_), rows_a_sample_ = std::max(rows_a_sample_, other.rows_a_sample_);
    rows_ += other.rows_, right_ += other.right_, impossible_ += other.impossible_;
    ground_ += other.ground_, confidence_ += other.confidence_, brier_ += other.brier_;
    counts_.resize(std::max(counts_.size(), other.counts_.size()));
    for (std::size_t c = 0; c < other.counts_.size(); ++c) counts_[c] += other.counts_[c];
    for (int h = 0; h < 2; ++h) half_[h].energy += other.half_[h].energy, half_[h].rows += other.half_[h].rows;
    reliability_.merge(other.reliability_);
    if (options_.as_null) return;
    calibrated_.merge(other.calibrated_);
    kept_.merge(other.kept_);
}

/// As many as there are samples, less one: these errors are taken from every sample, not from blocks.
int Answers::degrees() const { return static_cast<int>(std::clamp<std::int64_t>(rows_ / rows_a_sample_ - 1, 1, 1000)); }

/// Rows of one sample are no independent trials: then the jackknife over samples speaks.
std::optional<Uncertainty> Answers::ece_error(const Reliability& reliability) const {
    if (rows_a_sample_ > 1) return std::nullopt;
    return Uncertainty::of(reliability.ece_error(), degrees());
}

std::vector<NamedValue> Answers::values(const std::array<Thermodynamics, 2>& halves) const {
    Thermodynamics both = halves[0];
    both.merge(halves[1]);
    std::vector<NamedValue> values;
    add_plain(values, both.node(both.node_of(1)));
    if (is_possible()) add_scaled(values, both);
    if (is_possible() && !options_.as_null) add_held(values, halves);
    add_calibration(values);
    return values;
}

/// The network as it is: right answers beside guesses, energies at the label, likelihood.
void Answers::add_plain(std::vector<NamedValue>& values, const ThermalPoint& one) const {
    const std::int64_t n = rows_;
    const double count = static_cast<double>(n), right = static_cast<double>(right_), accuracy = right / count;
    NamedValue share{"accuracy", accuracy, n};
    if (rows_a_sample_ == 1) share.error = Uncertainty::of(share_error(right, count), degrees());
    values.push_back(std::move(share));
    if (!options_.as_null) {
        const double most = static_cast<double>(*std::max_element(counts_.begin(), counts_.end()));
        values.push_back({"guess", 1 / static_cast<double>(classes_), n, Uncertainty::exact()});
        values.push_back({"majority", most / count, n, Uncertainty::none("a count of the labels")});
    }
    values.push_back({"overconfidence", confidence_ / count - accuracy, n});
    if (is_possible()) {
        values.push_back({"label_energy", ground_ / count + label_energy(), n});
        values.push_back({"gap", label_energy() - one.energy, n});
        values.push_back({"nll", label_energy() + one.log_z, n});
    }
    values.push_back({"brier", brier_ / count, n});
}

/// The inverse temperature at which the ensemble's mean energy is the label's.
void Answers::add_scaled(std::vector<NamedValue>& values, const Thermodynamics& both) const {
    const BetaStar star = beta_star(both);
    const std::int64_t n = rows_;
    const auto is_end = [] { return Uncertainty::none("an end of the 95 % interval"); };
    const double beta = star.balance.beta;
    if (star.balance.found) {
        NamedValue value{"beta_star", beta, n}, temperature{"temperature", 1 / beta, n};
        if (star.has_interval) {
            value.error = Uncertainty::of(star.error, degrees());
            temperature.error = Uncertainty::of(star.error / (beta * beta), degrees());
        }
        values.push_back(std::move(value));
        values.push_back(std::move(temperature));
    }
    if (options_.as_null) return;
    if (star.has_interval) values.push_back({"beta_star_low", star.low, n, is_end()});
    if (star.has_interval && std::isfinite(star.high)) values.push_back({"beta_star_high", star.high, n, is_end()});
    if (!star.balance.found) return;
    values.push_back(
        {"residual", star.balance.residual, n, Uncertainty::none("a numerical residual, not a sampled number")});
    values.push_back({"nll_after", beta * label_energy() + both.at(beta).log_z, n});
    const ScaledSums after = kept_.scaled({beta, beta});
    values.push_back({"ece_after", after.reliability.ece(), after.rows, ece_error(after.reliability)});
}

/// Each half of the samples scaled by the β* of the other.
void Answers::add_held(std::vector<NamedValue>& values, const std::array<Thermodynamics, 2>& halves) const {
    std::array<double, 2> other{};
    for (int h = 0; h < 2; ++h) {
        const Half& fitted = half_[1 - h];
        if (fitted.rows == 0) return;
        const Balance at = balance(halves[1 - h], fitted.energy / static_cast<double>(fitted.rows));
        if (!at.found) return;
        other[h] = at.beta;
    }
    const ScaledSums before = kept_.scaled({1, 1}), after = kept_.scaled(other);
    const double count = static_cast<double>(after.rows);
    values.push_back({"nll_held", after.nll / count, after.rows});
    values.push_back({"nll_gain", (before.nll - after.nll) / count, after.rows});
    values.push_back({"ece_held", after.reliability.ece(), after.rows, ece_error(after.reliability)});
    values.push_back({"ece_gain", before.reliability.ece() - after.reliability.ece(), after.rows});
    values.push_back({"answers_changed", static_cast<double>(after.changed), after.rows,
                      Uncertainty::none("a count on these samples")});
}

/// Calibration, beside what a perfectly calibrated model shows with as many samples.
void Answers::add_calibration(std::vector<NamedValue>& values) const {
    const std::int64_t n = rows_;
    values.push_back({"ece", reliability_.ece(), n, ece_error(reliability_)});
    if (options_.as_null) return;
    const std::vector<double> calibrated = calibrated_.eces(reliability_);
    double mean = 0;
    for (const double e : calibrated) mean += e / static_cast<double>(calibrated.size());
    const auto beyond = calibrated.end() - std::lower_bound(calibrated.begin(), calibrated.end(), reliability_.ece());
    const auto draws = std::to_string(CalibratedDraws::draws);
    values.push_back({"ece_calibrated", mean, n});
    values.push_back({"ece_calibrated_q95", calibrated[(calibrated.size() * 95) / 100], n,
                      Uncertainty::none("a quantile of " + draws + " draws")});
    values.push_back({"ece_p", static_cast<double>(beyond + 1) / static_cast<double>(calibrated.size() + 1), n,
                      Uncertainty::none("a p-value, from " + draws + " draws")});
}

}  // namespace blackbody
