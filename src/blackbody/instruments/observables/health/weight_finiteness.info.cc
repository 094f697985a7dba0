#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const ObservableInfo weight_finiteness{
    .name = "weight_finiteness",
    .family = "health",
    .view = View::practical,
    .theory = "",
    .summary = "Weights that are no numbers, where there are any.",
    .needs = "a weight that is not finite; it needs no data",
    .controls = {},
    .quantities = {{.name = "non_finite",
                    .symbol = "N_∞",
                    .unit = "value",
                    .meaning = "Entries of the weight that are infinite or not a number.",
                    .formula = "#{w: w is ±∞ or NaN}",
                    .trap = "Given only for weights that hold any: a weight without this number is finite.",
                    .low = 1}},
    .reference = "IEEE 754",
    .trap = "No nulls: what is not a number needs no comparison. No other number of such a weight is measured.",
    .cost = "O(weight), one pass",
    .of_faults = true,
};
const Registered<ObservableInfo> entry{weight_finiteness};

}  // namespace
}  // namespace blackbody
