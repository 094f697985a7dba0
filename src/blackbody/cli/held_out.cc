#include "blackbody/cli/held_out.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>

#include <cstdlib>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {

std::optional<double> held_out_share(const std::string& words) {
    char* end = nullptr;
    const double share = std::strtod(words.c_str(), &end);
    if (end == words.c_str() || *end != 0) return std::nullopt;
    if (share >= 0 && share < 1) return share;
    throw Error(ErrorKind::usage,
                "--held-out: expected a share from 0 to 1 or data, found '" + escape_control(words) + "'");
}

at::Tensor is_held_out(std::int64_t samples, double share) {
    const at::Tensor place = (at::arange(samples + 1, at::kDouble) * share).floor();
    return place.narrow(0, 1, samples) > place.narrow(0, 0, samples);
}

}  // namespace blackbody
