#include "blackbody/instruments/measure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "blackbody/base/fact_names.h"
#include "blackbody/instruments/nulls.h"
#include "blackbody/instruments/origin.h"
#include "blackbody/instruments/pace.h"
#include "blackbody/instruments/selection.h"
#include "blackbody/instruments/silence.h"
#include "blackbody/instruments/sources.h"
#include "blackbody/instruments/stream.h"
#include "blackbody/instruments/weights.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

StreamOptions passing(const MeasureOptions& options, std::int64_t samples) {
    return {options.instrument,   options.blocks, std::min(options.fixed_samples, samples), options.batch, {},
            options.fixed_samples};
}

/// What a pass over all samples takes: the first of them once more, in a warm state, and the blocks put together.
double seconds_of_pass(const System& system, const Source& input, const std::vector<Task>& tasks,
                       const MeasureOptions& options) {
    constexpr double cold = 0.5;  // seconds below which the first pass is mostly start-up
    const Pace pace(options);
    const std::int64_t few = std::min(options.null_samples, input.size());
    const FixedSource fixed(input, few);
    double samples = 0, blocks = 0;
    for (int pass = 0; pass < 2; ++pass) {
        const double start = pace.seconds();
        StreamOptions how = passing(options, few);
        how.go_on = [&](std::int64_t) { return samples = pace.seconds() - start, true; };
        stream(system, fixed, tasks, how);
        blocks = pace.seconds() - start - samples;
        if (samples > cold || pace.over(pace.end_of(1, 20))) break;
    }
    return samples * static_cast<double>(input.size()) / static_cast<double>(few) + blocks;
}

