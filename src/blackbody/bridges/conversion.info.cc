#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const ObservableInfo info{
    .name = "conversion",
    .family = "waves",
    .view = View::micro,
    .theory = "M4",
    .summary =
        "A network turned into a wave system node by node: which nodes are equal, and how far the others are off.",
    .needs = "a network with class scores, and data",
    .controls = {},
    .quantities =
        {{.name = "alone",
          .symbol = "δ",
          .unit = "1",
          .meaning = "Relative difference of the counterpart from the node, on the network's own input of the node.",
          .formula =
              "|y' - y| / |y| over samples and units; of a linear node y' is that of a wave turned by a phase and "
              "turned back",
          .trap = "A counterpart that equals the node on real waves may differ on complex ones.",
          .low = 0},
         {.name = "carried",
          .symbol = "Δ",
          .unit = "1",
          .meaning = "The same of the whole wave system, all nodes before converted, too.",
          .formula = "|ψ - y| / |y|",
          .trap = "A scale that later nodes take out again counts in full.",
          .low = 0},
         {.name = "agreement",
          .symbol = "a",
          .unit = "1",
          .meaning = "Share of the samples that the wave system classes as the network does.",
          .formula = "<argmax Re ψ = argmax s>",
          .trap = "Chance is the share of the commonest class, not 0.",
          .low = 0,
          .high = 1},
         {.name = "accuracy",
          .symbol = "A",
          .unit = "1",
          .meaning = "Share of the samples that are classed as labelled.",
          .formula = "<argmax Re ψ = label>",
          .trap = "Without training: nothing was learned again after the conversion.",
          .low = 0,
          .high = 1},
         {.name = "accuracy_by_born",
          .symbol = "A_B",
          .unit = "1",
          .meaning = "The same where the class is the likeliest outcome of a measurement.",
          .formula = "<argmax |ψ|² = label>",
          .trap = "A network's scores may be negative: the largest |ψ|² is then the least likely class.",
          .low = 0,
          .high = 1}},
    .reference = "D. Lei, X. Chen, J. Zhao (2018), arXiv:1805.08355, conclusion 6; formulas are ours",
    .trap = "Nothing was learned again: a network that was trained as a wave system may do as well as a real one.",
    .cost = "a forward pass for each variant and each counterpart",
    .command = "convert"};
const Registered<ObservableInfo> entry{info};

}  // namespace
}  // namespace blackbody
