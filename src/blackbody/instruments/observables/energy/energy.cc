#include "blackbody/instruments/observables/energy/energy.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>

#include "blackbody/instruments/observables/energy/energy_curves.h"
#include "blackbody/instruments/observables/left_out.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t largest_chunk = 1 << 20;  // Boltzmann weights held at once

/// One site: the scores of classes, as the system found or was told them.
Fit fits(const Site& site, const InstrumentOptions&) {
    if (site.info.role != Role::logits) return Fit::no();
    const std::size_t axes = site.info.shape.size();
    const bool is_yes_no = site.info.scores == Scores::yes_no;
    if (axes != 1 && !(axes == 2 && !is_yes_no))
        return Fit::because("its output has axes besides the class: not one score a class");
    if (site.info.shape.back() < (is_yes_no ? 1 : 2))
        return Fit::because("its output is one score: an energy scale needs two classes");
    return Fit::yes();
}

std::unique_ptr<Accumulator> start(const Site& site, const InstrumentOptions& options) {
    return std::make_unique<EnergyAccumulator>(options,
                                               site.info.scores == Scores::yes_no ? Scores::yes_no : Scores::classes);
}

const Observable energy{.name = "energy", .fits = fits, .start = start};
const Registered<Observable> entry{energy};

/// Rows `which` of all that belongs to a row.
ScoreRows rows_at(const ScoreRows& all, const std::vector<std::int64_t>& which) {
    ScoreRows some{.rows_a_sample = all.rows_a_sample};
    some.excitations = all.excitations.index_select(0, at::tensor(at::ArrayRef<std::int64_t>(which), at::kLong));
    for (const std::int64_t r : which) {
        const auto i = static_cast<std::size_t>(r);
        some.ground.push_back(all.ground[i]), some.samples.push_back(all.samples[i]), some.keys.push_back(all.keys[i]);
        if (!all.labels.empty()) some.labels.push_back(all.labels[i]);
    }
    return some;
}

}  // namespace

EnergyAccumulator::EnergyAccumulator(const InstrumentOptions& options, Scores kind)
    : options_(options), kind_(kind), answers_(options) {}

std::unique_ptr<Accumulator> EnergyAccumulator::fresh() const {
    return std::make_unique<EnergyAccumulator>(options_, kind_);
}

void EnergyAccumulator::add(const State& state) {
    if (state.values.size(0) == 0) return;
    is_complex_ |= state.values.is_complex();
    const ScoreRows rows = score_rows(state, kind_);
    rows_a_sample_ = rows.rows_a_sample, given_ += rows.given, broken_ += rows.broken, unlabelled_ += rows.unlabelled;
    passed_over_ += rows.passed_over, one_class_for_all_ |= rows.one_class_for_all;
    if (!rows.unused_labels.empty()) unused_labels_ = rows.unused_labels;

    // A bounded piece of each half of the samples at a time.
    std::array<std::vector<std::int64_t>, 2> halves;
    for (std::size_t r = 0; r < rows.samples.size(); ++r)
        halves[half_of(rows.samples[r])].push_back(static_cast<std::int64_t>(r));
    const std::int64_t classes = rows.excitations.size(1);
    const std::size_t most = static_cast<std::size_t>(std::max<std::int64_t>(1, largest_chunk / (200 * classes)));
    for (int half = 0; half < 2; ++half)
        for (std::size_t first = 0; first < halves[half].size(); first += most) {
            const std::size_t end = std::min(halves[half].size(), first + most);
            add_half(rows_at(rows, {halves[half].begin() + static_cast<std::ptrdiff_t>(first),
                                    halves[half].begin() + static_cast<std::ptrdiff_t>(end)}),
                     half);
        }
}

void EnergyAccumulator::add_half(const ScoreRows& rows, int half) {
    Thermodynamics& thermodynamics = halves_[half];
    const at::Tensor partition = thermodynamics.add(rows.excitations).contiguous();  // Z [R, J]
    const auto j = static_cast<std::int64_t>(thermodynamics.node_of(1));
    confidence_ += partition.select(1, j).reciprocal().sum().item<double>();
    for (const double e : rows.ground) ground_ += e;
    if (!rows.labels.empty()) answers_.add(rows, partition, thermodynamics);
}

void EnergyAccumulator::merge(const Accumulator& accumulator) {
    const auto& other = dynamic_cast<const EnergyAccumulator&>(accumulator);
    is_complex_ |= other.is_complex_;
    rows_a_sample_ = std::max(rows_a_sample_, other.rows_a_sample_);
    given_ += other.given_, broken_ += other.broken_, unlabelled_ += other.unlabelled_;
    passed_over_ += other.passed_over_, one_class_for_all_ |= other.one_class_for_all_;
    if (!other.unused_labels_.empty()) unused_labels_ = other.unused_labels_;
    ground_ += other.ground_, confidence_ += other.confidence_;
    for (int h = 0; h < 2; ++h) halves_[h].merge(other.halves_[h]);
    answers_.merge(other.answers_);
}

