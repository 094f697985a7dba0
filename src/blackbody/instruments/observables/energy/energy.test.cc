#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "blackbody/instruments/observables/energy/calibration.h"
#include "blackbody/instruments/observables/energy/energy.h"
#include "blackbody/instruments/observables/weighing.test.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/rng.h"

using namespace blackbody;
using blackbody::testing::value;

namespace {

struct Sample {
    at::Tensor logits, labels;
};

/// Scores N(0, scale²) with labels drawn from softmax(honesty * logits): β* is near `honesty`.
Sample scores(std::int64_t n, std::int64_t classes, double scale, double honesty, Seed seed = 3) {
    Sample sample{at::zeros({n, classes}, at::kDouble), at::zeros({n}, at::kLong)};
    Random random(seed);
    for (std::int64_t i = 0; i < n; ++i) {
        double* row = sample.logits.data_ptr<double>() + i * classes;
        for (std::int64_t c = 0; c < classes; ++c) row[c] = scale * random.normal() + 7;
        const at::Tensor p = at::softmax(sample.logits[i] * honesty, 0);
        double left = random.uniform();
        std::int64_t label = 0;
        while (label < classes - 1 && (left -= p.data_ptr<double>()[label]) > 0) ++label;
        sample.labels.data_ptr<std::int64_t>()[i] = label;
    }
    return sample;
}

constexpr double infinity = std::numeric_limits<double>::infinity();

std::unique_ptr<EnergyAccumulator> measured(const Sample& sample, std::int64_t batch = 100,
                                            InstrumentOptions options = {}, Scores kind = Scores::classes) {
    auto accumulator = std::make_unique<EnergyAccumulator>(options, kind);
    for (std::int64_t first = 0; first < sample.logits.size(0); first += batch) {
        const std::int64_t size = std::min(batch, sample.logits.size(0) - first);
        Batch part{.inputs = {}, .labels = {}, .first = first, .size = size};
        if (sample.labels.defined()) part.labels = sample.labels.narrow(0, first, size);
        accumulator->add({sample.logits.narrow(0, first, size), part});
    }
    return accumulator;
}

bool has(const std::vector<NamedValue>& values, const std::string& name) {
    return std::any_of(values.begin(), values.end(), [&](const NamedValue& v) { return v.name == name; });
}

/// The plain reference: everything at one β from all logits.
struct Direct {
    double f, u, variance, label, nll;
};

Direct direct(const Sample& sample, double beta) {
    const at::Tensor e = -sample.logits, log_p = at::log_softmax(-e * beta, 1), p = log_p.exp();
    const at::Tensor u = (p * e).sum(1), f = -(-e * beta).logsumexp({1}) / beta;
    const at::Tensor variance = (p * (e - u.unsqueeze(1)).square()).sum(1);
    const at::Tensor index = sample.labels.unsqueeze(1);
    return {f.mean().item<double>(), u.mean().item<double>(), variance.mean().item<double>(),
            e.gather(1, index).mean().item<double>(), -log_p.gather(1, index).mean().item<double>()};
}

double direct_beta_star(const Sample& sample) {
    double beta = 1;
    for (int i = 0; i < 100; ++i) {
        const Direct at = direct(sample, beta);
        beta = std::max(beta / 2, beta + (at.u - at.label) / at.variance);
    }
    return beta;
}

/// The first batch's energies from the ground state.
at::Tensor excitations(const Sample& sample) { return std::get<0>(sample.logits.max(1, true)) - sample.logits; }

}  // namespace

TEST(energy, at_beta_one_equals_the_plain_reference) {
    const Sample sample = scores(300, 10, 3, 0.7);
    const auto values = measured(sample)->result();
    const Direct at = direct(sample, 1);
    EXPECT_NEAR(value(values, "free_energy"), at.f, 1e-12);
    EXPECT_NEAR(value(values, "energy"), at.u, 1e-12);
    EXPECT_NEAR(value(values, "heat_capacity"), at.variance, 1e-11);
    EXPECT_NEAR(value(values, "label_energy"), at.label, 1e-12);
    EXPECT_NEAR(value(values, "nll"), at.nll, 1e-12);
    const at::Tensor p = at::softmax(sample.logits, 1);
    EXPECT_NEAR(value(values, "entropy"), -(p * p.log()).sum(1).mean().item<double>(), 1e-12);
    EXPECT_NEAR(value(values, "confidence"), std::get<0>(p.max(1)).mean().item<double>(), 1e-12);
    EXPECT_EQ(value(values, "accuracy"),
              sample.logits.argmax(1).eq(sample.labels).to(at::kDouble).mean().item<double>());
    const at::Tensor truth = at::zeros_like(p).scatter_(1, sample.labels.unsqueeze(1), 1.0);
    EXPECT_NEAR(value(values, "brier"), (p - truth).square().sum(1).mean().item<double>(), 1e-12);
}

