#include "blackbody/instruments/pace.h"

#include "blackbody/util/errors.h"

namespace blackbody {

void Pace::at(const std::string& stage, double done) const {
    if (options_.interrupted && options_.interrupted())
        throw Error(ErrorKind::interrupted, "interrupted; nothing was written");
    if (options_.progress) options_.progress({stage, done});
}

}  // namespace blackbody
