#pragma once
/// Deals the states of a run to blocks of samples and turns blocks into values with error bars.
#include <functional>
#include <memory>
#include <vector>

#include "blackbody/base/observable.h"

namespace blackbody {

/// An accumulator a block; what is summed up of one site and of two is summed up alike.
template <class A>
class DealtBlocks {
  public:
    /// All blocks merged: estimates with jackknife errors where the observable has none of its own, curves, notes.
    Measurement measurement() const;

  protected:
    explicit DealtBlocks(Measurement empty) : empty_(std::move(empty)) {}
    /// Calls `add(accumulator, first, size)` for the parts of a batch, `first` counted from the batch's own. `chunk`
    /// neighbouring samples go to the same block, the next chunk to the next.
    void deal(const Batch& batch, std::int64_t chunk, const std::function<void(A&, std::int64_t, std::int64_t)>& add);
    std::vector<std::unique_ptr<A>> blocks_;

  private:
    std::unique_ptr<A> merged(const A& a, const A& b) const;
    Measurement empty_;  ///< names alone
    std::vector<bool> used_{};
};

/// One observable at one site.
class Blocks : public DealtBlocks<Accumulator> {
  public:
    Blocks(const Observable& observable, const Site& site, const InstrumentOptions& options, std::int64_t blocks);
    void add(const State& state, std::int64_t chunk);
    /// The fixed samples: the first of the stream, whole, to the first block.
    void add_fixed(const State& state, std::int64_t samples);
};

/// Two sites.
struct SitePair {
    const Site &from, &to;
};

/// One observable at two sites.
class PairBlocks : public DealtBlocks<PairAccumulator> {
  public:
    PairBlocks(const Observable& observable, const SitePair& sites, const InstrumentOptions& options,
               std::int64_t blocks);
    /// The same samples at both.
    void add(const State& from, const State& to, std::int64_t chunk);
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
