#include "blackbody/experiments/twins/twins.h"

#include <chrono>
#include <filesystem>

#include "blackbody/systems/layered/real_baseline.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// One arm's training with this seed: the field, the network and the file are its own.
NetworkRunRequest single(const NetworkRunRequest& all, const Arm& arm, std::int64_t number) {
    NetworkRunRequest own = all;
    own.field = arm.plan.field;
    own.seed = all.seed + static_cast<Seed>(number);
    own.options.network = arm.plan.text;
    own.options.save = all.options.save + "/" + arm.name + "-" + std::to_string(own.seed) + ".safetensors";
    return own;
}

void set_plan(Arm& arm, const NetworkPlan& plan) {
    const LayeredNetwork network(plan);
    arm.plan = network.plan();
    arm.parameters = network.learned_numbers(), arm.multiplications = network.multiplications();
}

/// The wave network as planned says what its baselines are.
std::vector<Arm> arms_of(const NetworkPlan& waves) {
    std::vector<Arm> arms = twin_arms();
    set_plan(arms[0], waves);
    set_plan(arms[1], real_baseline(waves, EqualIn::parameters));
    set_plan(arms[2], real_baseline(waves, EqualIn::multiplications));
    return arms;
}

void check(const NetworkRunOptions& options) {
    if (options.test.empty())
        throw OptionError("test", "expected the data that the networks are compared on, found none");
    if (options.seeds < 1 || options.seeds > most_seeds)
        throw OptionError("seeds",
                          "expected 1 to " + std::to_string(most_seeds) + ", found " + std::to_string(options.seeds));
    std::error_code failed;
    std::filesystem::create_directories(options.save, failed);
    if (failed)
        throw Error(ErrorKind::output, Complaint{.file = options.save,
                                                 .expected = "a folder for the trained networks",
                                                 .found = failed.message()});
}

Results run_twins(const ExperimentRequest& request) {
    const auto start = std::chrono::steady_clock::now();
    check(request.run.options);
    NetworkRunRequest planned = request.run;
    planned.field = Field::complex;
    const NetworkRun plan = open_network_run(planned);
    std::vector<Arm> arms = arms_of(plan.network->plan());

    // A seed of all three before the next: what is there after an interruption can be compared.
    for (std::int64_t number = 0; number < request.run.options.seeds; ++number)
        for (Arm& arm : arms) {
            const NetworkRun run = open_network_run(single(request.run, arm, number));
            if (request.arm) request.arm(arm.title, run.request.seed);
            learn(run, Film(run), request.watch);
            arm.scores.push_back(score(*run.network, run.test, find_cost(run.training.loss)));
        }

    Results results{.run = request.info, .system = plan.network->card(), .data = plan.data.card};
    results.system.title = "Waves and their real baselines", results.system.format = "the waves";
    results.sites.push_back({.name = "network", .op = "whole", .role = Role::other});
    results.measurements = {twin_measurement(arms, "network")};
    results.run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return results;
}

std::vector<std::string> titles() {
    std::vector<std::string> titles;
    for (const Arm& arm : twin_arms()) titles.push_back(arm.title);
    return titles;
}

const Experiment twins{.name = "twins",
                       .summary = "A wave network and its two real baselines, over seeds.",
                       .arms = titles(),
                       .run = run_twins};
const Registered<Experiment> here{twins};

}  // namespace

std::vector<Arm> twin_arms() {
    return {{.name = "wave", .key = "waves", .title = "waves"},
            {.name = "real_parameters", .key = "equal_parameters", .title = "equal parameters"},
            {.name = "real_multiplications", .key = "equal_multiplications", .title = "equal multiplications"}};
}

}  // namespace blackbody
