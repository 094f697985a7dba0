#pragma once
/// Data as states of a machine's visible units: images (binary or grey), tables of numbers (CSV), sequences (FASTA).
///
/// Nothing is binarised unless it was asked for: `threshold` cuts at a grey value, `sample` draws 1 with the grey value
/// as its probability (Salakhutdinov and Murray 2008), once, with the seed. A 0/1 file becomes -1/1 for spin units, and
/// the card says so. Bits packed eight to a byte (npz with `packed` and `shape`) are unpacked. Sequences that agree in
/// 80 % of their letters share one weight (Morcos et al. 2011). Cost: O(N V); sequences O(N² length).
#include <cstdint>
#include <string>
#include <vector>

#include "blackbody/base/card.h"
#include "blackbody/loading/options/state_options.h"
#include "blackbody/systems/ensembles/units/unit.h"
#include "blackbody/util/rng.h"

namespace blackbody {

struct States {
    at::Tensor values;                  ///< [N, V]: uint8 where all are 0 or 1, else float
    at::Tensor weights;                 ///< double [N], mean 1; undefined where all samples weigh alike
    at::Tensor labels;                  ///< int64 [N]; undefined where there are none
    std::vector<std::int64_t> picture;  ///< {Y, X} where a sample is a picture
    std::int64_t colours = 1;           ///< q of sequences: V is length times q
    DataCard card;
};

/// Throws Error(data) with file, sample and value where there are no samples or one is no state of `unit`.
States load_states(const std::string& path, const Unit& unit, const StateOptions& options = {});

}  // namespace blackbody
