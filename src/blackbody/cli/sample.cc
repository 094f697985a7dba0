/// sample MACHINE: states of its chains, as numbers or as pictures.
#include "blackbody/cli/heavy.h"
#include "blackbody/cli/machines.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/instruments/thermal/mixing.h"
#include "blackbody/loading/sampling.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// What was written, and what not to believe of it.
void say(const Options& options, const DrawnStates& drawn, Console& console) {
    const at::Tensor& states = drawn.states;
    console.out << with_commas(states.size(0) * states.size(1)) << " states of " << with_commas(states.size(2))
                << " units, " << with_commas(states.size(1)) << " chains after " << with_commas(options.sample.steps)
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
    check_states_file(options.sample.save, *ensemble);
    ProgressBar bar(console, options.quiet);
    const DrawnStates drawn = draw_states(*ensemble, {.options = options.sample,
                                                      .data = options.data,
                                                      .states = state_options(options),
                                                      .seed = options.seed,
                                                      .watcher = watcher_of(bar)});
    bar.clear();
    write_states(options.sample.save, *ensemble, drawn.states);
    if (!options.quiet) say(options, drawn, console);
    return 0;
}

const HeavyCommand sample_command{"sample", run_sample};
const Registered<HeavyCommand> sample_entry{sample_command};

}  // namespace
}  // namespace blackbody