TEST(energy, obeys_the_identities_of_the_canonical_ensemble) {
    const auto values = measured(scores(200, 10, 3, 0.7))->result();
    EXPECT_NEAR(value(values, "nll"), value(values, "label_energy") - value(values, "free_energy"),
                1e-12);  // CE = β(<E> - F)
    EXPECT_NEAR(value(values, "free_energy"), value(values, "energy") - value(values, "entropy"), 1e-12);  // F = U - TS
    EXPECT_NEAR(value(values, "gap"), value(values, "label_energy") - value(values, "energy"), 1e-12);
}

TEST(energy, finds_the_beta_that_closes_the_gap_to_1e_10) {
    struct Case {
        std::int64_t n, classes;
        double scale, honesty;
    };
    for (const auto& [n, classes, scale, honesty] :
         {Case{400, 10, 3, 0.7}, Case{400, 10, 12, 0.2}, Case{400, 2, 1, 1}, Case{200, 1000, 4, 0.8},
          Case{300, 10, 0.2, 8}, Case{64, 100, 30, 0.05}}) {
        const Sample sample = scores(n, classes, scale, honesty);
        const auto values = measured(sample)->result();
        const double beta = value(values, "beta_star");
        const Direct at = direct(sample, beta);
        EXPECT_LT(std::abs(at.u - at.label), 1e-10) << classes << " classes, scale " << scale;  // the gap on all logits
        EXPECT_LT(value(values, "residual"), 1e-10);
        EXPECT_NEAR(beta / direct_beta_star(sample), 1, 1e-10);
        EXPECT_NEAR(value(values, "nll_after"), at.nll, 1e-12);
        EXPECT_LE(value(values, "nll_after"), value(values, "nll"));
        EXPECT_NEAR(value(values, "temperature") * beta, 1, 1e-15);
    }
}

TEST(energy, recovers_the_temperature_that_the_labels_were_drawn_at) {
    EXPECT_NEAR(value(measured(scores(20000, 10, 3, 0.7), 2000)->result(), "beta_star"), 0.7, 0.02);
}

TEST(energy, scaled_by_beta_star_has_no_gap_left) {
    Sample sample = scores(500, 10, 3, 0.6);
    sample.logits = sample.logits * value(measured(sample)->result(), "beta_star");
    const auto values = measured(sample)->result();
    EXPECT_NEAR(value(values, "beta_star"), 1, 1e-10);
    EXPECT_NEAR(value(values, "gap"), 0, 1e-10);
}

TEST(energy, merged_over_blocks_equals_one_pass_and_does_not_depend_on_batches) {
    const Sample sample = scores(320, 10, 3, 0.7);
    const auto whole = measured(sample, 320)->result(), small = measured(sample, 7)->result();
    auto merged = measured({sample.logits.narrow(0, 0, 0), sample.labels.narrow(0, 0, 0)})->fresh();
    for (std::int64_t first = 0; first < 320; first += 80) {
        EnergyAccumulator block{InstrumentOptions{}};
        block.add({sample.logits.narrow(0, first, 80), Batch{{}, sample.labels.narrow(0, first, 80), first, 80}});
        merged->merge(block);
    }
    const auto parts = merged->result();
    for (const NamedValue& v : whole) {
        EXPECT_NEAR(value(small, v.name), v.value, 1e-10) << v.name;
        EXPECT_NEAR(value(parts, v.name), v.value, 1e-10) << v.name;
    }
}

