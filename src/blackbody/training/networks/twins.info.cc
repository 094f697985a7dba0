#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const ObservableInfo info{
    .name = "twins",
    .family = "training",
    .view = View::machine,
    .summary =
        "A wave network beside real networks of the same layers, trained from the same seeds on the same batches.",
    .needs = "train twins, with pictures to test on",
    .controls = {"signs_turned"},
    .quantities = {{.name = "accuracy",
                    .symbol = "A",
                    .unit = "1",
                    .meaning = "Share of the test pictures that are classed as labelled, mean over seeds.",
                    .formula = "<A_s>, error s / sqrt(S)",
                    .trap = "Its error is that of the seeds; all seeds share the test pictures.",
                    .low = 0,
                    .high = 1},
                   {.name = "numbers",
                    .symbol = "P",
                    .unit = "number",
                    .meaning = "Real numbers that are learned; a complex weight is two.",
                    .formula = "count",
                    .trap = "Equal numbers are not equal work.",
                    .low = 0},
                   {.name = "products",
                    .symbol = "M",
                    .unit = "product",
                    .meaning = "Products of real numbers for one picture, forward; a complex product is three.",
                    .formula = "count",
                    .trap = "What a machine takes for them depends on its kernels.",
                    .low = 0},
                   {.name = "difference",
                    .symbol = "d",
                    .unit = "1",
                    .meaning = "By how much the waves are right more often than this twin, mean over seeds.",
                    .formula = "<A_s(waves) - A_s(twin)>, error s / sqrt(S)",
                    .trap = "Of this recipe: rate and length were not chosen for each network by itself.",
                    .low = -1,
                    .high = 1},
                   {.name = "half_width",
                    .symbol = "h",
                    .unit = "1",
                    .meaning = "Half the 95 % interval of the difference.",
                    .formula = "t(0.95; S - 1) s / sqrt(S)",
                    .trap = "Five seeds give a t of 2.78, not of 1.96; that differences are normal is assumed.",
                    .low = 0}},
    .reference = "after C. Trabelsi et al., Deep complex networks (ICLR 2018), section 4, with both ways to match",
    .trap =
        "Twins differ in the field of numbers and in what follows from it: modReLU becomes ReLU, intensity becomes "
        "the mean, the rule of Born becomes soft-max.",
    .cost = "of 3 S trainings",
    .command = "train"};
const Registered<ObservableInfo> entry{info};

const ControlInfo signs_turned{.name = "signs_turned",
                               .sentence =
                                   "Mean differences with the sign of each seed's turned, in all 2^S ways: as "
                                   "likely as what was found if waves and twin are alike."};
const Registered<ControlInfo> control_entry{signs_turned};

}  // namespace
}  // namespace blackbody