Thermodynamics EnergyAccumulator::thermodynamics() const {
    Thermodynamics both = halves_[0];
    both.merge(halves_[1]);
    return both;
}

std::vector<NamedValue> EnergyAccumulator::result() const {
    const Thermodynamics both = thermodynamics();
    const std::int64_t n = both.samples();
    if (n == 0) return {};
    const double ground = ground_ / static_cast<double>(n);
    const ThermalPoint one = both.node(both.node_of(1));
    std::vector<NamedValue> values{{"free_energy", ground - one.log_z, n},
                                   {"energy", ground + one.energy, n},
                                   {"entropy", one.entropy(1), n},
                                   {"heat_capacity", one.heat_capacity(1), n},
                                   {"confidence", confidence_ / static_cast<double>(n), n}};
    if (answers_.rows() > 0)
        for (NamedValue& value : answers_.values(halves_)) values.push_back(std::move(value));
    return values;
}

std::vector<Curve> EnergyAccumulator::curves() const {
    const Thermodynamics both = thermodynamics();
    if (both.samples() == 0 || options_.as_null) return {};
    const bool has_energy = answers_.rows() > 0 && answers_.is_possible();
    std::vector<Curve> curves = thermal_curves(both, has_energy ? answers_.label_energy() : std::nan(""));
    if (answers_.rows() > 0) curves.push_back(reliability_diagram(answers_.reliability(), answers_.calibrated()));
    return curves;
}

std::string EnergyAccumulator::row_word() const {
    if (rows_a_sample_ == 1) return "samples";
    return kind_ == Scores::yes_no ? "answers" : "tokens";
}

std::vector<std::string> EnergyAccumulator::notes() const {
    std::vector<std::string> notes;
    if (is_complex_) notes.push_back("scores are amplitudes ψ: they are read by Born's rule, as ln |ψ|²");
    if (kind_ == Scores::yes_no && rows_a_sample_ == 1)
        notes.push_back("one score z for two classes: read as the scores (0, z), so that p = sigmoid(z)");
    if (kind_ == Scores::yes_no && rows_a_sample_ > 1)
        notes.push_back("one score z for each of " + std::to_string(rows_a_sample_) +
                        " labels: each is read as two classes with scores (0, z), and numbers are means over labels; "
                        "errors are over samples, whose labels go together");
    if (kind_ == Scores::classes && rows_a_sample_ > 1)
        notes.push_back("a row of scores for each of " + std::to_string(rows_a_sample_) +
                        " tokens that were read: numbers are means over tokens, errors are over samples");
    if (passed_over_ > 0)
        notes.push_back(with_commas(passed_over_) +
                        " tokens were not read, to bound the time: those read are spread "
                        "evenly over each sample");
    add_left_out(facts(), notes);
    for (std::string& note : notes_on_labels()) notes.push_back(std::move(note));
    return notes;
}

std::vector<Fact> EnergyAccumulator::facts() const {
    const std::string of = " of " + with_commas(given_) + " " + row_word();
    std::vector<Fact> facts;
    if (broken_ > 0)
        facts.push_back(left_out(with_commas(broken_) + of, "their scores are not numbers: NaN, +inf or all -inf"));
    if (unlabelled_ > 0) facts.push_back(left_out(with_commas(unlabelled_) + of, "their label is -100"));
    return facts;
}

std::vector<std::string> EnergyAccumulator::notes_on_labels() const {
    if (!unused_labels_.empty()) return {"the labels are not used: " + unused_labels_};
    if (answers_.rows() == 0)
        return {"no labels: accuracy, the energy gap, beta*, likelihood and calibration are not measured"};
    std::vector<std::string> notes;
    if (one_class_for_all_)
        notes.push_back("one label a sample for " + std::to_string(rows_a_sample_) +
                        " answers apart: it is read as the number of the one that is yes, and the others are no");
    if (answers_.impossible() > 0)
        notes.push_back("the label of " + with_commas(answers_.impossible()) + " of " + with_commas(answers_.rows()) +
                        " " + row_word() +
                        " has a score of -inf, so probability 0: label_energy, gap, nll and beta* are infinite or "
                        "undefined and not given");
    else if (const Balance at = balance(thermodynamics(), answers_.label_energy()); !at.found)
        notes.push_back("no beta*: " + at.why);
    if (answers_.beyond() > 0)
        notes.push_back("ece_after and what is held back use " + with_commas(answers_.rows() - answers_.beyond()) +
                        " of " + with_commas(answers_.rows()) + " " + row_word() + ", to bound the memory");
    return notes;
}

}  // namespace blackbody
