#pragma once
/// Deals the states of a run to blocks of samples and turns blocks into values with error bars.
#include <memory>
#include <vector>

#include "blackbody/base/observable.h"

namespace blackbody {

/// One observable at one site: an accumulator a block.
class Blocks {
  public:
    Blocks(const Observable& observable, const Site& site, const InstrumentOptions& options, std::int64_t blocks);
    /// Deals the samples of one batch. `chunk` neighbouring samples go to the same block, the next chunk to the next.
    void add(const State& state, std::int64_t chunk);
    /// The fixed samples: the first of the stream, whole, to the first block.
    void add_fixed(const State& state, std::int64_t samples);
    /// All blocks merged: estimates with jackknife errors where the observable has none of its own, curves, notes.
    Measurement measurement() const;

  private:
    std::unique_ptr<Accumulator> merged(const Accumulator& a, const Accumulator& b) const;
    const Observable* observable_;
    const Site* site_;
    std::vector<std::unique_ptr<Accumulator>> blocks_;
    std::vector<bool> used_;
};

/// How many neighbours share a block: the largest of 8, 4, 2, 1 that leaves at least four chunks a block.
std::int64_t chunk_size(std::int64_t samples, std::int64_t blocks);

/// The delete-one-block jackknife's standard error from the values that leave one block out; a reason where there is
/// none.
Uncertainty jackknife(const std::vector<double>& left_out);

/// The same for a value whose sampling law is skewed (a third or fourth moment): the longer side of its 95 % interval
/// over t. Hall's transformation for the skewness γ of the blocks, then w = s (exp(h/s) - 1) on a logarithmic scale of
/// size s. Ref: P. Hall, J. Royal Stat. Soc. B 54, 221 (1992).
Uncertainty skewed_jackknife(const std::vector<double>& left_out, double size);

}  // namespace blackbody
