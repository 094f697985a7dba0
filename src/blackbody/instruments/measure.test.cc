#include "blackbody/instruments/measure.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <set>

#include "blackbody/instruments/blocks.h"
#include "blackbody/instruments/sources.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"
#include "support/threads.h"

using namespace blackbody;
using blackbody::testing::WithThreads;

namespace {

const ObservableInfo mean_info{.name = "test_mean",
                               .family = "test",
                               .view = View::practical,
                               .theory = "",
                               .summary = "mean",
                               .needs = "states",
                               .controls = {"test_negated"},
                               .quantities = {{"mean", "m", "1", "the mean", "Σx/n"}},
                               .reference = "ours",
                               .trap = "",
                               .cost = "O(N)"};
const Registered<ObservableInfo> mean_info_entry{mean_info};
const ControlInfo negated_info{"test_negated", "weights are negated"};
const Registered<ControlInfo> control_info_entry{negated_info};

class MeanOfStates : public Accumulator {
  public:
    void add(const State& state) override { sum_ += state.values.sum().item<double>(), n_ += state.values.size(0); }
    void merge(const Accumulator& other) override {
        const auto& o = dynamic_cast<const MeanOfStates&>(other);
        sum_ += o.sum_, n_ += o.n_;
    }
    std::unique_ptr<Accumulator> fresh() const override { return std::make_unique<MeanOfStates>(); }
    std::vector<NamedValue> result() const override { return {{"mean", sum_ / static_cast<double>(n_), n_}}; }

  private:
    double sum_ = 0;
    std::int64_t n_ = 0;
};

const Observable mean_observable{.name = "test_mean",
                                 .fits = [](const Site&, const InstrumentOptions&) { return Fit::yes(); },
                                 .start = [](const Site&, const InstrumentOptions&) -> std::unique_ptr<Accumulator> {
                                     return std::make_unique<MeanOfStates>();
                                 }};
const Registered<Observable> mean_entry{mean_observable};
const ObservableInfo weight_info{.name = "test_weight",
                                 .family = "test",
                                 .view = View::practical,
                                 .theory = "",
                                 .summary = "weight",
                                 .needs = "weights",
                                 .controls = {"test_negated"},
                                 .quantities = {{"weight", "w", "1", "the sum of all entries", "Σ w"}},
                                 .reference = "ours",
                                 .trap = "",
                                 .cost = "O(weights)"};
const Registered<ObservableInfo> weight_info_entry{weight_info};
const Observable weight_observable{
    .name = "test_weight",
    .fits = [](const Site& site, const InstrumentOptions&) { return site.interaction ? Fit::yes() : Fit::no(); },
    .weigh = [](const Site& site, const InstrumentOptions&) -> WeightResult {
        return {{{"weight", site.interaction->weight.sum().item<double>(), 1}}};
    }};
const Registered<Observable> weight_entry{weight_observable};
const Control negated{.name = "test_negated", .weights = [](const Interaction& i, Seed) { return -i.weight; }};
const Registered<Control> control_entry{negated};

/// y = w x, one number a sample.
class Line : public System {
  public:
    explicit Line(double w) {
        Site site{
            {.name = "y", .op = "Gemm", .role = Role::linear, .axes = "NU", .shape = {1}, .depth = 1, .weight = "w"}};
        site.interaction = Interaction{.name = "w", .weight = at::tensor({w}, at::kDouble).reshape({1, 1})};
        sites_.push_back(site);
    }
    const Card& card() const override { return card_; }
    std::span<const Site> sites() const override { return sites_; }
    void run(const Source& input, const Demand& demand, Probe& probe) const override {
        for (std::int64_t at = 0; at < input.size();) {
            const Batch batch = input.read(at, std::min(at ? demand.batch : demand.first_batch, input.size() - at));
            State state{at::linear(batch.inputs[0].second, sites_[0].interaction->weight), batch};
            if (demand.states[0]) probe.at(0, state);
            at += batch.size;
            if (!probe.end_of_batch(batch)) return;
        }
    }
    std::unique_ptr<System> control(const Control& control, Seed seed) const override {
        return std::make_unique<Line>(control.weights(*sites_[0].interaction, seed).item<double>());
    }

  private:
    Card card_;
    std::vector<Site> sites_;
};

class Numbers : public Source {
  public:
    explicit Numbers(std::int64_t n) {
        Random random(5);
        for (std::int64_t i = 0; i < n; ++i) x_.push_back(random.normal());
    }
    std::int64_t size() const override { return static_cast<std::int64_t>(x_.size()); }
    bool labelled() const override { return false; }
    Batch read(std::int64_t first, std::int64_t count) const override {
        return {{{"x",
                  at::tensor(std::vector<double>(x_.begin() + first, x_.begin() + first + count)).reshape({count, 1})}},
                {},
                first,
                count};
    }
    const std::vector<double>& values() const { return x_; }

