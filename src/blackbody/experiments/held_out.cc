#include "blackbody/experiments/held_out.h"

#include <ATen/ops/zeros.h>

#include <cstdlib>

#include "blackbody/base/fields.h"
#include "blackbody/loading/spread.h"
#include "blackbody/util/text.h"

namespace blackbody {

std::optional<double> held_out_share(const std::string& words) {
    char* end = nullptr;
    const double share = std::strtod(words.c_str(), &end);
    if (end == words.c_str() || *end != 0) return std::nullopt;
    if (share >= 0 && share < 1) return share;
    throw OptionError("validation",
                      "expected a share from 0 to below 1, or data, found '" + escape_control(words) + "'");
}

at::Tensor is_held_out(std::int64_t samples, double share) {
    at::Tensor out = at::zeros({samples}, at::kBool);
    const auto count = static_cast<std::int64_t>(static_cast<double>(samples) * share + 1e-6);
    for (const std::int64_t i : spread_positions(samples, count)) out.mutable_data_ptr<bool>()[i] = true;
    return out;
}

}  // namespace blackbody