/// The stages of one run, with what each of them needs.
class Run {
  public:
    Run(const System& system, const Source* input, const Selection& selection, const MeasureOptions& options)
        : system_(system),
          selection_(selection),
          options_(options),
          pace_(options_),
          weights_(system, selection.weights, options_) {
        if (options.watcher.show)
            options_.watcher.show = [this, tell = options.watcher.show](const std::string& stage, double done) {
                looks_ahead_ ? tell("looking ahead", 0) : tell(stage, of_all(stage, done));
            };
        // One seeded order for everything; the first batch holds the fixed samples of the Gram matrices.
        if (selection.streaming.empty()) return;
        shuffled_.emplace(*input, options.instrument.seed);
        if (options.null_draws > 0) nulls_.emplace(system, *shuffled_, selection.streaming, options_);
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    /// A small part of every stage tells what the whole will take; what it gave is kept, but for a few samples.
    void look_ahead() {
        if (!options_.expect && options_.budget_seconds <= 0) return;
        looks_ahead_ = true;
        ahead_.weights = weights_.begin();
        if (shuffled_) {
            ahead_.nulls = nulls_ ? nulls_->begin() : 0;
            ahead_.states = seconds_of_pass(system_, *shuffled_, selection_.streaming, options_);
        }
        if (options_.expect) options_.expect(std::min(pace_.seconds() + ahead_.total(), budget()));
        looks_ahead_ = false;
    }

    std::vector<Measurement> states(Measured& measured) {
        if (!shuffled_) return {};
        const std::int64_t all = shuffled_->size();
        const double end = pace_.end_of(ahead_.states, ahead_.nulls + ahead_.weights);
        StreamOptions how = passing(options_, all);
        shorten_first_batch(how, end, measured);
        how.go_on = [&](std::int64_t seen) {
            pace_.at("states", static_cast<double>(seen) / static_cast<double>(all));
            return !pace_.over(end);
        };
        Streamed streamed = stream(system_, *shuffled_, selection_.streaming, how);
        measured.samples_used = streamed.samples;
        if (streamed.samples < all)
            measured.notes.push_back("stopped after " + with_commas(streamed.samples) + " of " + with_commas(all) +
                                     " samples: the budget of " + short_number(options_.budget_seconds) +
                                     " s was used up");
        judge_silence(system_, *shuffled_, selection_.streaming, streamed);
        note_origin(system_, *shuffled_, selection_.streaming, options_, streamed.measurements);
        return std::move(streamed.measurements);
    }

    void nulls(std::vector<Measurement>& measurements, Measured& measured) {
        if (!nulls_) return;
        const std::vector<std::string> notes = nulls_->finish(pace_.end_of(ahead_.nulls, ahead_.weights), measurements);
        measured.notes.insert(measured.notes.end(), notes.begin(), notes.end());
    }

    std::vector<Measurement> weights(Measured& measured) { return weights_.finish(pace_.end_of(1, 0), measured.notes); }

  private:
    double budget() const { return options_.budget_seconds > 0 ? options_.budget_seconds : no_end; }

    /// The first batch, with the samples of the Gram matrices, is never cut: it has as many as there is time for.
    void shorten_first_batch(StreamOptions& how, double end, Measured& measured) const {
        constexpr double least = 16;
        if (end == no_end || ahead_.states <= 0) return;
        const double a_sample = ahead_.states / static_cast<double>(shuffled_->size()), time = end - pace_.seconds();
        const auto affordable = static_cast<std::int64_t>(std::max(least, std::min(time / a_sample, 1e9)));
        if (affordable >= how.first_batch) return;
        how.first_batch = how.fixed_samples = affordable;
        how.batch = std::min(how.batch, affordable);
        measured.notes.push_back("correlations between samples are taken on " + with_commas(affordable) +
                                 " of them instead of " + with_commas(options_.fixed_samples) +
                                 ": the budget leaves no time for more");
    }

    /// One bar over all stages, each as long as it takes, as far as anybody looked ahead.
    double of_all(const std::string& stage, double done) const {
        const bool known = ahead_.total() > 0;
        const double states = known       ? ahead_.states / ahead_.total()
                              : shuffled_ ? 0.6
                                          : 0,
                     nulls = known       ? ahead_.nulls / ahead_.total()
                             : shuffled_ ? 0.25
                                         : 0;
        if (stage == "states") return states * done;
        if (stage == "nulls") return states + nulls * done;
        return states + nulls + (1 - states - nulls) * done;
    }

    const System& system_;
    const Selection& selection_;
    MeasureOptions options_;
    const Pace pace_;
    Forecast ahead_;
    bool looks_ahead_ = false;
    std::optional<ShuffledSource> shuffled_;
    std::optional<StateNulls> nulls_;
    WeightRun weights_;
};

bool wants_states(const std::vector<const Observable*>& instruments) {
    return std::any_of(instruments.begin(), instruments.end(), [](const Observable* o) { return o->is_streaming(); });
}

/// Whether a measurement of a state has a number.
bool saw_any(const Measured& measured) {
    return std::any_of(measured.measurements.begin(), measured.measurements.end(), [](const Measurement& m) {
        const Observable* observable = find_observable(m.observable);
        return observable && observable->is_streaming() && !m.estimates.empty();
    });
}

/// Why a state gave no number: what was left out of it, or that it never came.
std::string why_empty(const Measurement& measurement) {
    const std::vector<std::string> what = facts_of(measurement, facts::left_out);
    if (!what.empty()) return "nothing is left of it: " + join(what, "; ");
    return "its state was never computed: what comes before it is not supported";
}

/// The reason that was given most often for an instrument of states.
std::string why_no_state(const Measured& measured, const std::vector<const Observable*>& instruments) {
    std::map<std::string, int> reasons;
    for (const Skip& skip : measured.skipped)
        for (const Observable* observable : instruments)
            if (observable->name == skip.observable && observable->is_streaming()) ++reasons[skip.reason];
    if (reasons.empty()) return "none of its sites fits an instrument";
    return std::max_element(reasons.begin(), reasons.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

}  // namespace

Measured measure(const System& system, const Source* input, const std::vector<const Observable*>& instruments,
                 const MeasureOptions& options) {
    for (const OwnOptions& own : options.instrument.own) check_fields(own);
    Measured measured;
    const Selection selection = select(system, input, instruments, options);
    measured.skipped = selection.skipped;

    // States first, then weights; a site whose state never came says so.
    std::vector<std::pair<Task, Measurement>> all;
    Run run(system, input, selection, options);
    run.look_ahead();
    std::vector<Measurement> states = run.states(measured);
    run.nulls(states, measured);
    std::vector<Measurement> weights = run.weights(measured);
    for (std::size_t i = 0; i < states.size(); ++i) all.emplace_back(selection.streaming[i], std::move(states[i]));
    for (std::size_t i = 0; i < weights.size(); ++i) all.emplace_back(selection.weights[i], std::move(weights[i]));

    // By depth, then in the order of the records.
    std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
        const SiteInfo &left = system.sites()[a.first.site].info, &right = system.sites()[b.first.site].info;
        if (left.depth != right.depth) return left.depth < right.depth;
        return a.first.site < b.first.site;
    });
    for (auto& [task, measurement] : all) {
        const std::string& site = system.sites()[task.site].info.name;
        if (measurement.observable.empty())
            measured.skipped.push_back({task.observable->name, site, "the budget was used up before"});
        else if (measurement.estimates.empty() && task.observable->is_streaming())
            measured.skipped.push_back({measurement.observable, measurement.site, why_empty(measurement)});
        else measured.measurements.push_back(std::move(measurement));
    }
    if (input && !saw_any(measured) && wants_states(instruments)) {
        measured.no_state = why_no_state(measured, instruments);
        measured.notes.push_back("no state was measured: " + measured.no_state);
    }
    return measured;
}

}  // namespace blackbody