  private:
    std::vector<double> x_;
};

const std::vector<const Observable*> mean_only{&mean_observable};

}  // namespace

TEST(measure, the_jackknife_of_a_mean_is_the_standard_error_of_block_means) {
    const Numbers numbers(1600);
    const Measured measured = measure(Line(2), &numbers, mean_only);
    const Estimate& mean = measured.measurements.at(0).estimates.at(0);
    double sum = 0, squares = 0;
    for (const double x : numbers.values()) sum += 2 * x, squares += 4 * x * x;
    EXPECT_NEAR(mean.value, sum / 1600, 1e-12);
    EXPECT_EQ(mean.n, 1600);
    // Sixteen blocks estimate the error itself to about 1 / sqrt(2 * 15) = 18 %.
    EXPECT_NEAR(mean.error.std_error(), std::sqrt(squares) / 1600, 3 * 0.18 * std::sqrt(squares) / 1600);
}

TEST(measure, batch_size_changes_nothing) {
    const Numbers numbers(333);
    MeasureOptions one, seven;
    one.batch = 1, seven.batch = 7;
    const Measured a = measure(Line(1), &numbers, mean_only, one), b = measure(Line(1), &numbers, mean_only, seven);
    EXPECT_NEAR(a.measurements[0].estimates[0].value, b.measurements[0].estimates[0].value, 1e-14);
    EXPECT_NEAR(a.measurements[0].estimates[0].error.std_error(), b.measurements[0].estimates[0].error.std_error(),
                1e-14);
}

TEST(measure, a_null_stands_beside_the_value_on_the_same_samples) {
    const Numbers numbers(100);
    const Measured measured = measure(Line(1), &numbers, mean_only);
    const Null& null = measured.measurements[0].estimates[0].nulls.at(0);
    EXPECT_EQ(null.draws, 19);
    EXPECT_NEAR(null.mean, -null.value, 1e-12);
    EXPECT_NEAR(null.spread, 0, 1e-12);
}

TEST(measure, without_data_the_streaming_instruments_say_so) {
    const Measured measured = measure(Line(1), nullptr, mean_only);
    EXPECT_TRUE(measured.measurements.empty());
    ASSERT_EQ(measured.skipped.size(), 1u);
    EXPECT_NE(measured.skipped[0].reason.find("no data was given"), std::string::npos);
}

TEST(measure, an_unknown_instrument_or_layer_is_named_with_what_is_known) {
    EXPECT_THROW(choose_instruments({"test_meen"}, {}), Error);
    MeasureOptions options;
    options.layers = {"z*"};
    const Numbers numbers(10);
    try {
        measure(Line(1), &numbers, mean_only, options);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("'y'"), std::string::npos);
    }
}

TEST(measure, an_interrupted_run_ends_with_its_own_kind) {
    const Numbers numbers(100);
    MeasureOptions options;
    options.watcher.is_stopped = [] { return true; };
    try {
        measure(Line(1), &numbers, mean_only, options);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), 130);
    }
}

TEST(measure, ctrl_c_among_null_draws_on_several_threads_ends_the_run_once) {
    const Numbers numbers(100);
    for (const int threads : {1, 2}) {
        const WithThreads with(threads);
        std::atomic<bool> pressed{false};
        std::atomic<int> after{0};
        MeasureOptions options;
        options.null_draws = 1000;
        options.watcher.show = [&](const std::string& stage, double) {
            if (pressed) ++after;
            pressed = pressed || stage == "nulls";
        };
        options.watcher.is_stopped = [&] { return pressed.load(); };
        try {
            measure(Line(1), &numbers, mean_only, options);
            FAIL() << "the run went on";
        } catch (const Error& error) {
            EXPECT_EQ(error.exit_code(), 130);
        }
        EXPECT_EQ(after, 0) << threads;  // nobody is told of progress after it
    }
}

TEST(measure, a_budget_that_is_used_up_stops_samples_and_draws_and_says_both) {
    const Numbers numbers(1000);
    MeasureOptions options;
    options.budget_seconds = 1e-9;
    const Measured measured = measure(Line(1), &numbers, mean_only, options);
    EXPECT_EQ(measured.samples_used, 16);  // the first batch, as short as it gets
    ASSERT_EQ(measured.notes.size(), 3u);
    EXPECT_NE(measured.notes[0].find("on 16 of them instead of 128"), std::string::npos) << measured.notes[0];
    EXPECT_NE(measured.notes[1].find("stopped after 16 of 1,000 samples"), std::string::npos) << measured.notes[1];
    EXPECT_NE(measured.notes[2].find("0 draws instead of 19"), std::string::npos) << measured.notes[2];
    EXPECT_TRUE(measured.measurements.at(0).estimates.at(0).nulls.empty());
}

