#include "blackbody/systems/onnx/trail.h"

#include <ATen/ops/eq.h>

namespace blackbody {
namespace {

const std::string none;

}  // namespace

const std::string& Trail::op(int e) const {
    return e < 0 || !element(e).node->domain.empty() ? none : element(e).node->op;
}

const Traits& Trail::traits(int e) const { return e < 0 ? traits_of_unknown() : element(e).traits(); }

int Trail::input(int e, std::size_t i) const {
    if (e < 0) return -1;
    const auto& inputs = element(e).inputs;
    return i < inputs.size() ? inputs[i] : -1;
}

int Trail::output(int e) const { return e < 0 || element(e).outputs.empty() ? -1 : element(e).outputs[0]; }

bool Trail::is_number(int value) const {
    if (!is_constant(value)) return false;
    const at::Tensor& c = constant(value);
    if (c.numel() == 0 || c.numel() > (1 << 16)) return false;
    return c.numel() == 1 || c.eq(c.flatten()[0]).all().item<bool>();
}

std::vector<std::int64_t> Trail::list(int e, const char* attribute, std::size_t i) const {
    if (e < 0) return {};
    const auto& all = element(e).node->attributes.all();
    if (const auto found = all.find(attribute); found != all.end()) {
        const auto* numbers = std::get_if<std::vector<std::int64_t>>(&found->second);
        return numbers ? *numbers : std::vector<std::int64_t>{};
    }
    const int value = input(e, i);
    if (!is_constant(value) || !at::isIntegralType(constant(value).scalar_type(), false)) return {};
    const at::Tensor given = constant(value).to(at::kCPU, at::kLong).contiguous();
    return {given.const_data_ptr<std::int64_t>(), given.const_data_ptr<std::int64_t>() + given.numel()};
}

int Trail::only_reader(int e) const {
    const int value = output(e);
    if (value < 0) return -1;
    const auto& readers = circuit_.consumers[static_cast<std::size_t>(value)];
    return readers.size() == 1 ? readers[0] : -1;
}

int Trail::other(int e, int value) const { return input(e, 0) == value ? input(e, 1) : input(e, 0); }

int Trail::computed_side(int e) const {
    for (const std::size_t side : {0u, 1u})
        if (is_constant(input(e, side))) return input(e, 1 - side);
    return -1;
}

int Trail::behind_names(int value) const {
    while (value >= 0 && role(maker(value)) == OperatorRole::renaming && input(maker(value), 0) >= 0)
        value = input(maker(value), 0);
    return value;
}

}  // namespace blackbody