TEST(energy, without_labels_measures_what_needs_none_and_says_so) {
    const Sample sample = scores(50, 10, 3, 0.7);
    const auto accumulator = measured({sample.logits, {}});
    EXPECT_TRUE(has(accumulator->result(), "heat_capacity"));
    EXPECT_FALSE(has(accumulator->result(), "accuracy"));
    ASSERT_EQ(accumulator->notes().size(), 1u);
    EXPECT_NE(accumulator->notes()[0].find("no labels"), std::string::npos);
}

TEST(energy, says_why_there_is_no_beta_star) {
    Sample right = scores(50, 10, 3, 0.7), wrong = right;
    right.labels = right.logits.argmax(1), wrong.labels = wrong.logits.argmin(1);
    for (const Sample& sample : {right, wrong}) {
        const auto accumulator = measured(sample);
        EXPECT_FALSE(has(accumulator->result(), "beta_star"));
        ASSERT_EQ(accumulator->notes().size(), 1u);
        EXPECT_NE(accumulator->notes()[0].find("no beta*"), std::string::npos);
    }
    const auto values = measured(right)->result();
    EXPECT_EQ(value(values, "accuracy"), 1);
    EXPECT_EQ(values[5].name, "accuracy");
    EXPECT_GT(values[5].error->std_error(), 0);  // never a printed 0
}

TEST(energy, leaves_out_samples_that_are_not_numbers_and_counts_them) {
    Sample sample = scores(50, 10, 3, 0.7);
    sample.logits[3][4] = std::nan("");
    sample.logits[7][0] = infinity;
    sample.logits[9].fill_(-infinity);
    const auto accumulator = measured(sample);
    EXPECT_EQ(accumulator->result()[0].n, 47);
    EXPECT_NE(accumulator->notes()[0].find("left out: 3 of 50 samples"), std::string::npos) << accumulator->notes()[0];
}

TEST(energy, of_classes_that_are_ruled_out_is_that_of_the_other_classes) {
    // Of each row one class, not the label's, has score -inf: the same as nine classes without it.
    Sample sample = scores(400, 10, 3, 0.7), nine{at::zeros({400, 9}, at::kDouble), at::zeros({400}, at::kLong)};
    for (std::int64_t i = 0; i < 400; ++i) {
        const std::int64_t label = sample.labels[i].item<std::int64_t>(), out = (label + 1 + i % 9) % 10;
        sample.logits[i][out] = -infinity;
        for (std::int64_t c = 0, to = 0; c < 10; ++c)
            if (c != out) nine.logits[i][to++] = sample.logits[i][c];
        nine.labels[i] = label - (label > out);
    }
    const auto with = measured(sample)->result(), without = measured(nine)->result();
    for (const NamedValue& v : without) {
        if (v.name == "guess" || v.name == "majority") continue;
        EXPECT_NEAR(value(with, v.name), v.value, 1e-9) << v.name;
        EXPECT_EQ(v.n, 400);
    }
}

TEST(energy, of_a_label_that_is_ruled_out_has_no_likelihood_and_says_so) {
    Sample sample = scores(50, 10, 3, 0.7);
    sample.logits[5][sample.labels[5].item<std::int64_t>()] = -infinity;
    const auto accumulator = measured(sample);
    const auto values = accumulator->result();
    EXPECT_TRUE(has(values, "accuracy") && has(values, "ece") && has(values, "entropy") && has(values, "brier"));
    EXPECT_FALSE(has(values, "nll") || has(values, "beta_star") || has(values, "nll_held"));
    for (const NamedValue& v : values) EXPECT_TRUE(std::isfinite(v.value)) << v.name;
    EXPECT_NE(accumulator->notes()[0].find("the label of 1 of 50 samples has a score of -inf"), std::string::npos);
}

TEST(energy, of_one_logit_is_that_of_two_classes_with_scores_0_and_z) {
    const Sample two = scores(300, 2, 2, 0.6);
    const at::Tensor z = two.logits.select(1, 1) - two.logits.select(1, 0);
    const auto expected = measured({at::stack({at::zeros_like(z), z}, 1), two.labels})->result();
    for (const at::Tensor& shown : {z, z.unsqueeze(1)}) {
        const auto found = measured({shown, two.labels}, 100, {}, Scores::yes_no)->result();
        ASSERT_EQ(found.size(), expected.size());
        for (const NamedValue& v : expected) EXPECT_NEAR(value(found, v.name), v.value, 1e-12) << v.name;
    }
}

