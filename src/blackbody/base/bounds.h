#pragma once
/// What a system can prove about its states, beyond what samples show.
#include <ATen/core/Tensor.h>

#include <cstddef>
#include <vector>

namespace blackbody {

/// Everything that may be fed to an input: each of its values lies between `low` and `high`.
struct InputRange {
    std::size_t site = 0;  ///< of the input
    double low = 0, high = 0;
};

/// Every value of a state of one sample lies between these, [1, ...] as the state is. Undefined: nothing is proven.
struct StateBounds {
    at::Tensor low, high;
};

/// What a System may be able to do besides.
class BoundsStates {
  public:
    virtual ~BoundsStates() = default;
    /// Interval arithmetic from the inputs to each of `sites`, with room for rounding; one answer a site. A true bound
    /// for every input within `ranges`, and far from the tightest one behind many layers.
    virtual std::vector<StateBounds> bounds(const std::vector<std::size_t>& sites,
                                            const std::vector<InputRange>& ranges) const = 0;
};

}  // namespace blackbody
