#include "blackbody/base/observable.h"

#include <stdexcept>

#include "blackbody/util/registry.h"

namespace blackbody {

const ObservableInfo& Observable::info() const {
    const ObservableInfo* info = find_observable_info(name);
    if (info == nullptr) throw std::logic_error("observable '" + name + "' has no ObservableInfo");
    return *info;
}

std::vector<const Observable*> observables() {
    return registered<Observable>([](const Observable& o) { return o.info().family + "/" + o.name; });
}

const Observable* find_observable(const std::string& name) {
    for (const Observable* observable : observables())
        if (observable->name == name) return observable;
    return nullptr;
}

const Control& find_control(const std::string& name) {
    for (const Control* control : registry<Control>())
        if (control->info.name == name) return *control;
    throw std::logic_error("no control named '" + name + "'");
}

}  // namespace blackbody
