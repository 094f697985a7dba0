#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

struct Network {
    const char *key, *words;
};
constexpr Network waves{"waves", "the waves"},
    twins[] = {{"equal_numbers", "the twin of equal numbers"}, {"equal_products", "the twin of equal products"}};

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
QuantityInfo numbers(const Network& of) {
    return {.name = std::string("numbers_") + of.key,
            .symbol = "P",
            .unit = "number",
            .meaning = std::string("Real numbers that ") + of.words + " learn; a complex weight is two.",
            .formula = "count",
            .trap = "Equal numbers are not equal work.",
            .low = 0};
}
QuantityInfo products(const Network& of) {
    return {.name = std::string("products_") + of.key,
            .symbol = "M",
            .unit = "product",
            .meaning = std::string("Products of real numbers that ") + of.words +
                       " take for one picture, forward; a complex product is three.",
            .formula = "count",
            .trap = "What a machine takes for them depends on its kernels.",
            .low = 0};
}
QuantityInfo difference(const Network& twin) {
    return {
        .name = std::string("difference_") + twin.key,
        .symbol = "d",
        .unit = "1",
        .meaning = std::string("By how much the waves are right more often than ") + twin.words + ", mean over seeds.",
        .formula = "<A_s(waves) - A_s(twin)>, error s / sqrt(S)",
        .trap =
            "Of this recipe: rate and length were not chosen for each network by itself. Five seeds have 31 other "
            "signs: outside all of them is one chance in 32.",
        .low = -1,
        .high = 1};
}
QuantityInfo half_width(const Network& twin) {
    return {.name = std::string("half_width_") + twin.key,
            .symbol = "h",
            .unit = "1",
            .meaning = std::string("Half the 95 % interval of the difference to ") + twin.words + ".",
            .formula = "t(0.95; S - 1) s / sqrt(S)",
            .trap = "Five seeds give a t of 2.78, not of 1.96; that differences are normal is assumed.",
            .low = 0};
}

std::vector<QuantityInfo> quantities() {
    std::vector<QuantityInfo> all;
    for (const Network& twin : twins) all.push_back(difference(twin)), all.push_back(half_width(twin));
    for (const Network& network : {waves, twins[0], twins[1]}) all.push_back(accuracy(network));
    for (const Network& network : {waves, twins[0], twins[1]})
        all.push_back(numbers(network)), all.push_back(products(network));
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
        "Twins differ in the field of numbers and in what follows from it: modReLU becomes ReLU, intensity becomes "
        "the mean, the rule of Born becomes soft-max.",
    .cost = "of 3 S trainings",
    .command = "train"};
const Registered<ObservableInfo> entry{info};

const ControlInfo signs_turned{.name = "signs_turned",
                               .sentence =
                                   "Mean differences with the sign of some seeds turned, in all 2^S - 1 other ways: as "
                                   "likely as what was found if waves and twin are alike."};
const Registered<ControlInfo> control_entry{signs_turned};

}  // namespace
}  // namespace blackbody
