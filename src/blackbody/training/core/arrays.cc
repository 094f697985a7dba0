#include "blackbody/training/core/arrays.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>

#include "blackbody/formats/tensor_view.h"
#include "blackbody/util/errors.h"

namespace blackbody {

at::Tensor array_of(const Arrays& arrays, const std::string& name, at::IntArrayRef shape) {
    const auto found = arrays.find(name);
    if (found != arrays.end() && found->second.sizes() == shape) return found->second.clone();
    throw Error(ErrorKind::data,
                Complaint{.place = "training state, " + name,
                          .expected = shape_text(shape),
                          .found = found == arrays.end() ? "nothing" : shape_text(found->second.sizes())});
}

void put_all(Arrays& arrays, const std::string& prefix, const Arrays& part) {
    for (const auto& [name, array] : part) arrays[prefix + "." + name] = array;
}

Arrays part_of(const Arrays& arrays, const std::string& prefix) {
    Arrays part;
    for (const auto& [name, array] : arrays)
        if (name.starts_with(prefix + ".")) part[name.substr(prefix.size() + 1)] = array;
    return part;
}

void append(Arrays& history, const std::string& name, const at::Tensor& row) {
    at::Tensor& all = history[name];
    all = all.defined() ? at::cat({all, row.unsqueeze(0)}) : row.unsqueeze(0).clone();
}

void append(Arrays& history, const std::string& name, double number) {
    append(history, name, at::full({}, number, at::kDouble));
}

}  // namespace blackbody
