#include "blackbody/training/machines/gradient.h"

namespace blackbody {

void put(Arrays& arrays, const std::string& name, const Gradient& numbers) {
    arrays[name + ".weight"] = numbers.weight.clone();
    arrays[name + ".visible"] = numbers.visible.clone();
    arrays[name + ".hidden"] = numbers.hidden.clone();
}

Gradient gradient_of(const Arrays& arrays, const std::string& name, const Gradient& like) {
    return {array_of(arrays, name + ".weight", like.weight.sizes()),
            array_of(arrays, name + ".visible", like.visible.sizes()),
            array_of(arrays, name + ".hidden", like.hidden.sizes())};
}

}  // namespace blackbody
