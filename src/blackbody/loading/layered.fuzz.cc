// Mutants of files of layered networks, and of the texts in them: those that open see one black picture.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "blackbody/formats/fuzz/target.h"
#include "blackbody/formats/safetensors/safetensors.h"
#include "blackbody/loading/layered.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

std::string path_of(const char* name) {
    return (std::filesystem::temp_directory_path() / (name + std::to_string(::getpid()) + ".safetensors")).string();
}

/// Gone with the call.
struct Temporary {
    std::string path;
    ~Temporary() { std::filesystem::remove(path); }
};

std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string saved(const std::string& text, Field field, at::ScalarType type = at::kFloat) {
    const Temporary file{path_of("blackbody_seed_")};
    LayeredFile layered;
    layered.network = std::make_unique<LayeredNetwork>(NetworkPlan{text, field, {Field::real, 1, {6, 6}}, 1, type});
    save_layered(file.path, layered);
    return read(file.path);
}

/// A file that says it is such a network and holds nothing.
std::string said(const std::string& text, const std::string& input = "1 x 6 x 6", const std::string& field = "real") {
    const Temporary file{path_of("blackbody_seed_")};
    write_safetensors(file.path, {.tensors = {},
                                  .metadata = {{"blackbody.layers", text},
                                               {"blackbody.field", field},
                                               {"blackbody.input", input},
                                               {"blackbody.type", "float32"}}});
    return read(file.path);
}

/// Every kind of layer in some file; and texts that ask for more than anybody has.
std::vector<std::string> seeds() {
    std::string brackets = "relu";
    for (int depth = 0; depth < 40; ++depth) brackets = "residual(" + brackets + ")";
    return {
        saved("conv 2 3x3 circular, norm, relu, residual(depthwise 3x3, layer-norm local, leaky) abs, pool 2, linear 3",
              Field::real),
        saved("coordinates, momenta 2, conv 4 3x3 groups 1 stride 2, conv 4 1x1 groups 2, l2-norm, dropout .5, global "
              "intensity, linear 3",
              Field::real, at::kDouble),
        saved("encode analytic, propagator, modrelu, conv 2 1x1, jones, potential order 2, l1-norm, pool 2 l2, linear "
              "3, born",
              Field::complex),
        saved("conv 2 3x3, norm, cardioid, coupled, potential exact, crelu, pool 2, modulus, linear 2", Field::complex),
        saved("conv 2 3x3, pool 2, hidden 3 bits, rbm 3 hidden 4", Field::real),
        said("1000 * conv 1000000 1000x1000"),
        said("hidden 1000000, rbm 1000000 hidden 1000000 bits"),
        said("999 * residual(2 * conv 99999 3x3), linear 1000000"),
        said("conv 1000000 1x1, conv 1000000 1x1 groups 1000000, linear 1000000", "8192 x 8192 x 8192"),
        said("propagator, potential exact, linear 1000000", "1 x 8192 x 8192", "complex"),
        said("coordinates, momenta 1000000, momenta 1000000", "8192 x 8192 x 8192"),
        said(brackets),
        said("linear -1, pool 0, conv 3 0x0 stride 0, dropout 2, leaky slope nan")};
}

void open_and_look(std::span<const std::byte> bytes, std::shared_ptr<const void>) {
    const Temporary file{path_of("blackbody_mutant_")};
    std::ofstream(file.path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    const LayeredFile opened = load_layered(file.path);
    const NetworkPlan& plan = opened.network->plan();
    if (opened.network->multiplications() > 1e8 || plan.input.channels * plan.input.positions() > (1 << 20))
        throw Error(ErrorKind::data, "too large to run in this test");
    const at::NoGradGuard fixed;
    const at::Tensor x = at::zeros({1, plan.input.channels, plan.input.size[0], plan.input.size[1]}, plan.type);
    const at::Tensor y = opened.network->forward(x.contiguous(at::MemoryFormat::ChannelsLast), {}).contiguous();
    fuzz::touch({static_cast<const std::byte*>(y.const_data_ptr()), y.nbytes()});
}

const fuzz::Target target{
    .name = "layered", .seeds = seeds, .parse = open_and_look, .amplification = 4000, .seconds = 5};
const Registered<fuzz::Target> entry{target};

}  // namespace
}  // namespace blackbody