TEST(energy, of_several_labels_is_the_mean_over_labels_with_errors_over_samples) {
    const Sample flat = scores(600, 2, 2, 0.6);  // 200 samples of three questions
    const at::Tensor z = (flat.logits.select(1, 1) - flat.logits.select(1, 0)).view({200, 3});
    const auto questions = measured({z, flat.labels.view({200, 3})}, 50, {}, Scores::yes_no);
    const auto values = questions->result(), expected = measured(flat)->result();
    for (const char* name : {"accuracy", "nll", "ece", "beta_star", "entropy", "majority", "brier"})
        EXPECT_NEAR(value(values, name), value(expected, name), 1e-10) << name;
    for (const NamedValue& v : values)
        if (v.name == "accuracy" || v.name == "ece") {
            EXPECT_FALSE(v.error) << "the jackknife over samples speaks";
        }
    EXPECT_NE(questions->notes()[0].find("each of 3 labels"), std::string::npos);
}

TEST(energy, of_questions_with_one_class_number_takes_it_for_yes_to_itself) {
    const Sample sample = scores(60, 5, 2, 1);
    const at::Tensor hot = at::one_hot(sample.labels, 5);
    const auto by_number = measured(sample, 60, {}, Scores::yes_no);
    const auto by_answers = measured({sample.logits, hot}, 60, {}, Scores::yes_no);
    EXPECT_EQ(value(by_number->result(), "nll"), value(by_answers->result(), "nll"));
    const auto says_so = [](const std::vector<std::string>& notes) {
        return std::ranges::any_of(
            notes, [](const std::string& note) { return note.find("one label a sample for 5") != std::string::npos; });
    };
    EXPECT_TRUE(says_so(by_number->notes()));
    EXPECT_FALSE(says_so(by_answers->notes()));
}

TEST(energy, of_tokens_is_the_mean_over_them_without_those_labelled_minus_100) {
    Sample flat = scores(300, 10, 3, 0.7);
    const Sample tokens{flat.logits.view({60, 5, 10}), flat.labels.view({60, 5}).clone()};
    const auto whole = measured(tokens)->result(), expected = measured(flat)->result();
    for (const char* name : {"free_energy", "entropy", "accuracy", "nll", "ece", "beta_star"})
        EXPECT_NEAR(value(whole, name), value(expected, name), 1e-10) << name;

    // Every fifth token padded.
    tokens.labels.select(1, 4).fill_(-100);
    const auto padded = measured(tokens);
    const auto few =
        measured({tokens.logits.narrow(1, 0, 4).reshape({240, 10}), tokens.labels.narrow(1, 0, 4).reshape({240})})
            ->result();
    for (const char* name : {"free_energy", "entropy", "accuracy", "nll", "ece", "beta_star"})
        EXPECT_NEAR(value(padded->result(), name), value(few, name), 1e-10) << name;
    EXPECT_NE(padded->notes()[1].find("left out: 60 of 300 tokens"), std::string::npos) << padded->notes()[1];
}

TEST(energy, does_not_use_labels_that_do_not_belong_to_the_answers) {
    const Sample sample = scores(60, 10, 3, 0.7);
    const auto accumulator = measured({sample.logits.view({12, 5, 10}), sample.labels.narrow(0, 0, 12)}, 12);
    EXPECT_FALSE(has(accumulator->result(), "accuracy"));
    EXPECT_NE(accumulator->notes()[1].find("1 labels a sample and 5 answers"), std::string::npos);
}

TEST(energy, calibration_after_scaling_is_taken_at_beta_star_itself) {
    const Sample sample = scores(200, 10, 3, 0.55);
    const auto values = measured(sample)->result();
    const Sample scaled{sample.logits * value(values, "beta_star"), sample.labels};
    EXPECT_NEAR(value(values, "ece_after"), value(measured(scaled)->result(), "ece"), 1e-12);
    EXPECT_NEAR(value(values, "nll_after"), value(measured(scaled)->result(), "nll"), 1e-10);
}

