#include "blackbody/formats/fuzz/target.h"
#include "support/safetensors_samples.h"

namespace blackbody {
namespace {

void parse(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) {
    for (const NamedTensor& tensor : parse_safetensors(bytes, owner).tensors) fuzz::touch(tensor.view.bytes);
}

const fuzz::Target target{
    .name = "safetensors", .seeds = samples::safetensors_files, .parse = parse, .amplification = 200};
const Registered<fuzz::Target> entry{target};

}  // namespace
}  // namespace blackbody
