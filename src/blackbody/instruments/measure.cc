#include "blackbody/instruments/measure.h"

#include <algorithm>
#include <cmath>
#include <memory>

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

/// How the run is divided, for one progress bar over all of it.
struct Share {
    const MeasureOptions& options;
    double from, to;
    MeasureOptions scaled() const {
        MeasureOptions part = options;
        if (options.progress)
            part.progress = [*this](const Progress& p) { options.progress({p.stage, from + (to - from) * p.done}); };
        return part;
    }
};

/// Times the fixed samples once and extrapolates: samples, null draws (each control redraws them), weights by their
/// size.
void tell_how_long(const System& system, const Source& input, const Selection& selection,
                   const MeasureOptions& options) {
    if (!options.expect) return;
    const Pace clock(options);
    const std::int64_t few = std::min(options.null_samples, input.size());
    stream(system, FixedSource(input, few), selection.streaming, {options.instrument, 1, few, few, {}});
    const double a_sample = clock.seconds() / static_cast<double>(few);
    double samples = static_cast<double>(input.size());
    if (options.null_draws) samples += 2.0 * static_cast<double>(options.null_draws * few);
    double weights = 0;
    for (const Task& task : selection.weights) {
        const at::Tensor& w = system.sites()[task.site].interaction->weight;
        const double rows = static_cast<double>(w.size(0)),
                     columns = static_cast<double>(w.numel()) / std::max(rows, 1.0);
        weights += 3e-10 * rows * columns * std::min(rows, columns) * static_cast<double>(1 + options.null_draws);
    }
    options.expect(a_sample * samples + weights);
}

std::vector<Measurement> measure_states(const System& system, const Source& input, const Selection& selection,
                                        const MeasureOptions& options, Measured& measured) {
    // One seeded order for everything; the first batch holds the fixed samples of the Gram matrices.
    const ShuffledSource shuffled(input, options.instrument.seed);
    tell_how_long(system, shuffled, selection, options);
    const Pace pace(options);
    const double all = static_cast<double>(shuffled.size());
    StreamOptions passing{options.instrument,
                          options.blocks,
                          std::min(options.instrument.fixed_samples, shuffled.size()),
                          options.batch,
                          {}};
    passing.go_on = [&](std::int64_t seen) {
        pace.at("states", 0.6 * static_cast<double>(seen) / all);
        return !pace.over(0.5);
    };
    Streamed streamed = stream(system, shuffled, selection.streaming, passing);
    measured.samples_used = streamed.samples;
    if (streamed.samples < shuffled.size())
        measured.notes.push_back("stopped after " + with_commas(streamed.samples) + " of " +
                                 with_commas(shuffled.size()) + " samples: half of the budget of " +
                                 short_number(options.budget_seconds) + " s was used up");

    judge_silence(system, shuffled, selection.streaming, streamed);
    note_origin(system, shuffled, selection.streaming, options, streamed.measurements);

    const std::vector<std::string> notes = options.null_draws
                                               ? draw_nulls(system, shuffled, selection.streaming,
                                                            Share{options, 0.6, 0.85}.scaled(), streamed.measurements)
                                               : std::vector<std::string>{};
    measured.notes.insert(measured.notes.end(), notes.begin(), notes.end());
    return std::move(streamed.measurements);
}

}  // namespace

Measured measure(const System& system, const Source* input, const std::vector<const Observable*>& instruments,
                 const MeasureOptions& options) {
    Measured measured;
    const Selection selection = select(system, input, instruments, options);
    measured.skipped = selection.skipped;

    // States first, then weights; a site whose state never came says so.
    std::vector<std::pair<Task, Measurement>> all;
    if (!selection.streaming.empty()) {
        std::vector<Measurement> found = measure_states(system, *input, selection, options, measured);
        for (std::size_t i = 0; i < found.size(); ++i) all.emplace_back(selection.streaming[i], std::move(found[i]));
    }
    if (!selection.weights.empty()) {
        std::vector<Measurement> found =
            weigh(system, selection.weights, Share{options, input ? 0.85 : 0.0, 1.0}.scaled());
        for (std::size_t i = 0; i < found.size(); ++i) all.emplace_back(selection.weights[i], std::move(found[i]));
    }

    // By depth, then in the order of the records.
    std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
        const SiteInfo &left = system.sites()[a.first.site].info, &right = system.sites()[b.first.site].info;
        if (left.depth != right.depth) return left.depth < right.depth;
        return a.first.site < b.first.site;
    });
    for (auto& [task, measurement] : all) {
        if (measurement.estimates.empty() && task.observable->start)
            measured.skipped.push_back({measurement.observable, measurement.site,
                                        "its state was never computed: what comes before it is not supported"});
        else measured.measurements.push_back(std::move(measurement));
    }
    return measured;
}

}  // namespace blackbody