TEST(energy, held_back_samples_are_read_at_the_beta_star_of_the_other_half) {
    const Sample sample = scores(400, 10, 3, 0.6);
    const auto values = measured(sample)->result();
    std::array<Sample, 2> half;
    for (int h = 0; h < 2; ++h) {
        std::vector<std::int64_t> mine;
        for (std::int64_t i = 0; i < 400; ++i)
            if (half_of(i) == h) mine.push_back(i);
        const at::Tensor index = at::tensor(at::ArrayRef<std::int64_t>(mine), at::kLong);
        half[h] = {sample.logits.index_select(0, index), sample.labels.index_select(0, index)};
        EXPECT_EQ(mine.size(), 200u);
    }
    double nll = 0;
    for (int h = 0; h < 2; ++h) nll += direct(half[h], direct_beta_star(half[1 - h])).nll / 2;
    EXPECT_NEAR(value(values, "nll_held"), nll, 1e-9);
    EXPECT_NEAR(value(values, "nll_gain"), value(values, "nll") - nll, 1e-9);
    EXPECT_EQ(value(values, "answers_changed"), 0);
    EXPECT_LT(value(values, "nll_after"), nll);  // fitted on its own samples it looks better
}

TEST(energy, interval_of_beta_star_stays_above_zero_and_holds_it) {
    for (Seed seed = 0; seed < 20; ++seed) {
        const auto values = measured(scores(20, 10, 1, 0.5, seed))->result();
        if (!has(values, "beta_star")) continue;
        EXPECT_GE(value(values, "beta_star_low"), 0);
        EXPECT_LT(value(values, "beta_star_low"), value(values, "beta_star"));
        const double high = has(values, "beta_star_high") ? value(values, "beta_star_high") : infinity;
        EXPECT_GT(high, value(values, "beta_star"));
    }
}

TEST(energy, names_the_sample_whose_label_is_no_class) {
    Sample sample = scores(50, 10, 3, 0.7);
    sample.labels[20] = 10;
    try {
        measured(sample);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), 4);
        EXPECT_NE(std::string(error.what()).find("sample 20"), std::string::npos);
    }
}

TEST(energy, every_value_is_described_and_lies_in_its_range) {
    const Observable* energy = find_observable("energy");
    ASSERT_NE(energy, nullptr);
    for (const NamedValue& v : measured(scores(300, 10, 3, 0.7))->result()) {
        const QuantityInfo* info = find_quantity(energy->info(), v.name);
        ASSERT_NE(info, nullptr) << v.name;
        EXPECT_GE(v.value, info->low) << v.name;
        EXPECT_LE(v.value, info->high) << v.name;
    }
}

TEST(energy, error_of_the_ece_holds_how_many_samples_fall_into_which_bin) {
    // Sure answers are right and unsure ones wrong: every bin is pure, and the ECE a plain mean of |right - p|.
    const auto drawn = [](Seed seed, Reliability& reliability) {
        Random random(seed);
        double sum = 0, squares = 0;
        for (int i = 0; i < 400; ++i) {
            const bool right = random.uniform() < .5;
            const double p = right ? .95 : .35, gap = right ? .05 : .35;
            reliability.add(p, right), sum += gap, squares += gap * gap;
        }
        return std::sqrt((squares / 400 - std::pow(sum / 400, 2)) / 400);
    };
    for (Seed seed = 0; seed < 20; ++seed) {
        Reliability reliability;
        const double error = drawn(seed, reliability);
        EXPECT_NEAR(reliability.ece_error(), error, 1e-9);
    }
}

TEST(energy, fits_class_scores_and_says_why_not_otherwise) {
    const Observable* energy = find_observable("energy");
    auto site = [](Role role, std::vector<std::int64_t> shape) {
        return Site{.info = {.name = "out", .op = "Gemm", .role = role, .axes = "NU", .shape = std::move(shape)}};
    };
    EXPECT_TRUE(energy->fits(site(Role::logits, {10}), {}).fits);
    EXPECT_TRUE(energy->fits(site(Role::logits, {7, 10}), {}).fits);  // tokens
    EXPECT_FALSE(energy->fits(site(Role::logits, {1}), {}).fits);
    Site one = site(Role::logits, {1});
    one.info.scores = Scores::yes_no;
    EXPECT_TRUE(energy->fits(one, {}).fits);
    EXPECT_FALSE(energy->fits(site(Role::nonlinearity, {10}), {}).fits);
    EXPECT_FALSE(energy->fits(site(Role::output, {384}), {}).fits);  // why not is said of the network, once
    EXPECT_NE(energy->fits(site(Role::logits, {21, 8, 8}), {}).reason, "");
}

