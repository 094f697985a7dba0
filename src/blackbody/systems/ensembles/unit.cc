#include "blackbody/systems/ensembles/unit.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {

std::vector<const Unit*> units() {
    return registered<Unit>([](const Unit& unit) { return unit.name; });
}

const Unit& find_unit(const std::string& name) {
    std::string known;
    for (const Unit* unit : units()) {
        if (unit->name == name) return *unit;
        known += (known.empty() ? "" : ", ") + unit->name;
    }
    throw Error(ErrorKind::usage, "no kind of unit is called '" + escape_control(name) + "'; there are " + known);
}

Layer free_layer(const Unit& unit, std::int64_t size, std::int64_t colours) {
    Layer layer{&unit, at::zeros({std::ssize(unit.parameters), size}, at::kDouble), colours};
    for (std::size_t p = 0; p < unit.parameters.size(); ++p)
        if (unit.parameters[p].starts_with("stiffness")) layer.theta[static_cast<std::int64_t>(p)].fill_(1);
    return layer;
}

at::Tensor own_exponent(const Layer& layer, const at::Tensor& s) {
    return (layer.unit->statistics(s) * layer.theta.unsqueeze(1)).sum(0);
}

}  // namespace blackbody
