#include "blackbody/instruments/selection.h"

#include <algorithm>
#include <map>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

bool chosen_by_layers(const std::vector<std::string>& globs, const SiteInfo& site) {
    return globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
               return glob_match(glob, site.name) || (!site.weight.empty() && glob_match(glob, site.weight));
           });
}

bool named(const std::vector<std::string>& names, const Observable& observable) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return name == observable.name || name == observable.info().family;
    });
}

void check_names(const std::vector<std::string>& names) {
    std::vector<std::string> known;
    for (const Observable* observable : observables())
        known.push_back(observable->name), known.push_back(observable->info().family);
    for (const std::string& name : names) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        const std::string guess = nearest(name, known);
        throw Error(ErrorKind::usage, "no instrument is named '" + escape_control(name) + "'; " +
                                          (guess.empty() ? "" : "did you mean '" + guess + "'? ") +
                                          "`blackbody list` shows all");
    }
}

/// Why a whole observable cannot run here, or "".
std::string reason_against(const Observable& observable, const Source* input) {
    if (!observable.is_streaming()) return "";
    if (input == nullptr) return "it needs " + observable.info().needs + ", and no data was given";
    if (observable.needs_labels && !input->labelled()) return "it needs labels, and the data has none";
    return "";
}

/// "; not computed: LSTM (opset 17), node 'lstm'" where an unknown operator may be why a site is missing, or "".
std::string unknown_operator_of(const System& system) {
    const std::vector<Uncomputed>& parts = system.card().not_computed;
    return parts.empty() ? "" : "; not computed: " + parts.front().what;
}

/// Adds why sites were left out; one line for the whole observable where it is the same reason everywhere. No fault
/// found needs no line. True where there is no such site at all.
bool add_skips(std::vector<Skip>& skipped, std::vector<Skip> refused, const Observable& observable, bool anywhere) {
    const bool one_reason = !anywhere && !refused.empty() &&
                            std::all_of(refused.begin(), refused.end(),
                                        [&](const Skip& skip) { return skip.reason == refused.front().reason; });
    if (one_reason) skipped.push_back({observable.name, "", refused.front().reason});
    else if (anywhere || !refused.empty()) skipped.insert(skipped.end(), refused.begin(), refused.end());
    else if (!observable.info().of_faults)
        return skipped.push_back({observable.name, "", "no site here has " + observable.info().needs}), true;
    return false;
}

/// The pairs of an observable of two sites: by `joins`, or each with the next one.
std::vector<Task> paired(const Observable& observable, std::span<const Site> sites,
                         const std::vector<std::size_t>& fitting) {
    std::vector<Task> tasks;
    for (std::size_t to = 1; to < fitting.size(); ++to)
        for (std::size_t from = observable.joins ? 0 : to - 1; from < to; ++from)
            if (!observable.joins || observable.joins(sites[fitting[from]], sites[fitting[to]]))
                tasks.push_back({&observable, fitting[to], fitting[from]});
    return tasks;
}

/// Where one observable is measured; `refused` gets where not, and why.
std::vector<Task> tasks_of(const Observable& observable, std::span<const Site> sites, const MeasureOptions& options,
                           std::vector<Skip>& refused) {
    std::vector<std::size_t> fitting;
    for (std::size_t s = 0; s < sites.size(); ++s) {
        if (!chosen_by_layers(options.layers, sites[s].info)) continue;
        const Fit fit = observable.fits(sites[s], options.instrument);
        if (fit.fits) fitting.push_back(s);
        else if (!fit.reason.empty()) refused.push_back({observable.name, sites[s].info.name, fit.reason});
    }
    if (observable.start_pair) return paired(observable, sites, fitting);
    std::vector<Task> tasks;
    for (const std::size_t site : fitting) tasks.push_back({&observable, site});
    return tasks;
}

}  // namespace

std::vector<const Observable*> default_instruments() { return observables(); }

std::vector<const Observable*> choose_instruments(const std::vector<std::string>& only,
                                                  const std::vector<std::string>& skip) {
    check_names(only);
    check_names(skip);
    std::vector<const Observable*> chosen;
    for (const Observable* observable : observables())
        if ((only.empty() || named(only, *observable)) && !named(skip, *observable)) chosen.push_back(observable);
    return chosen;
}

Selection select(const System& system, const Source* input, const std::vector<const Observable*>& instruments,
                 const MeasureOptions& options) {
    // A pattern that names no layer is a mistake, not an empty report.
    const auto sites = system.sites();
    if (!std::any_of(sites.begin(), sites.end(),
                     [&](const Site& s) { return chosen_by_layers(options.layers, s.info); })) {
        std::vector<std::string> names;
        for (const Site& site : sites)
            if (names.size() < 12) names.push_back("'" + site.info.name + "'");
        throw Error(ErrorKind::usage, "no layer matches " + join(options.layers, ", ") + "; layers are " +
                                          join(names, ", ") + (sites.size() > names.size() ? ", ..." : ""));
    }

    Selection selection;
    for (const Observable* observable : instruments) {
        if (const std::string reason = reason_against(*observable, input); !reason.empty()) {
            selection.skipped.push_back({observable->name, "", reason});
            continue;
        }
        std::vector<Skip> refused;
        const std::vector<Task> tasks = tasks_of(*observable, sites, options, refused);
        std::vector<Task>& all = observable->is_streaming() ? selection.streaming : selection.weights;
        all.insert(all.end(), tasks.begin(), tasks.end());
        const bool is_nowhere = add_skips(selection.skipped, std::move(refused), *observable, !tasks.empty());
        if (is_nowhere && observable->is_streaming()) selection.skipped.back().reason += unknown_operator_of(system);
    }
    return selection;
}

std::int64_t states_held(const System& system, const std::vector<const Observable*>& instruments,
                         const MeasureOptions& options) {
    std::map<std::size_t, std::size_t> until;  // of each earlier site, the last later one
    for (const Observable* observable : instruments) {
        if (!observable->start_pair) continue;
        std::vector<Skip> refused;
        for (const Task& task : tasks_of(*observable, system.sites(), options, refused))
            until[*task.from] = std::max(until[*task.from], task.site);
    }
    std::int64_t most = 0;
    for (const auto& [site, end] : until)
        most = std::max<std::int64_t>(most, std::count_if(until.begin(), until.end(), [&](const auto& other) {
                                          return other.first <= site && site < other.second;
                                      }));
    return most;
}

}  // namespace blackbody
