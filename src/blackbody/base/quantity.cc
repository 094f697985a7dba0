#include "blackbody/base/quantity.h"

#include "blackbody/util/find_record.h"
#include "blackbody/util/registry.h"

namespace blackbody {

const char* to_string(View view) {
    switch (view) {
        case View::micro:
            return "micro";
        case View::macro:
            return "macro";
        case View::world:
            return "world";
        case View::practical:
            return "practical";
    }
    return "?";
}

std::vector<const ObservableInfo*> observable_infos() {
    return registered<ObservableInfo>([](const ObservableInfo& info) { return info.family + "/" + info.name; });
}

std::vector<const ControlInfo*> control_infos() {
    return registered<ControlInfo>([](const ControlInfo& info) { return info.name; });
}

const ObservableInfo* find_observable_info(const std::string& name) {
    return find_record(name, registry<ObservableInfo>());
}

const QuantityInfo* find_quantity(const ObservableInfo& observable, const std::string& name) {
    for (const QuantityInfo& quantity : observable.quantities)
        if (quantity.name == name) return &quantity;
    return nullptr;
}

}  // namespace blackbody