TEST(measure, a_budget_that_is_large_changes_nothing) {
    const Numbers numbers(100);
    MeasureOptions options;
    options.budget_seconds = 3600;
    const Measured with = measure(Line(1), &numbers, mean_only, options),
                   without = measure(Line(1), &numbers, mean_only);
    EXPECT_TRUE(with.notes.empty());
    EXPECT_EQ(with.measurements[0].estimates[0].value, without.measurements[0].estimates[0].value);
    EXPECT_EQ(with.measurements[0].estimates[0].nulls.at(0).mean,
              without.measurements[0].estimates[0].nulls.at(0).mean);
}

TEST(measure, a_budget_that_is_used_up_leaves_weights_out_and_says_so) {
    MeasureOptions options;
    options.budget_seconds = 1e-9;
    const Measured measured = measure(Line(1), nullptr, {find_observable("test_weight")}, options);
    EXPECT_TRUE(measured.measurements.empty());
    ASSERT_EQ(measured.notes.size(), 1u);
    EXPECT_NE(measured.notes[0].find("1 of 1 weights"), std::string::npos) << measured.notes[0];
    ASSERT_EQ(measured.skipped.size(), 1u);
    EXPECT_NE(measured.skipped[0].reason.find("budget"), std::string::npos);
}

TEST(measure, looking_ahead_tells_a_time_once_and_changes_no_number) {
    const Numbers numbers(300);
    const std::vector<const Observable*> both{&mean_observable, find_observable("test_weight")};
    int told = 0;
    MeasureOptions options;
    options.expect = [&](double seconds) {
        ++told;
        EXPECT_GE(seconds, 0);
    };
    const Measured with = measure(Line(2), &numbers, both, options), without = measure(Line(2), &numbers, both);
    EXPECT_EQ(told, 1);
    ASSERT_EQ(with.measurements.size(), without.measurements.size());
    for (std::size_t m = 0; m < with.measurements.size(); ++m) {
        const Estimate &a = with.measurements[m].estimates.at(0), &b = without.measurements[m].estimates.at(0);
        EXPECT_EQ(a.value, b.value);
        ASSERT_EQ(a.nulls.size(), 1u);
        EXPECT_EQ(a.nulls[0].draws, 19);
        EXPECT_EQ(a.nulls[0].mean, b.nulls.at(0).mean);
        EXPECT_EQ(a.nulls[0].low, b.nulls.at(0).low);
    }
}

TEST(measure, data_on_which_no_state_could_be_measured_are_told_first) {
    const Numbers numbers(10);
    const Observable nowhere{.name = "test_mean",
                             .fits = [](const Site&, const InstrumentOptions&) { return Fit::because("it is Monday"); },
                             .start = mean_observable.start};
    const Measured measured = measure(Line(1), &numbers, {&nowhere});
    ASSERT_EQ(measured.notes.size(), 1u);
    EXPECT_EQ(measured.notes[0], "no state was measured: it is Monday");
    EXPECT_EQ(measured.no_state, "it is Monday");
    EXPECT_TRUE(measure(Line(1), &numbers, mean_only).notes.empty());
    EXPECT_TRUE(measure(Line(1), &numbers, {find_observable("test_weight")}).notes.empty());
}

TEST(measure, every_block_gets_its_share) {
    for (const std::int64_t n : {17, 64, 100, 511, 1000, 10000}) {
        const std::int64_t chunk = chunk_size(n, 16);
        std::vector<std::int64_t> count(16);
        for (std::int64_t i = 0; i < n; ++i) ++count[i / chunk % 16];
        const auto [least, most] = std::minmax_element(count.begin(), count.end());
        EXPECT_LE(*most - *least, chunk) << n;
        EXPECT_GE(*least, 1) << n;
    }
}

TEST(measure, shuffling_keeps_every_sample_once) {
    const Numbers numbers(57);
    const ShuffledSource shuffled(numbers, 1);
    std::multiset<double> seen, all(numbers.values().begin(), numbers.values().end());
    for (std::int64_t i = 0; i < 57; i += 19)
        for (std::int64_t k = 0; k < 19; ++k) seen.insert(shuffled.read(i, 19).inputs[0].second[k].item<double>());
    EXPECT_EQ(seen, all);
}
