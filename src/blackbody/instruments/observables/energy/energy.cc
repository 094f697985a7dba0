#include "blackbody/instruments/observables/energy/energy.h"

#include <ATen/ops/isfinite.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/view_as_real.h>

#include <algorithm>
#include <cmath>

#include "blackbody/instruments/observables/energy/energy_curves.h"
#include "blackbody/tensor/complex_numbers.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr std::int64_t largest_chunk = 1 << 20;  // Boltzmann weights held at once

/// One site: the scores of the classes, one row a sample.
Fit fits(const Site& site, const InstrumentOptions&) {
    if (site.info.role == Role::output) return Fit::because("the network's output is not class scores [N, K]");
    if (site.info.role != Role::logits) return Fit::no();
    if (site.info.shape.size() != 1)
        return Fit::because("its output has axes besides the class: not one score a class");
    if (site.info.shape[0] == 1) return Fit::because("its output is one score: an energy scale needs two classes");
    return Fit::yes();
}

std::unique_ptr<Accumulator> start(const Site&, const InstrumentOptions& options) {
    return std::make_unique<EnergyAccumulator>(options);
}

/// Standard error of a share; the Jeffreys posterior's where all or none are right, since 0 would be a lie.
double binomial_error(double right, double n) {
    if (right > 0 && right < n) return std::sqrt(right / n * (1 - right / n) / n);
    const double a = right + 0.5, b = n - right + 0.5;
    return std::sqrt(a * b / ((a + b) * (a + b) * (a + b + 1)));
}

/// Class scores; of amplitudes those that Born's rule gives, ln |ψ|², so that softmax is |ψ|² / Σ|ψ|².
at::Tensor scores_of(const at::Tensor& values) {
    const at::Tensor x = in_double(values);
    return x.is_complex() ? at::view_as_real(x).square().sum(-1).log() : x;
}

const Observable energy{.name = "energy", .fits = fits, .start = start};
const Registered<Observable> registered_here{energy};

}  // namespace

EnergyAccumulator::EnergyAccumulator(const InstrumentOptions& options)
    : options_(options), honest_(seed_for(options.seed, "honest model")) {}

std::unique_ptr<Accumulator> EnergyAccumulator::fresh() const { return std::make_unique<EnergyAccumulator>(options_); }

void EnergyAccumulator::add(const State& state) {
    // Leave out samples with scores that are not numbers.
    at::Tensor logits = scores_of(state.values).flatten(1);
    is_complex_ = state.values.is_complex();
    at::Tensor labels = state.batch.labels.defined() ? state.batch.labels.to(at::kCPU, at::kLong) : at::Tensor();
    const at::Tensor usable = at::nonzero(at::isfinite(logits).all(1)).view(-1);
    broken_ += logits.size(0) - usable.size(0);
    if (usable.size(0) == 0) return;
    logits = logits.index_select(0, usable);
    if (labels.defined()) labels = labels.index_select(0, usable);
    classes_ = logits.size(1);

    // Energies from the ground state of each sample, a bounded piece at a time.
    const at::Tensor highest = std::get<0>(logits.max(1, true));
    const at::Tensor excitations = highest.sub(logits);
    ground_ -= highest.sum().item<double>();
    const std::int64_t rows = std::max<std::int64_t>(1, largest_chunk / (200 * classes_));
    for (std::int64_t first = 0; first < excitations.size(0); first += rows) {
        const std::int64_t count = std::min(rows, excitations.size(0) - first);
        const at::Tensor part = excitations.narrow(0, first, count);
        const at::Tensor partition = thermodynamics_.add(part).contiguous();  // Z [count, J]
        confidence_ += partition.select(1, thermodynamics_.node_of(1)).reciprocal().sum().item<double>();
        if (!labels.defined()) continue;
        std::vector<std::int64_t> positions(count);
        for (std::int64_t i = 0; i < count; ++i)
            positions[i] = state.batch.first + usable.data_ptr<std::int64_t>()[first + i];
        add_labels(part, partition, labels.narrow(0, first, count), positions);
    }
}

void EnergyAccumulator::add_labels(const at::Tensor& excitations, const at::Tensor& partition, const at::Tensor& labels,
                                   const std::vector<std::int64_t>& positions) {
    const std::size_t grid = thermodynamics_.betas().size();
    const std::size_t one = thermodynamics_.node_of(1), two = thermodynamics_.node_of(2);
    reliability_.resize(grid);
    const at::Tensor answers = excitations.argmin(1), rows = excitations.contiguous(), given = labels.contiguous();
    for (std::size_t n = 0; n < positions.size(); ++n) {
        const std::int64_t label = given.data_ptr<std::int64_t>()[n];
        if (label < 0 || label >= classes_)
            throw Error(ErrorKind::data, Complaint{.place = "label of sample " + std::to_string(positions[n]),
                                                   .expected = "0 ... " + std::to_string(classes_ - 1),
                                                   .found = std::to_string(label),
                                                   .advice = "labels must be the network's classes"});
        const double* z = partition.data_ptr<double>() + n * grid;
        const double excitation = rows.data_ptr<double>()[static_cast<std::int64_t>(n) * classes_ + label];
        const bool right = answers.data_ptr<std::int64_t>()[n] == label;
        label_energy_ += excitation;
        brier_ += z[two] / (z[one] * z[one]) - 2 * std::exp(-excitation) / z[one] + 1;  // Σ_c p_c² = Z(2) / Z(1)²
        right_ += right;
        for (std::size_t j = 0; j < grid; ++j) reliability_[j].add(1 / z[j], right);
        if (!options_.as_null) honest_.add(1 / z[one], positions[n]);
    }
    labelled_ += static_cast<std::int64_t>(positions.size());
}

