#include "blackbody/loading/machine_source.h"

#include <algorithm>

#include "blackbody/instruments/thermal/mixing.h"
#include "blackbody/loading/open.h"
#include "blackbody/systems/ensembles/units/spins.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

bool is_machine(const System& system) { return dynamic_cast<const Ensemble*>(&system) != nullptr; }

/// Chains of the machine itself, with what must be said of them.
OpenedSource own_chains(const Ensemble& ensemble, const SourceSpec& spec) {
    const auto states = ensemble.machine().chains(
        {.visible = free_visible(ensemble.machine(), spec.chains, spec.seed), .seed = seed_for(spec.seed, "sample")});
    const std::optional<double> r_hat = run_watched(*states, spec.steps, ensemble, spec.watcher.stage("chains"));
    OpenedSource opened{std::make_unique<VisibleSource>(ensemble, states->visible()), {}, {}};
    opened.card = {.file = "chains of the machine itself",
                   .format = std::to_string(spec.steps) + " Gibbs steps from units without a field",
                   .samples_given = spec.chains,
                   .preprocessing = "none"};
    opened.card.notes = {"no data were given: the states are those that the machine itself makes"};
    if (r_hat && *r_hat > largest_r_hat)
        opened.card.notes.push_back(why_no_bar(*r_hat) +
                                    "; error bars below are those of these states, not of the machine's: give data, or "
                                    "take more steps");
    return opened;
}

OpenedSource open_machine_source(System& system, const SourceSpec& spec) {
    const auto& ensemble = dynamic_cast<const Ensemble&>(system);
    if (spec.path.empty()) return own_chains(ensemble, spec);
    const States states = load_states_of(ensemble, spec.path, spec.states);
    return {std::make_unique<VisibleSource>(ensemble, states.values, states.labels), states.card, states};
}

const SourceFormat format{.name = "machine", .order = 1, .recognises = is_machine, .opens = open_machine_source};
const Registered<SourceFormat> entry(format);

}  // namespace

std::optional<double> run_watched(MachineChains& chains, std::int64_t steps, const Ensemble& ensemble,
                                  const std::function<void(double done)>& progress) {
    constexpr std::int64_t evaluations = 32;
    const std::int64_t apart = steps / 2 / evaluations, before = steps - apart * evaluations;
    const auto all = static_cast<double>(std::max<std::int64_t>(steps, 1));
    run(chains, before, [&](double done) { progress(done * static_cast<double>(before) / all); });
    const Layer visible = ensemble.machine().layers().front();
    MixingWatch watch;
    for (std::int64_t t = 0; apart > 0 && t < evaluations; ++t) {
        const auto taken = static_cast<double>(before + t * apart);
        run(chains, apart, [&](double done) { progress((taken + done * static_cast<double>(apart)) / all); });
        watch.evaluate(as_spins(visible, chains.visible()));
    }
    return watch.r_hat();
}

States load_states_of(const Ensemble& ensemble, const std::string& path, const StateOptions& options) {
    const Layer visible = ensemble.machine().layers().front();
    States states = load_states(path, *visible.unit, options);
    if (states.values.size(1) != visible.size())
        throw Error(ErrorKind::data, Complaint{.file = path,
                                               .place = "samples",
                                               .expected = std::to_string(visible.size()) +
                                                           " numbers, the visible units of " + ensemble.card().file,
                                               .found = std::to_string(states.values.size(1))});
    return states;
}

}  // namespace blackbody
