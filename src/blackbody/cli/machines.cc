#include "blackbody/cli/machines.h"

#include <cstdio>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// "28x28", or "28x28,columns" where the pixels are stored by columns.
Picture picture_of(const std::string& text) {
    if (text.empty()) return {};
    int height = 0, width = 0, used = 0;
    if (std::sscanf(text.c_str(), "%dx%d%n", &height, &width, &used) == 2 && height > 0 && width > 0) {
        const std::string rest = text.substr(static_cast<std::size_t>(used));
        if (rest.empty() || rest == ",columns") return {height, width, !rest.empty()};
    }
    throw Error(ErrorKind::usage, "--picture: expected 28x28 or 28x28,columns, found '" + escape_control(text) + "'");
}

}  // namespace

MachineOptions machine_options(const Options& options) {
    return {.keys = options.machine.keys,
            .units = options.machine.units,
            .colours = std::max<std::int64_t>(options.machine.potts_states, 1)};
}

StateOptions state_options(const Options& options) {
    return {.split = options.split,
            .binarise = options.machine.binarise,
            .threshold = options.machine.threshold,
            .limit = options.limit,
            .weights = options.machine.weights,
            .seed = options.seed};
}

std::unique_ptr<LoadedEnsemble> open_ensemble(const Options& options, const ArrayFile& arrays) {
    return ensemble_of(arrays, machine_options(options), picture_of(options.machine.picture), options.seed);
}

std::unique_ptr<LoadedEnsemble> open_ensemble(const Options& options) {
    return open_ensemble(options, ArrayFile::open(options.model));
}

std::optional<double> run_watched(MachineChains& chains, std::int64_t steps, const Ensemble& ensemble,
                                  const std::function<bool(double done)>& go_on) {
    constexpr std::int64_t looks = 32;
    const std::int64_t apart = steps / 2 / looks, before = steps - apart * looks;
    const auto all = static_cast<double>(std::max<std::int64_t>(steps, 1));
    run(chains, before, [&](double done) { return go_on(done * static_cast<double>(before) / all); });
    MixingWatch watch(ensemble.machine().layers().front());
    for (std::int64_t look = 0; apart > 0 && look < looks; ++look) {
        const auto taken = static_cast<double>(before + look * apart);
        run(chains, apart, [&](double done) { return go_on((taken + done * static_cast<double>(apart)) / all); });
        watch.look(chains.visible());
    }
    return watch.r_hat();
}

States open_states(const Options& options, const Ensemble& ensemble) {
    const Layer visible = ensemble.machine().layers().front();
    States states = load_states(options.data, *visible.unit, state_options(options));
    if (states.values.size(1) != visible.size())
        throw Error(ErrorKind::data, Complaint{.file = options.data,
                                               .place = "samples",
                                               .expected = std::to_string(visible.size()) +
                                                           " numbers, the visible units of " + options.model,
                                               .found = std::to_string(states.values.size(1))});
    return states;
}

}  // namespace blackbody
