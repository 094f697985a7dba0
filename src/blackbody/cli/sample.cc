/// sample MACHINE: states of its chains, as numbers or as pictures.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <cmath>

#include "blackbody/cli/heavy.h"
#include "blackbody/cli/machines.h"
#include "blackbody/cli/pictures.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/formats/csv/csv.h"
#include "blackbody/formats/npy/npy.h"
#include "blackbody/instruments/thermal/mixing.h"
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
void clamp(Start& start, const Options& options, const Layer& visible) {
    const Table table = read_csv(options.sample.clamp);
    const auto refuse = [&](const std::string& expected, const std::string& found) {
        throw Error(ErrorKind::data, Complaint{.file = options.sample.clamp,
                                               .place = "--clamp",
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

Start start_of(const Options& options, const Ensemble& ensemble) {
    const Layer visible = ensemble.machine().layers().front();
    Start start;
    if (options.data.empty()) {
        const std::int64_t chains = options.sample.chains.value_or(64);
        start.states = free_visible(ensemble.machine(), chains, options.seed);
    } else {
        Options some = options;
        if (options.sample.chains) some.limit = *options.sample.chains;
        start.states = open_states(some, ensemble).values.to(at::kDouble);
    }
    if (!options.sample.clamp.empty()) clamp(start, options, visible);
    return start;
}

void check_output(const Options& options, const Ensemble& ensemble) {
    const std::string& path = options.sample.save;
    if (path.ends_with(".npy") || path.ends_with(".csv")) return;
    if (!path.ends_with(".png"))
        throw OptionError("save",
                          "expected a name that ends in .npy, .csv or .png, found '" + escape_control(path) + "'");
    if (ensemble.picture().empty())
        throw OptionError(
            "save", escape_control(path) + ": the visible units are no picture; say --picture 28x28, or write .npy");
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

/// [looks, N, V] as the file's name says; one look loses its axis.
void write(const Options& options, const Ensemble& ensemble, const at::Tensor& looks) {
    const std::string& path = options.sample.save;
    const at::Tensor states = looks.size(0) == 1 ? looks[0] : looks;
    const bool is_binary = (states == 0).logical_or(states == 1).all().item<bool>();
    if (path.ends_with(".png")) write_sheet(path, ensemble.shown(states.flatten(0, -2)).squeeze(1));
    else if (path.ends_with(".csv")) write_table(path, states);
    else write_npy(path, view_of(states.to(is_binary ? at::kByte : at::kFloat).contiguous()));
}

struct DrawnLooks {
    at::Tensor looks;               ///< [looks, N, V]
    std::optional<double> r_hat{};  ///< of the steps before the first look
};

DrawnLooks run_chains(const Options& options, const Ensemble& ensemble, const Start& start, ProgressBar& bar) {
    const SampleFlags& flags = options.sample;
    const auto chains = ensemble.machine().chains(
        {.visible = start.states, .held = start.held, .beta = flags.beta, .seed = seed_for(options.seed, "sample")});
    const auto all = static_cast<double>(std::max<std::int64_t>(flags.steps + (flags.looks - 1) * flags.thin, 1));
    std::int64_t taken = 0;
    std::vector<at::Tensor> looks;
    DrawnLooks drawn;
    for (std::int64_t look = 0; look < flags.looks; ++look) {
        const std::int64_t steps = look ? flags.thin : flags.steps;
        const auto show =
            watcher_of(bar).stage("chains", static_cast<double>(taken) / all, static_cast<double>(taken + steps) / all);
        if (look == 0) drawn.r_hat = run_watched(*chains, steps, ensemble, show);
        else run(*chains, steps, show);
        taken += steps;
        looks.push_back(flags.means ? chains->mean_visible() : chains->visible());
    }
    drawn.looks = at::stack(looks);
    return drawn;
}

/// What was written, and what not to believe of it.
void say(const Options& options, const DrawnLooks& drawn, Console& console) {
    const at::Tensor& looks = drawn.looks;
    console.out << with_commas(looks.size(0) * looks.size(1)) << " states of " << with_commas(looks.size(2))
                << " units, " << with_commas(looks.size(1)) << " chains after " << with_commas(options.sample.steps)
                << " steps: " << escape_control(options.sample.save) << "\n";
    if (drawn.r_hat && *drawn.r_hat > largest_r_hat)
        console.out << why_no_bar(*drawn.r_hat)
                    << "; averages over these states are of where the chains began: more --steps, or --data to begin "
                       "from\n";
}

int run_sample(const Options& options, Console& console) {
    apply_threads(options);
    const InterruptGuard guard;
    const std::unique_ptr<Ensemble> ensemble = open_ensemble(options);
    check_output(options, *ensemble);
    const Start start = start_of(options, *ensemble);
    ProgressBar bar(console, options.quiet);
    const DrawnLooks drawn = run_chains(options, *ensemble, start, bar);
    bar.clear();
    write(options, *ensemble, drawn.looks);
    if (!options.quiet) say(options, drawn, console);
    return 0;
}

const HeavyCommand sample_command{"sample", run_sample};
const Registered<HeavyCommand> sample_entry{sample_command};

}  // namespace
}  // namespace blackbody
