#include "blackbody/loading/sampling.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include "blackbody/formats/csv/csv.h"
#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/machine_source.h"
#include "blackbody/loading/picture_sheet.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Where chains start, and which of their units are held.
struct Start {
    at::Tensor states, held;  ///< [N, V], bool [V] or undefined
};

/// One line of values; nan: a free unit.
void clamp(Start& start, const std::string& file, const Layer& visible) {
    const Table table = read_csv(file);
    const auto refuse = [&](const std::string& expected, const std::string& found) {
        throw Error(ErrorKind::data, Complaint{.file = file,
                                               .place = "values held",
                                               .expected = expected,
                                               .found = found,
                                               .advice = "nan where a unit is free"});
    };
    if (table.rows != 1 || table.columns != visible.size())
        refuse("one line of " + std::to_string(visible.size()) + " numbers",
               std::to_string(table.rows) + " of " + std::to_string(table.columns));
    const at::Tensor given = at::tensor(table.values, at::kDouble);
    start.held = given.isnan().logical_not();
    const at::Tensor values = at::where(start.held, given, start.states);
    if (!visible.unit->allowed(visible, values).all().item<bool>())
        refuse("states of " + visible.unit->name + " units (" + visible.unit->states + ")", "others");
    start.states = values;
}

Start start_of(const Ensemble& ensemble, const SampleRequest& request) {
    Start start;
    if (request.data.empty()) {
        start.states = free_visible(ensemble.machine(), request.options.chains.value_or(64), request.seed);
    } else {
        StateOptions states = request.states;
        if (request.options.chains) states.limit = *request.options.chains;
        start.states = load_states_of(ensemble, request.data, states).values.to(at::kDouble);
    }
    if (!request.options.clamp.empty()) clamp(start, request.options.clamp, ensemble.machine().layers().front());
    return start;
}

void write_table(const std::string& path, const at::Tensor& states) {
    const at::Tensor values = states.flatten(0, -2).contiguous();
    write_file(path, [&](std::ostream& out) {
        const double* v = values.const_data_ptr<double>();
        for (std::int64_t n = 0; n < values.size(0); ++n)
            for (std::int64_t u = 0; u < values.size(1); ++u)
                out << short_number(*v++, 17) << (u + 1 == values.size(1) ? '\n' : ',');
    });
}

}  // namespace

DrawnStates draw_states(const Ensemble& ensemble, const SampleRequest& request) {
    const SampleOptions& options = request.options;
    const Start start = start_of(ensemble, request);
    const auto chains = ensemble.machine().chains(
        {.visible = start.states, .held = start.held, .beta = options.beta, .seed = seed_for(request.seed, "sample")});
    const auto all =
        static_cast<double>(std::max<std::int64_t>(options.steps + (options.evaluations - 1) * options.thin, 1));
    std::int64_t taken = 0;
    std::vector<at::Tensor> states;
    DrawnStates drawn;
    for (std::int64_t t = 0; t < options.evaluations; ++t) {
        const std::int64_t steps = t ? options.thin : options.steps;
        const auto show =
            request.watcher.stage("chains", static_cast<double>(taken) / all, static_cast<double>(taken + steps) / all);
        if (t == 0) drawn.r_hat = run_watched(*chains, steps, ensemble, show);
        else run(*chains, steps, show);
        taken += steps;
        states.push_back(options.means ? chains->mean_visible() : chains->visible());
    }
    drawn.states = at::stack(states);
    return drawn;
}

void check_states_file(const std::string& path, const Ensemble& ensemble) {
    if (path.ends_with(".npy") || path.ends_with(".csv")) return;
    if (!path.ends_with(".png"))
        throw OptionError("save",
                          "expected a name that ends in .npy, .csv or .png, found '" + escape_control(path) + "'");
    if (ensemble.picture().empty())
        throw OptionError(
            "save", escape_control(path) + ": the visible units are no picture; say which (28x28), or write .npy");
}

void write_states(const std::string& path, const Ensemble& ensemble, const at::Tensor& drawn) {
    const at::Tensor states = drawn.size(0) == 1 ? drawn[0] : drawn;
    const bool is_binary = (states == 0).logical_or(states == 1).all().item<bool>();
    if (path.ends_with(".png")) write_sheet(path, ensemble.shown(states.flatten(0, -2)).squeeze(1));
    else if (path.ends_with(".csv")) write_table(path, states);
    else write_npy(path, view_of(states.to(is_binary ? at::kByte : at::kFloat).contiguous()));
}

}  // namespace blackbody
