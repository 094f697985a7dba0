#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

struct Network {
    const char *key, *words;
};
constexpr Network waves{"waves", "the waves"},
    baselines[] = {{"equal_parameters", "the baseline of equal parameters"},
                   {"equal_multiplications", "the baseline of equal multiplications"}};

QuantityInfo accuracy(const Network& of) {
    return {
        .name = std::string("accuracy_") + of.key,
        .symbol = "A",
        .unit = "1",
        .meaning = std::string("Share of the test pictures that ") + of.words + " class as labelled, mean over seeds.",
        .formula = "<A_s>, error s / sqrt(S)",
        .trap = "Its error is that of the seeds; all seeds share the test pictures.",
        .low = 0,
        .high = 1};
}
QuantityInfo parameters(const Network& of) {
    return {.name = std::string("parameters_") + of.key,
            .symbol = "P",
            .unit = "parameter",
            .meaning = std::string("Real parameters of ") + of.words + "; a complex weight is two.",
            .formula = "count",
            .trap = "Equal parameters are not equal work.",
            .low = 0};
}
QuantityInfo multiplications(const Network& of) {
    return {.name = std::string("multiplications_") + of.key,
            .symbol = "M",
            .unit = "multiplication",
            .meaning = std::string("Multiplications of real numbers that ") + of.words +
                       " take for one picture, forward; a complex product is three.",
            .formula = "count",
            .trap = "What a processor takes for them depends on its kernels.",
            .low = 0};
}
QuantityInfo difference(const Network& baseline) {
    return {.name = std::string("difference_") + baseline.key,
            .symbol = "d",
            .unit = "1",
            .meaning =
                std::string("By how much the waves are right more often than ") + baseline.words + ", mean over seeds.",
            .formula = "<A_s(waves) - A_s(baseline)>, error s / sqrt(S)",
            .trap =
                "Of this recipe: rate and length were not chosen for each network by itself. Five seeds have 31 other "
                "signs: outside all of them is one chance in 32.",
            .low = -1,
            .high = 1};
}
QuantityInfo half_width(const Network& baseline) {
    return {.name = std::string("half_width_") + baseline.key,
            .symbol = "h",
            .unit = "1",
            .meaning = std::string("Half the 95 % interval of the difference to ") + baseline.words + ".",
            .formula = "t(0.95; S - 1) s / sqrt(S)",
            .trap = "Five seeds give a t of 2.78, not of 1.96; that differences are normal is assumed.",
            .low = 0};
}

std::vector<QuantityInfo> quantities() {
    std::vector<QuantityInfo> all;
    for (const Network& baseline : baselines) all.push_back(difference(baseline)), all.push_back(half_width(baseline));
    for (const Network& network : {waves, baselines[0], baselines[1]}) all.push_back(accuracy(network));
    for (const Network& network : {waves, baselines[0], baselines[1]})
        all.push_back(parameters(network)), all.push_back(multiplications(network));
    return all;
}

const ObservableInfo info{
    .name = "twins",
    .family = "training",
    .view = View::practical,
    .summary =
        "A wave network beside real networks of the same layers, trained from the same seeds on the same batches.",
    .needs = "train twins, with pictures to test on",
    .controls = {"signs_turned"},
    .quantities = quantities(),
    .reference = "after C. Trabelsi et al., Deep complex networks (ICLR 2018), section 4, with both ways to match",
    .trap =
        "The networks differ in the field of numbers and in what follows from it: modReLU becomes ReLU, intensity "
        "becomes "
        "the mean, the rule of Born becomes soft-max.",
    .cost = "of 3 S trainings",
    .command = "train"};
const Registered<ObservableInfo> entry{info};

const ControlInfo signs_turned{.name = "signs_turned",
                               .sentence =
                                   "Mean differences with the sign of some seeds turned, in all 2^S - 1 other ways: as "
                                   "likely as what was found if waves and baseline are alike."};
const Registered<ControlInfo> control_entry{signs_turned};

}  // namespace
}  // namespace blackbody
