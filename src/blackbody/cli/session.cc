#include "blackbody/cli/session.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>

#include "blackbody/cli/class_scores.h"
#include "blackbody/cli/command_line.h"
#include "blackbody/cli/evidence.h"
#include "blackbody/cli/machines.h"
#include "blackbody/cli/progress.h"
#include "blackbody/loading/dataset.h"
#include "blackbody/loading/layered.h"
#include "blackbody/loading/network.h"
#include "blackbody/loading/noise.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t noise_samples = 512, machine_chains = 1000;

at::Device device_of(const Options& options) {
    try {
        const at::Device device(options.device);
        if (device.is_cpu() || (device.is_cuda() && at::hasCUDA())) return device;
    } catch (const c10::Error&) {
    }
    throw Error(ErrorKind::usage, "--device: expected cpu" +
                                      std::string(at::hasCUDA() ? " or cuda" : " (no CUDA device is here)") +
                                      ", found '" + escape_control(options.device) + "'");
}

/// "224" or "224x160" -> {height, width}; {0, 0} where nothing was said.
std::pair<std::int64_t, std::int64_t> size_of(const std::string& text) {
    if (text.empty()) return {0, 0};
    int height = 0, width = 0, used = 0;
    if (std::sscanf(text.c_str(), "%dx%d%n", &height, &width, &used) == 2 && used == static_cast<int>(text.size()) &&
        height > 0 && width > 0)
        return {height, width};
    if (std::sscanf(text.c_str(), "%d%n", &height, &used) == 1 && used == static_cast<int>(text.size()) && height > 0)
        return {height, height};
    throw Error(ErrorKind::usage, "--size: expected 224 or 224x160, found '" + escape_control(text) + "'");
}

DataOptions data_options(const Options& options, const System& system) {
    const auto [height, width] = size_of(options.size);
    DataOptions data{options.split,   options.labels,
                     options.classes, {options.preprocess, options.mean, options.std, options.channels},
                     height,          width,
                     options.limit};
    data.class_count = class_count_of(system);
    return data;
}

OpenedData noise(const Options& options, const Network& network) {
    std::vector<std::int64_t> shape;
    for (const Site& site : network.sites())
        if (site.info.role == Role::input && site.info.name == network.input().name) shape = site.info.shape;
    if (shape.empty() || !at::isFloatingType(network.input().type))
        throw Error(ErrorKind::data, "--data noise: the input '" + escape_control(network.input().name) +
                                         "' does not take real numbers of a known shape");
    const std::int64_t samples = options.limit ? options.limit : noise_samples;
    OpenedData opened;
    opened.source = std::make_unique<NoiseSource>(network.input().name, shape, samples, options.seed);
    opened.card = {.file = "noise",
                   .format = "white noise, independent standard normal",
                   .samples_given = samples,
                   .preprocessing = "none"};
    opened.card.notes = {
        "this is noise, not data: the numbers say what the network does with anything, not what it does with its task"};
    return opened;
}

/// Of those that the evidence cannot tell from the best, the most usual: the first in the table of conventions.
Preprocess most_usual(const PreprocessRanking& ranking) {
    for (const Preprocess& usual : usual_preprocesses())
        for (const RankedPreprocess& ranked : ranking.ranked)
            if (ranked.preprocess.name == usual.name && (ranked.like_first || &ranked == &ranking.ranked.front()))
                return usual;
    return ranking.ranked.front().preprocess;
}

/// The preprocessing that the evidence prefers, or the default with a plain statement that nothing decided.
Dataset with_chosen_preprocess(Dataset data, const System& system) {
    if (!data.preprocess_is_open()) return data;
    const auto evidence = evidence_of(system, data.labelled());
    if (!evidence)
        return data.prepared(data.preprocess(), {"the preprocessing was not given and nothing here can tell it: '" +
                                                 data.preprocess().name + "' is assumed; say it with --preprocess"});
    PreprocessRanking ranking = rank_preprocesses(data, *evidence);
    const Preprocess taken = most_usual(ranking);
    if (taken.name != ranking.ranked.front().preprocess.name)
        ranking.notes.push_back("'" + taken.name + "' was taken: of those that cannot be told apart the most usual");
    return data.prepared(taken, ranking.notes);
}

}  // namespace

