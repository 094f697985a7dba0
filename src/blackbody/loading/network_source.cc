/// Data for a network that runs: a data set shaped for its inputs, or white noise.
#include <algorithm>

#include "blackbody/loading/class_scores.h"
#include "blackbody/loading/evidence.h"
#include "blackbody/loading/noise.h"
#include "blackbody/loading/open.h"
#include "blackbody/loading/ranking.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t noise_samples = 512;

OpenedSource noise(const SourceSpec& spec, const Network& network) {
    std::vector<std::int64_t> shape;
    for (const Site& site : network.sites())
        if (site.info.role == Role::input && site.info.name == network.input().name) shape = site.info.shape;
    if (shape.empty() || !at::isFloatingType(network.input().type))
        throw Error(ErrorKind::data, "noise: the input '" + escape_control(network.input().name) +
                                         "' does not take real numbers of a known shape");
    const std::int64_t samples = spec.data.limit.value_or(noise_samples);
    OpenedSource opened;
    opened.source = std::make_unique<NoiseSource>(network.input().name, shape, samples, spec.seed);
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

/// Of those that the evidence cannot tell from the best, the one whose pictures are most like those of the training, by
/// what batch normalisation remembers; without such a memory the most usual.
Preprocess taken_of(PreprocessRanking& ranking, const Dataset& data, const System& system) {
    constexpr std::int64_t few = 128;
    const RankedPreprocess& best = ranking.ranked.front();
    std::vector<const RankedPreprocess*> alike{&best};
    for (const RankedPreprocess& ranked : ranking.ranked)
        if (ranked.like_first) alike.push_back(&ranked);
    std::optional<Preprocess> nearest;
    double smallest = 0;
    for (const RankedPreprocess* one : alike) {
        if (alike.size() == 1) break;
        const auto divergence = divergence_from_training(system, data.prepared(one->preprocess).spread(few));
        if (divergence && (!nearest || *divergence < smallest)) nearest = one->preprocess, smallest = *divergence;
    }
    const Preprocess taken = nearest.value_or(most_usual(ranking));
    const bool is_best = taken.name == best.preprocess.name;
    ranking.notes.insert(ranking.notes.begin(), "preprocessing '" + best.preprocess.name +
                                                    (is_best ? "' was chosen by " : "' is best by ") + ranking.measure);
    if (!is_best && !nearest)
        ranking.notes.push_back("'" + taken.name + "' was taken: of those that cannot be told apart the most usual");
    if (nearest)
        ranking.notes.push_back("'" + taken.name +
                                "' was taken: of those that cannot be told apart its pictures are "
                                "most like what batch normalisation remembers of the training (divergence " +
                                short_number(smallest, 2) + " nat)");
    return taken;
}

/// What the file says of its pixels in the standard words of ONNX, as one of the conventions.
std::optional<Preprocess> said_by_file(const Network& network) {
    const auto& metadata = network.graph().metadata;
    const auto range = metadata.find("Image.NominalPixelRange"), format = metadata.find("Image.BitmapPixelFormat");
    if (range == metadata.end()) return {};
    const bool is_bgr = format != metadata.end() && format->second.starts_with("Bgr");
    if (range->second == "Normalized_0_1" && !is_bgr) return find_preprocess("unit");
    if (range->second == "Normalized_1_1" && !is_bgr) return find_preprocess("signed");
    if (range->second == "NominalRange_0_255") return find_preprocess(is_bgr ? "bgr255" : "raw");
    return {};
}

/// The preprocessing that the file says, or the evidence prefers, or the default with a plain statement that nothing
/// decided.
Dataset with_chosen_preprocess(Dataset data, const System& system) {
    if (!data.preprocess_is_open()) return data;
    const auto* network = dynamic_cast<const Network*>(&system);
    if (const auto said = network ? said_by_file(*network) : std::nullopt)
        return data.prepared(*said,
                             {"preprocessing '" + said->name +
                              "': the file says so (Image.NominalPixelRange); the option preprocess says another"});
    const auto evidence = evidence_of(system, data.labelled());
    if (!evidence)
        return data.prepared(data.preprocess(),
                             {"the preprocessing was not given and nothing here can tell it: '" +
                              data.preprocess().name + "' is assumed; the option preprocess says another"});
    PreprocessRanking ranking = rank_preprocesses(data, *evidence);
    const Preprocess taken = taken_of(ranking, data, system);
    return data.prepared(taken, ranking.notes);
}

bool is_network(const System& system) { return dynamic_cast<const Network*>(&system) != nullptr; }

OpenedSource open_network_source(System& system, const SourceSpec& spec) {
    auto& network = dynamic_cast<Network&>(system);
    if (!spec.scores.empty()) network.take_scores(spec.scores);
    if (spec.path.empty()) return {};
    if (spec.path == "noise") return noise(spec, network);
    DataOptions options = spec.data;
    options.class_count = class_count_of(system);
    const Dataset found = load_dataset(spec.path, network.graph().inputs, options);
    const std::string unused = take_labelled_scores(system, found.labelled());
    const Dataset data = with_chosen_preprocess(found, system);
    check_labels_fit(system, data, spec.data.labels.empty() ? data.card().file : spec.data.labels);
    if (!spec.scores.empty()) check_scores(system, data, spec.scores);
    OpenedSource opened{std::make_unique<Dataset>(data), data.card()};
    if (opened.card.labels_unused.empty()) opened.card.labels_unused = unused;
    for (const std::string& note : {unused, note_on_labels(system, *opened.source)})
        if (!note.empty()) opened.card.notes.push_back(note);
    return opened;
}

const SourceFormat format{.name = "network", .order = 3, .recognises = is_network, .opens = open_network_source};
const Registered<SourceFormat> entry(format);

}  // namespace
}  // namespace blackbody
