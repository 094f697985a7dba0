#include "blackbody/systems/ensembles/units/unit.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "blackbody/util/errors.h"
#include "blackbody/util/find_record.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {

std::vector<const Unit*> units() {
    return registered<Unit>([](const Unit& unit) { return unit.name; });
}

const Unit& find_unit(const std::string& name) {
    if (const Unit* unit = find_record(name, units())) return *unit;
    std::string known;
    for (const Unit* unit : units()) known += (known.empty() ? "" : ", ") + unit->name;
    throw Error(ErrorKind::usage, "no kind of unit is called '" + escape_control(name) + "'; there are " + known);
}

std::int64_t biases_of(const Unit& unit) {
    return std::count_if(unit.parameters.begin(), unit.parameters.end(),
                         [](const std::string& name) { return name.starts_with("bias"); });
}

Layer free_layer(const Unit& unit, std::int64_t size, std::int64_t colours) {
    Layer layer{&unit, at::zeros({std::ssize(unit.parameters), size}, at::kDouble), colours};
    layer.theta.slice(0, biases_of(unit)).fill_(1);
    return layer;
}

at::Tensor own_exponent(const Layer& layer, const at::Tensor& s) {
    return (layer.unit->statistics(s) * layer.theta.unsqueeze(1)).sum(0);
}

}  // namespace blackbody
