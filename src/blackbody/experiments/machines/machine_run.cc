#include "blackbody/experiments/machines/machine_run.h"

#include <ATen/TensorOperators.h>

#include "blackbody/experiments/held_out.h"
#include "blackbody/formats/digest.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

at::Tensor rows(const at::Tensor& t, const at::Tensor& which) {
    return t.defined() ? t.index_select(0, which.nonzero().view(-1)) : t;
}

/// Other data to watch the learning by.
States other_states(const MachineRun& run, const Unit& unit, std::int64_t units) {
    StateOptions options = run.request.states;
    options.weights.clear();
    const std::string& path = run.request.options.validation;
    States other = load_states(path, unit, options);
    if (other.values.size(1) != units)
        throw Error(ErrorKind::data,
                    Complaint{.file = path,
                              .place = "samples",
                              .expected = std::to_string(units) + " numbers, as in " + run.request.data,
                              .found = std::to_string(other.values.size(1))});
    return other;
}

void open_data(MachineRun& run) {
    const Unit& unit = find_unit(run.learning.units.empty() ? "bernoulli" : run.learning.units[0]);
    const States states = load_states(run.request.data, unit, run.request.states);
    run.card = states.card;
    if (unit.name == "potts") run.learning.potts_states = states.colours;
    run.data = {states.values, states.weights, states.labels, {}, {}};
    const auto share = held_out_share(run.request.options.validation);
    if (!share) {
        const States other = other_states(run, unit, states.values.size(1));
        run.data.held_out = other.values, run.data.held_out_labels = other.labels;
    } else if (const at::Tensor out = is_held_out(states.values.size(0), *share); out.any().item<bool>()) {
        run.data.held_out = rows(states.values, out), run.data.held_out_labels = rows(states.labels, out);
        const at::Tensor in = out.logical_not();
        run.data.states = rows(states.values, in), run.data.weights = rows(states.weights, in);
        run.data.labels = rows(states.labels, in);
    }
    run.train = run.data.states, run.held_out = run.data.held_out;
}

/// Gaussian units learn data of mean 0 and variance 1 a unit; the machine is carried back to data units.
void standardise(MachineRun& run) {
    if (run.learning.units.empty() || run.learning.units[0] != "gaussian") return;
    const Standard standard = standardised(run.data.states);
    run.data.states = standard.values, run.mean = standard.mean, run.scale = standard.scale;
    if (run.data.held_out.defined())
        run.data.held_out = ((run.data.held_out.to(at::kDouble) - run.mean) / run.scale).to(at::kFloat);
}

void count_labels(MachineRun& run) {
    if (!run.request.options.labels) return;
    if (run.learning.kind != "rbm")
        throw OptionError("labels", "only an rbm learns labels, not a " + run.learning.kind);
    if (!run.data.labels.defined())
        throw Error(ErrorKind::data,
                    Complaint{.file = run.request.data, .expected = "labels", .found = "samples alone"});
    run.learning.classes = run.data.labels.max().item<std::int64_t>() + 1;
    if (run.learning.classes < 2 || run.learning.classes > 1000)
        throw Error(ErrorKind::data, Complaint{.file = run.request.data,
                                               .place = "labels",
                                               .expected = "2 to 1000 classes",
                                               .found = std::to_string(run.learning.classes)});
}

std::string digest_of(const at::Tensor& t) {
    return t.defined() ? sha256(view_of(t.contiguous()).bytes).substr(0, 16) : "none";
}

}  // namespace

MachineRun open_machine_run(const MachineRunRequest& request) {
    MachineRun run{.request = request};
    run.learning = request.options.learning;
    run.learning.contrastive.seed = request.seed;
    check(run.learning);
    open_data(run);
    standardise(run);
    count_labels(run);
    run.learning = settled(run.learning, run.data.states.size(0));
    return run;
}

std::unique_ptr<TrainingPlan> plan_of(const MachineRun& run) {
    if (run.learning.kind == "dbn") return belief_plan(run.data, run.learning);
    if (run.learning.kind == "dbm") return deep_plan(run.data, run.learning);
    return rbm_plan(run.data, run.learning);
}

OptionWords words_of(const MachineRun& run) {
    MachineRunOptions said = run.request.options;
    said.learning = run.learning;
    OptionWords words = words_of(said);
    words["data"] = digest_of(run.data.states);
    words["weights"] = digest_of(run.data.weights);
    words["validation"] = digest_of(run.data.held_out);
    return words;
}

}  // namespace blackbody