std::string specimen_folder() {
    // Installed: share/ beside the library's folder; in the build tree: the repository's own.
    Dl_info here{};
    dladdr(reinterpret_cast<const void*>(&specimen_folder), &here);
    const std::filesystem::path library = here.dli_fname ? std::filesystem::path(here.dli_fname).parent_path() : ".";
    for (const auto& folder :
         {library / "../share/blackbody/specimen", library / "../specimen", std::filesystem::path(BLACKBODY_SPECIMEN)})
        if (std::filesystem::exists(folder / specimen_model)) return folder.lexically_normal().string();
    throw Error(ErrorKind::usage, "the bundled specimen is not installed beside the program; give a MODEL");
}

std::unique_ptr<System> open_system(const Options& options) {
    const std::string path = options.model.empty() ? specimen_folder() + "/" + specimen_model : options.model;
    const ModelFile file = ModelFile::open(path);
    if (file.arrays && holds_machine(*file.arrays, machine_options(options)))
        return open_ensemble(options, *file.arrays);
    if (file.arrays && holds_layered(*file.arrays)) return layered_of(*file.arrays).network;
    if (file.arrays) return weights_of(*file.arrays);
    NetworkOptions network;
    network.device = device_of(options);
    return network_of(file, network);
}

namespace {

/// Data as visible states, or else chains of the machine itself.
OpenedData states_of(const Options& options, const Ensemble& ensemble) {
    if (!options.data.empty()) {
        const States states = open_states(options, ensemble);
        return {std::make_unique<VisibleSource>(ensemble, states.values, states.labels), states.card, states};
    }
    const std::int64_t chains = options.sample.chains.value_or(machine_chains);
    const auto states = ensemble.machine().chains(
        {.visible = free_visible(ensemble.machine(), chains, options.seed), .seed = seed_for(options.seed, "sample")});
    const std::optional<double> r_hat =
        run_watched(*states, options.sample.steps, ensemble, [](double) { return !InterruptGuard::requested(); });
    OpenedData opened{std::make_unique<VisibleSource>(ensemble, states->visible()), {}, {}};
    opened.card = {.file = "chains of the machine itself",
                   .format = std::to_string(options.sample.steps) + " Gibbs steps from units without a field",
                   .samples_given = chains,
                   .preprocessing = "none"};
    opened.card.notes = {"no data were given: the states are those that the machine itself makes"};
    if (r_hat && *r_hat > largest_r_hat)
        opened.card.notes.push_back(
            why_no_bar(*r_hat) +
            "; error bars below are those of these states, not of the machine's: give --data, or "
            "take more --steps");
    return opened;
}

/// Data as a network of layers learned it: x / 255.
OpenedData pictures_of(const Options& options, const LayeredNetwork& network) {
    if (options.data.empty()) return {};
    const StateShape& in = network.plan().input;
    const Port port{.name = "input", .shape = {-1, in.channels, in.size.at(0), in.size.at(1)}, .has_shape = true};
    DataOptions as_learned = data_options(options, network);
    if (as_learned.preprocess.name == "auto") as_learned.preprocess.name = "unit";
    const Dataset data = load_dataset(options.data, {port}, as_learned);
    return {std::make_unique<Dataset>(data), data.card(), {}};
}

}  // namespace

OpenedData open_data(const Options& options, System& system) {
    if (const auto* ensemble = dynamic_cast<const Ensemble*>(&system)) return states_of(options, *ensemble);
    if (const auto* layered = dynamic_cast<const LayeredNetwork*>(&system)) return pictures_of(options, *layered);
    auto* network = dynamic_cast<Network*>(&system);
    if (network && !options.scores.empty()) network->take_scores(options.scores);
    const std::string path = options.data.empty() && options.model.empty() ? specimen_folder() : options.data;
    if (path.empty()) return {};
    if (network == nullptr)
        throw Error(ErrorKind::data, {.file = options.model,
                                      .place = "--data",
                                      .expected = "a network that can run",
                                      .found = "weights alone",
                                      .advice = "leave --data out"});
    if (path == "noise") return noise(options, *network);
    const Dataset found = load_dataset(path, network->graph().inputs, data_options(options, system));
    const std::string unused = take_labelled_scores(system, found.labelled());
    const Dataset data = with_chosen_preprocess(found, system);
    OpenedData opened{std::make_unique<Dataset>(data), data.card()};
    for (const std::string& note : {unused, note_on_labels(system, *opened.source)})
        if (!note.empty()) opened.card.notes.push_back(note);
    return opened;
}

RunInfo run_info(const Options& options, const std::string& dtype) {
    return {.version = BLACKBODY_VERSION,
            .command = command_line(options),
            .device = "cpu",
            .dtype = dtype,
            .seed = options.seed,
            .threads = at::get_num_threads()};
}

void apply_threads(const Options& options) {
    if (options.threads > 0) at::set_num_threads(options.threads);
}

}  // namespace blackbody
