/// train twins: a wave network and the two real ones that it is compared with, from the same seeds on the same batches.
#include <chrono>
#include <filesystem>

#include "blackbody/cli/heavy.h"
#include "blackbody/cli/network_course.h"
#include "blackbody/cli/outputs.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/cli/train_network.h"
#include "blackbody/cli/twin_results.h"
#include "blackbody/systems/layered/twins.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// What `train wave` or `train cnn` would have been asked for.
Options single(const Options& options, const Arm& arm, std::int64_t seed) {
    Options own = options;
    own.command = arm.plan.field == Field::complex ? "train wave" : "train cnn";
    own.seed = options.seed + static_cast<std::uint64_t>(seed);
    own.train_network.network = arm.plan.text;
    own.train_network.save =
        options.train_network.save + "/" + arm.name + "-" + std::to_string(own.seed) + ".safetensors";
    own.html.clear(), own.json.clear(), own.csv.clear();
    return own;
}

/// The words of a arm that say which one it is, and the numbers of its network.
Arm of_plan(Arm words, const NetworkPlan& plan) {
    const LayeredNetwork network(plan);
    words.plan = network.plan();
    words.numbers = network.learned_numbers(), words.products = network.multiplications();
    return words;
}

std::vector<Arm> arms_of(const NetworkPlan& waves) {
    return {of_plan({.name = "wave", .key = "waves", .title = "waves"}, waves),
            of_plan({.name = "real_numbers", .key = "equal_numbers", .title = "real, equal numbers"},
                    real_twin(waves, EqualIn::numbers)),
            of_plan({.name = "real_products", .key = "equal_products", .title = "real, equal products"},
                    real_twin(waves, EqualIn::products))};
}

void check(const Options& options) {
    if (options.train_network.test.empty())
        throw OptionError("test", "expected the data that the networks are compared on, found none");
    if (options.train_network.seeds < 1 || options.train_network.seeds > most_seeds)
        throw OptionError("seeds", "expected 1 to " + std::to_string(most_seeds) + ", found " +
                                       std::to_string(options.train_network.seeds));
    std::error_code failed;
    std::filesystem::create_directories(options.train_network.save, failed);
    if (failed)
        throw Error(ErrorKind::output, Complaint{.file = options.train_network.save,
                                                 .expected = "a folder for the trained networks",
                                                 .found = failed.message()});
}

int run_train_twins(const Options& options, Console& console) {
    const auto start = std::chrono::steady_clock::now();
    check_outputs(options);
    check(options);
    apply_threads(options);
    const InterruptGuard guard;

    // The wave network as planned says what its twins are.
    Options planned = options;
    planned.command = "train wave";
    const NetworkRun plan = open_network_run(planned);
    std::vector<Arm> arms = arms_of(plan.network->plan());

    // A seed of all three before the next: what is there after an interruption can be compared.
    for (std::int64_t seed = 0; seed < options.train_network.seeds; ++seed)
        for (Arm& c : arms) {
            const Options own = single(options, c, seed);
            if (!options.quiet) console.err << c.title << ", seed " << own.seed << "\n";
            const NetworkRun run = open_network_run(own);
            learn(run, Film(run, own), own, console);
            c.scores.push_back(score(*run.network, run.test, find_cost(run.training.loss)));
        }

    Results results{.run = run_info(options, "float32"), .system = plan.network->card(), .data = plan.data.card};
    results.system.title = "Waves and their real twins", results.system.format = "the waves";
    results.sites.push_back({.name = "network", .op = "whole", .role = Role::other});
    results.measurements = {twin_measurement(arms, "network")};
    results.run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const bool is_taken = options.json == "-" || options.csv == "-" || options.html == "-";
    if (!options.quiet && !is_taken) console.out << twin_table(arms);
    Options only_files = options;
    only_files.quiet = true;
    write_outputs(results, only_files, console);
    return 0;
}

const HeavyCommand twins{"train twins", run_train_twins};
const Registered<HeavyCommand> entry{twins};

}  // namespace
}  // namespace blackbody
