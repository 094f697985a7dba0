#include "blackbody/base/log_z.h"

#include "blackbody/base/fields.h"
#include "blackbody/util/text.h"

namespace blackbody {

LogZMethod log_z_method(const std::string& name) {
    if (name.empty()) return LogZMethod::choose;
    if (name == "exact") return LogZMethod::exact;
    if (name == "ais") return LogZMethod::ais;
    if (name == "sandwich") return LogZMethod::sandwich;
    if (name == "bar") return LogZMethod::bar;
    throw OptionError("log_z", "expected exact, ais, sandwich or bar, found '" + escape_control(name) + "'");
}

}  // namespace blackbody
