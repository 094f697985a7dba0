#include "blackbody/experiments/networks/network_run.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>

#include "blackbody/experiments/checkpoint.h"
#include "blackbody/experiments/held_out.h"
#include "blackbody/formats/digest.h"
#include "blackbody/loading/data_files.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/systems/layered/presets.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

Pictures rows(const LabelledPictures& data, const at::Tensor& which) {
    return {data.values.index_select(0, which), data.labels.index_select(0, which)};
}

/// The split of this name where the data have splits; data without any as a whole.
LabelledPictures load_split(const std::string& path, DataOptions options, const std::string& split) {
    if (!options.split.empty()) return load_pictures(path, options);
    if (has_split(path, split)) options.split = split;
    return load_pictures(path, options);
}

Pictures other_pictures(const std::string& path, const std::string& split, const Pictures& like) {
    const LabelledPictures other = load_split(path, {}, split);
    if (other.values.sizes().slice(1) != like.values.sizes().slice(1))
        throw Error(ErrorKind::data,
                    Complaint{.file = path,
                              .place = "samples",
                              .expected = c10::str(like.values.sizes().slice(1)) + ", as those learned",
                              .found = c10::str(other.values.sizes().slice(1))});
    return {other.values, other.labels};
}

/// What is learned, and what is watched: every so many-th sample, or other data.
void divide(NetworkRun& run) {
    const std::string &words = run.request.options.validation, &test = run.request.options.test;
    const auto share = held_out_share(words);
    run.train = {run.data.values, run.data.labels};
    if (!share) run.held_out = other_pictures(words, "", run.train);
    else if (*share > 0) {
        const at::Tensor is_out = is_held_out(run.train.size(), *share);
        run.held_out = rows(run.data, is_out.nonzero().view(-1));
        run.train = rows(run.data, is_out.logical_not().nonzero().view(-1));
    }
    if (!test.empty()) run.test = other_pictures(test, "test", run.train);
}

void make_network(NetworkRun& run) {
    const NetworkRunOptions& t = run.request.options;
    NetworkPlan plan;
    plan.field = run.request.field;
    const std::int64_t classes = run.train.labels.max().item<std::int64_t>() + 1;
    plan.text = with_presets(t.network.empty() ? "small" : t.network, plan.field, classes);
    const auto sizes = run.train.values.sizes();
    plan.input = {Field::real, sizes[1], {sizes[2], sizes[3]}};
    plan.seed = run.request.seed, plan.type = t.is_double ? at::kDouble : at::kFloat;
    run.network = std::make_unique<LayeredNetwork>(plan);
}

void plan_stages(NetworkRun& run) {
    const NetworkRunOptions& t = run.request.options;
    run.stages = stages_of(run.network->plan(), t.training);
    run.machine.batch = t.learning.batch, run.machine.lr = t.machine_lr;
    if (run.stages.size() > 1 && !t.film.instruments.empty())
        throw OptionError("film", "expected training joint, found " + t.training +
                                      ", which learns several networks one after another");
}

std::string digest_of(const Pictures& pictures) {
    if (!pictures.values.defined()) return "none";
    return sha256(view_of(pictures.values.contiguous()).bytes).substr(0, 16) + " " +
           sha256(view_of(pictures.labels.contiguous()).bytes).substr(0, 16);
}

/// The call, as far as it decides the outcome; data by what they are.
void remember_call(NetworkRun& run) {
    NetworkRunOptions said = run.request.options;
    said.learning = run.training, said.network = run.network->plan().text;
    run.words = words_of(said);
    run.words["kind"] = run.request.field == Field::complex ? "train wave" : "train cnn";
    run.words["data"] = digest_of(run.train);
    run.words["validation"] = digest_of(run.held_out);
    if (!said.film.instruments.empty()) run.words.merge(words_of(said.film));
}

}  // namespace

NetworkRun open_network_run(const NetworkRunRequest& request) {
    NetworkRun run{.request = request};
    run.data = load_split(request.data, request.pictures, "train");
    divide(run);
    make_network(run);
    run.training = settled(request.options.learning, run.train.size());
    run.training.seed = request.seed;
    check(run.training);
    plan_stages(run);
    remember_call(run);
    return run;
}

LayeredFile to_file(const NetworkRun& run, const LayeredNetwork& network, const Checkpoint& checkpoint) {
    LayeredFile file{network.copy(), {}, {}};
    put(checkpoint, file.arrays, file.metadata);
    put_call(run.words, file.metadata);
    return file;
}

Checkpoint checkpoint_of(const LayeredFile& file, const std::string& path, const NetworkRun& run) {
    Checkpoint checkpoint = checkpoint_in(file.arrays, file.metadata, path);
    check_call(file.metadata, run.words, path);
    return checkpoint;
}

}  // namespace blackbody
