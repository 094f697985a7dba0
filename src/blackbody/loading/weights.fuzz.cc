// Mutants of safetensors files: those that parse become a system of weights, whose every matrix is read.
#include "blackbody/formats/fuzz/target.h"
#include "blackbody/loading/network.h"
#include "support/safetensors_samples.h"

namespace blackbody {
namespace {

void build_and_look(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) {
    const auto weights = weights_of(ArrayFile(parse_safetensors(bytes, owner)));
    for (const Site& site : weights->sites()) {
        if (!site.interaction) continue;
        const at::Tensor weight = site.interaction->weight.contiguous();
        fuzz::touch({static_cast<const std::byte*>(weight.const_data_ptr()), weight.nbytes()});
    }
}

const fuzz::Target target{
    .name = "weights", .seeds = samples::safetensors_files, .parse = build_and_look, .amplification = 2000};
const Registered<fuzz::Target> entry{target};

}  // namespace
}  // namespace blackbody
