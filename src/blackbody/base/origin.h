#pragma once
/// Where values that are infinite or not a number come from. A state shows that they are there; only the system knows
/// which of its parts, perhaps one without a site, made the first.
#include <cstddef>
#include <string>

namespace blackbody {

struct Batch;

/// "node 'div' (Div, opset 17): 3 of its 64 values", or the data themselves.
struct Origin {
    std::string words;  ///< "" where nothing was found
    bool is_data = false;
};

/// What a System may be able to do besides.
class TracesOrigins {
  public:
    virtual ~TracesOrigins() = default;
    /// For one sample whose state at `site` is not finite: the first part on the way to it whose result is not finite
    /// though what it computes from is, and how that came about. No words where the plain way to the state is finite.
    virtual Origin origin_of_non_finite(std::size_t site, const Batch& sample) const = 0;
};

}  // namespace blackbody
