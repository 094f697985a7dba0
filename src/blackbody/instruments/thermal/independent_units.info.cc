#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const ControlInfo info{.name = "independent_units",
                       .sentence =
                           "Units that know nothing of each other, with the means of the data and of the hidden units "
                           "given them: in closed form, nothing is drawn. Kept: every mean. Lost: all that W makes."};
const Registered<ControlInfo> entry{info};

}  // namespace
}  // namespace blackbody
