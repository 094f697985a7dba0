#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const ObservableInfo finiteness{
    .name = "finiteness",
    .family = "health",
    .view = View::practical,
    .theory = "",
    .summary = "Whether what the network answers are numbers at all.",
    .needs = "outputs that no nonlinearity makes (excitation counts those), and the scores before a final softmax",
    .controls = {},
    .quantities = {{.name = "non_finite",
                    .symbol = "N_∞",
                    .unit = "value",
                    .meaning = "Output values that are infinite or not a number.",
                    .formula = "#{x: x is ±∞ or NaN}, without class scores of -∞ beside a finite one: they rule a "
                               "class out",
                    .trap = "A nonlinearity can hide what came before it: relu(-∞) = 0. The states of nonlinearities "
                            "and residual sums are counted by excitation.",
                    .low = 0}},
    .reference = "IEEE 754",
    .trap = "No nulls: what is not a number needs no comparison.",
    .cost = "O(N U), one pass over the outputs alone",
};
const Registered<ObservableInfo> entry{finiteness};

}  // namespace
}  // namespace blackbody
