#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {

namespace {

QuantityInfo share(const char* name, const char* meaning, const char* characters, const char* independent,
                   bool profile = false) {
    return {.name = name,
            .symbol = name,
            .unit = "1",
            .meaning = std::string("Share of the kernels' energy that is ") + meaning,
            .formula = std::string("mean over channels of (d/8) Σ_g χ(g) <w, g w> / <w, w>; χ of (1, half turn, "
                                   "quarter turns, axis mirrors, "
                                   "diagonal mirrors) = ") +
                       characters,
            .trap = std::string("Not 0 for noise: independent entries have ") + independent +
                    ". Read the difference, against random_kernels.",
            .low = 0,
            .high = 1,
            .profile = profile};
}

const ObservableInfo info{
    .name = "angular_momentum",
    .family = "momentum",
    .view = View::world,
    .theory = "W2",
    .summary =
        "How kernels change under turns and mirrors of the square: C4v shares, one for each of its five symmetry "
        "types.",
    .needs = "a convolution with a square kernel larger than one pixel",
    .controls = {"random_kernels", "amplitude_matched_kernels"},
    .quantities = {share("A1", "left alone by turns and mirrors (blobs).", "1, 1, 1, 1, 1",
                         "3/9 (3x3), 6/25 (5x5), 10/49 (7x7)", true),
                   share("A2", "left alone by turns, changed in sign by mirrors (whirls).", "1, 1, 1, -1, -1",
                         "0, 1/25, 3/49; a 3x3 kernel cannot have it"),
                   share("B1", "changed in sign by quarter turns and diagonal mirrors (upright crosses).",
                         "1, 1, -1, 1, -1", "1/9, 3/25, 6/49"),
                   share("B2", "changed in sign by quarter turns and axis mirrors (diagonal crosses).",
                         "1, 1, -1, -1, 1", "1/9, 3/25, 6/49"),
                   share("E", "changed in sign by half turns (edges, slopes).", "2, -2, 0, 0, 0", "4/9, 12/25, 24/49",
                         true)},
    .reference =
        "character projection onto the irreducible representations of C4v, any text on point groups; the reading as "
        "angular "
        "momentum: ours (docs/physics, W2)",
    .trap = "Turns by less than a quarter are not symmetries of the lattice and are not asked about.",
    .cost = "O(weights), nothing sampled"};
const Registered<ObservableInfo> entry{info};

}  // namespace

}  // namespace blackbody
