#include "blackbody/formats/safetensors/safetensors.h"
#include "blackbody/formats/fuzz/target.h"

namespace blackbody {
namespace {

std::vector<std::string> seeds() {
    static const std::vector<float> values(24, 0.5f);
    const auto tensor = [](const char* name, ElementType type, std::vector<std::int64_t> shape) {
        const std::size_t size = static_cast<std::size_t>(*element_count(shape)) * byte_size(type);
        return NamedTensor{name, {type, std::move(shape), std::as_bytes(std::span(values)).first(size), nullptr}};
    };
    return {
        to_safetensors_bytes({.tensors = {tensor("conv.weight", ElementType::float32, {2, 3, 2, 1}),
                                          tensor("conv.bias", ElementType::float16, {2})},
                              .metadata = {{"format", "pt"}}}),
        to_safetensors_bytes({.tensors = {tensor("a", ElementType::boolean, {3}), tensor("b", ElementType::int64, {}),
                                          tensor("c", ElementType::uint8, {0, 4})},
                              .metadata = {}})};
}

void parse(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) {
    for (const NamedTensor& tensor : parse_safetensors(bytes, std::move(owner)).tensors) fuzz::touch(tensor.view.bytes);
}

const fuzz::Target target{.name = "safetensors", .seeds = seeds, .parse = parse, .amplification = 200};
const Registered<fuzz::Target> entry{target};

}  // namespace
}  // namespace blackbody
