#include "blackbody/base/observable.h"

#include "blackbody/util/find_record.h"
#include "blackbody/util/registry.h"

namespace blackbody {

const ObservableInfo& Observable::info() const {
    return own_record(name, registry<ObservableInfo>(), "text of an observable");
}

const ControlInfo& Control::info() const { return own_record(name, registry<ControlInfo>(), "text of a control"); }

std::vector<const Observable*> observables() {
    return registered<Observable>([](const Observable& o) { return o.info().family + "/" + o.name; });
}

const Observable* find_observable(const std::string& name) { return find_record(name, registry<Observable>()); }

const Control& find_control(const std::string& name) { return own_record(name, registry<Control>(), "control"); }

}  // namespace blackbody
