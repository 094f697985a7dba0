#pragma once
/// The states of two sites of one batch, which a system shows one after the other.
///
/// An earlier state is held while a later one is awaited, and let go of when the last of them has come; at the end of
/// the batch nothing is held. Memory: most_held(tasks) states beside those that the system keeps itself; none where no
/// task is of two sites.
#include <map>

#include "blackbody/instruments/blocks.h"
#include "blackbody/instruments/selection.h"

namespace blackbody {

class Pairs {
  public:
    /// One observable at two sites, as it was dealt so far.
    struct Pair {
        std::size_t from, to;
        PairBlocks blocks;
    };
    void add(Pair pair);
    /// Feeds the pairs that end here; holds the state where others begin here. Sites come in their order.
    void at(std::size_t site, const State& state, std::int64_t chunk);
    void end_of_batch() { held_.clear(); }
    std::size_t held() const { return held_.size(); }
    const std::vector<Pair>& all() const { return pairs_; }

  private:
    std::vector<Pair> pairs_;
    std::map<std::size_t, std::size_t> awaits_;  ///< the last site that an earlier one waits for
    std::map<std::size_t, at::Tensor> held_;     ///< by site
};

}  // namespace blackbody