TEST(energy, draws_curves_whose_series_have_one_value_a_point) {
    const auto curves = measured(scores(300, 10, 3, 0.7))->curves();
    ASSERT_EQ(curves.size(), 3u);
    for (const Curve& curve : curves)
        for (const CurveSeries& series : curve.series)
            EXPECT_EQ(series.values.size(), curve.x.values.size()) << curve.name;
}

TEST(thermodynamics, between_grid_points_agrees_with_all_logits) {
    for (const std::int64_t classes : {2, 10, 1000}) {
        const Sample sample = scores(40, classes, 5, 0.7);
        Thermodynamics thermodynamics;
        thermodynamics.add(excitations(sample));
        const double ground = -std::get<0>(sample.logits.max(1)).mean().item<double>();
        for (const double beta : {0.0171, 0.1234, 0.777, 1.0, 1.37, 3.3, 20.7, 200.0}) {
            const Direct at = direct(sample, beta);
            EXPECT_NEAR(ground - thermodynamics.at(beta).log_z / beta, at.f, 1e-11 / beta) << classes << " " << beta;
            EXPECT_NEAR(ground + thermodynamics.at(beta).energy, at.u, 1e-10) << classes << " " << beta;
        }
    }
}

TEST(thermodynamics, mean_energy_falls_with_beta_by_the_variance) {
    Thermodynamics thermodynamics;
    thermodynamics.add(excitations(scores(100, 10, 3, 0.7)));
    for (const double beta : {0.3, 1.0, 2.2}) {
        const double h = 1e-4;
        const double slope = (thermodynamics.at(beta + h).energy - thermodynamics.at(beta - h).energy) / (2 * h);
        EXPECT_NEAR(slope, -thermodynamics.at(beta).variance, 1e-6);
    }
}

TEST(calibration, puts_upper_edges_into_the_bin_below) {
    EXPECT_EQ(reliability_bin(0), 0);
    EXPECT_EQ(reliability_bin(1. / 15), 0);
    EXPECT_EQ(reliability_bin(1. / 15 + 1e-9), 1);
    EXPECT_EQ(reliability_bin(1), 14);
}

TEST(calibration, bias_floor_of_a_calibrated_model_has_the_published_values) {
    // Confidence uniform on .1 ... 1 (a deterministic grid of it); floor Σ_b sqrt(2 p(1-p) w_b / (π N)).
    for (const auto& [n, floor, tolerance] :
         {std::tuple{100, 0.122, 0.004}, {1000, 0.039, 0.0005}, {10000, 0.0123, 0.0001}, {50000, 0.0055, 0.00005}}) {
        Reliability reliability;
        CalibratedDraws calibrated(1);
        for (int i = 0; i < n; ++i) {
            const double p = 0.1 + 0.9 * (i + 0.5) / n;
            reliability.add(p, true);
            calibrated.add(p, i);
        }
        EXPECT_NEAR(reliability.calibrated_ece(), floor, tolerance) << n;
        double mean = 0;
        for (const double e : calibrated.eces(reliability)) mean += e / CalibratedDraws::draws;
        EXPECT_NEAR(mean / floor, 1, 0.06) << n;  // drawn = formula (the normal's mean is 4 % high at N = 100)
    }
}

TEST(calibration, of_a_calibrated_model_has_an_unremarkable_p_value_and_of_a_boastful_one_a_small_one) {
    const auto calibrated = measured(scores(2000, 10, 3, 1))->result(),
               boastful = measured(scores(2000, 10, 3, 0.5))->result();
    EXPECT_GT(value(calibrated, "ece_p"), 0.01);
    EXPECT_EQ(value(boastful, "ece_p"), 1. / 400);
    EXPECT_GT(value(boastful, "ece"), value(boastful, "ece_calibrated_q95"));
    EXPECT_LT(value(boastful, "ece_after"), value(boastful, "ece") / 3);
    EXPECT_GT(value(boastful, "overconfidence"), 0.1);
}
