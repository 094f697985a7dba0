#include "blackbody/base/log_z.h"

#include "blackbody/base/fields.h"
#include "blackbody/util/text.h"

namespace blackbody {

LogZRoad log_z_road(const std::string& name) {
    if (name.empty()) return LogZRoad::choose;
    if (name == "exact") return LogZRoad::exact;
    if (name == "ais") return LogZRoad::ais;
    if (name == "sandwich") return LogZRoad::sandwich;
    if (name == "bar") return LogZRoad::bar;
    throw OptionError("log_z", "expected exact, ais, sandwich or bar, found '" + escape_control(name) + "'");
}

}  // namespace blackbody