void EnergyAccumulator::merge(const Accumulator& accumulator) {
    const auto& other = dynamic_cast<const EnergyAccumulator&>(accumulator);
    classes_ = std::max(classes_, other.classes_), is_complex_ |= other.is_complex_;
    labelled_ += other.labelled_, right_ += other.right_, broken_ += other.broken_;
    ground_ += other.ground_, confidence_ += other.confidence_;
    label_energy_ += other.label_energy_, brier_ += other.brier_;
    thermodynamics_.merge(other.thermodynamics_);
    reliability_.resize(std::max(reliability_.size(), other.reliability_.size()));
    for (std::size_t j = 0; j < other.reliability_.size(); ++j) reliability_[j].merge(other.reliability_[j]);
    if (!options_.as_null) honest_.merge(other.honest_);
}

/// Linear in ln β between the two neighbours on the grid.
double EnergyAccumulator::ece_at(double beta) const {
    const std::size_t j = thermodynamics_.node_of(beta);
    const double left = thermodynamics_.betas()[j], right = thermodynamics_.betas()[j + 1];
    const double t = std::log(beta / left) / std::log(right / left);
    return (1 - t) * reliability_[j].ece() + t * reliability_[j + 1].ece();
}

std::vector<NamedValue> EnergyAccumulator::result() const {
    const std::int64_t n = thermodynamics_.samples();
    if (n == 0) return {};
    const double ground = ground_ / static_cast<double>(n);
    const ThermalPoint one = thermodynamics_.node(thermodynamics_.node_of(1));
    std::vector<NamedValue> values{{"free_energy", ground - one.log_z, n},
                                   {"energy", ground + one.energy, n},
                                   {"entropy", one.entropy(1), n},
                                   {"heat_capacity", one.heat_capacity(1), n},
                                   {"confidence", confidence_ / static_cast<double>(n), n}};
    if (labelled_ > 0) add_label_values(values);
    return values;
}

void EnergyAccumulator::add_label_values(std::vector<NamedValue>& values) const {
    const std::int64_t n = labelled_;
    const double count = static_cast<double>(n), right = static_cast<double>(right_), accuracy = right / count;
    const ThermalPoint one = thermodynamics_.node(thermodynamics_.node_of(1));
    const Reliability& own = reliability_[thermodynamics_.node_of(1)];

    // The network as it is: right answers, energies at the label, likelihood.
    values.push_back({"accuracy", accuracy, n, Uncertainty::of(binomial_error(right, count))});
    values.push_back({"overconfidence", confidence_ / count - accuracy, n});
    values.push_back({"label_energy", ground_ / count + label_energy(), n});
    values.push_back({"gap", label_energy() - one.energy, n});
    values.push_back({"nll", label_energy() + one.log_z, n});
    values.push_back({"brier", brier_ / count, n});

    // The inverse temperature at which the ensemble's mean energy is the label's.
    if (const Balance at = balance(thermodynamics_, label_energy()); at.found) {
        values.push_back({"beta_star", at.beta, n});
        values.push_back({"temperature", 1 / at.beta, n});
        if (!options_.as_null)
            values.push_back(
                {"residual", at.residual, n, Uncertainty::none("a numerical residual, not a sampled number")});
        values.push_back({"nll_after", at.beta * label_energy() + thermodynamics_.at(at.beta).log_z, n});
        values.push_back({"ece_after", ece_at(at.beta), n});
    }

    // Calibration, beside what an honest model shows with as many samples.
    values.push_back({"ece", own.ece(), n});
    if (options_.as_null) return;
    const std::vector<double> honest = honest_.eces(own);
    double mean = 0;
    for (const double e : honest) mean += e / static_cast<double>(honest.size());
    const auto beyond = honest.end() - std::lower_bound(honest.begin(), honest.end(), own.ece());
    const auto draws = std::to_string(HonestDraws::draws);
    values.push_back({"ece_honest", mean, n});
    values.push_back({"ece_honest_q95", honest[(honest.size() * 95) / 100], n,
                      Uncertainty::none("a quantile of " + draws + " draws")});
    values.push_back({"ece_p", static_cast<double>(beyond + 1) / static_cast<double>(honest.size() + 1), n,
                      Uncertainty::none("a p-value, from " + draws + " draws")});
}

std::vector<Curve> EnergyAccumulator::curves() const {
    if (thermodynamics_.samples() == 0 || options_.as_null) return {};
    std::vector<Curve> curves = thermal_curves(thermodynamics_, labelled_ > 0 ? label_energy() : std::nan(""));
    if (labelled_ > 0) curves.push_back(reliability_diagram(reliability_[thermodynamics_.node_of(1)], honest_));
    return curves;
}

std::vector<std::string> EnergyAccumulator::notes() const {
    std::vector<std::string> notes;
    if (is_complex_) notes.push_back("scores are amplitudes ψ: they are read by Born's rule, as ln |ψ|²");
    if (broken_ > 0) notes.push_back(std::to_string(broken_) + " samples left out: their scores are not all finite");
    if (labelled_ == 0)
        notes.push_back("no labels: accuracy, the energy gap, beta*, likelihood and calibration are not measured");
    else if (const Balance at = balance(thermodynamics_, label_energy()); !at.found)
        notes.push_back("no beta*: " + at.why);
    return notes;
}

}  // namespace blackbody
