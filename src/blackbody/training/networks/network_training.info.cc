#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const std::string of_small_tests =
    "Its error is that of the pictures alone: another seed of the same training differs by more. Repeat with other "
    "seeds.";

const ObservableInfo info{
    .name = "network_training",
    .family = "training",
    .view = View::practical,
    .summary = "How a network that was trained here got there, and how well it does on pictures that it did not learn.",
    .needs = "labelled pictures to learn; others held out to watch it, and a test set to score it",
    .controls = {"labels_alone"},
    .quantities =
        {{.name = "test_accuracy",
          .symbol = "A",
          .unit = "1",
          .meaning = "Share of the test pictures that are classed as labelled.",
          .formula = "<argmax p = label>, error sqrt(A (1 - A) / n)",
          .trap = of_small_tests,
          .low = 0,
          .high = 1},
         {.name = "test_loss",
          .symbol = "L",
          .unit = "nat",
          .meaning = "How surprised the network is by the labels of the test pictures.",
          .formula = "<-ln p(label)>, without smoothing",
          .trap = "A few pictures that it is surely wrong about outweigh all others.",
          .low = 0},
         {.name = "held_out_accuracy",
          .symbol = "A_h",
          .unit = "1",
          .meaning = "The same on the pictures that were held out to watch the training, at its end.",
          .formula = "<argmax p = label>",
          .trap = "Who chose a setting by it has learned these pictures, too: the test decides.",
          .low = 0,
          .high = 1},
         {.name = "held_out_loss",
          .symbol = "L_h",
          .unit = "nat",
          .meaning = "The surprise at their labels, at the end.",
          .formula = "<-ln p(label)>",
          .trap = of_small_tests,
          .low = 0},
         {.name = "accuracy",
          .symbol = "A_b",
          .unit = "1",
          .meaning = "On batches as they were learned, shifted and mirrored, over the last updates.",
          .formula = "<argmax p = label>",
          .trap = "Pictures that are learned, each seen before the update that it brought: not a score.",
          .low = 0,
          .high = 1},
         {.name = "loss",
          .symbol = "L_b",
          .unit = "nat",
          .meaning = "The cost that was made small, on the same batches.",
          .formula = "<cost>, with smoothing where it was asked for",
          .trap = "In nats for costs that are entropies; smoothing adds the entropy of the smoothed label."},
         {.name = "images_per_second",
          .symbol = "v",
          .unit = "1/s",
          .meaning = "Pictures learned a second, loading, augmentation and evaluations included, films not.",
          .formula = "batch · updates / time",
          .trap = "Of this run on this computer: with the time it is all that differs between two runs of a call.",
          .low = 0}},
    .reference = "ours",
    .trap = "One training is one draw: its seed decides the last percent.",
    .cost = "of the training; a forward pass over what is held out at every evaluation",
    .command = "train"};
const Registered<ObservableInfo> entry{info};

const ObservableInfo film{
    .name = "film",
    .family = "training",
    .view = View::practical,
    .summary = "Instruments read again and again while a network learns, on the same pictures each time.",
    .needs = "the option film with names of instruments of networks",
    .controls = {},
    .quantities =
        {{.name = "frames",
          .symbol = "F",
          .unit = "frame",
          .meaning = "How often the instruments were read, update 0 and the end included.",
          .formula = "1 + ceil(updates / film every)",
          .trap = "What comes and goes between two frames is not seen.",
          .low = 1},
         {.name = "pictures",
          .symbol = "n",
          .unit = "picture",
          .meaning = "On how many pictures every frame was read, the same ones each time.",
          .formula = "min(film pictures, held-out pictures); of those learned where none are held out",
          .trap = "An error bar of one frame is that of the pictures; frames share them, so their differences are "
                  "known better than each.",
          .low = 1}},
    .reference = "ours",
    .trap = "Frames are read without nulls: open the trained network for those.",
    .cost = "of the instruments on the film's pictures, at every frame",
    .command = "train"};
const Registered<ObservableInfo> film_entry{film};

const ControlInfo labels_alone{.name = "labels_alone",
                               .sentence =
                                   "What an answer without a look at the picture scores: always the commonest class of "
                                   "the pictures learned (accuracy), or their class shares (loss)."};
const Registered<ControlInfo> control_entry{labels_alone};

}  // namespace
}  // namespace blackbody
