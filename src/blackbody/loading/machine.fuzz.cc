// Mutants of machines' files: those that open take a step of their chains.
#include <ATen/ops/full.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "blackbody/formats/fuzz/target.h"
#include "blackbody/loading/ensemble.h"

namespace blackbody {
namespace {

std::string path_of(const char* name) {
    return (std::filesystem::temp_directory_path() / (name + std::to_string(::getpid()) + ".safetensors")).string();
}

std::string saved(const AnyMachine& machine) {
    const std::string path = path_of("blackbody_seed_");
    save_machine_file(path, {.machine = machine});
    std::ifstream in(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    std::filesystem::remove(path);
    return bytes;
}

Rbm machine(const char* visible, const char* hidden, std::int64_t v, std::int64_t m) {
    return {free_layer(find_unit(visible), v, v % 3 ? 1 : 3), free_layer(find_unit(hidden), m),
            at::full({v, m}, .1, at::kDouble)};
}

std::vector<std::string> seeds() {
    const Rbm lower = machine("bernoulli", "bernoulli", 4, 5), upper = machine("bernoulli", "bernoulli", 5, 2);
    return {saved(lower), saved(machine("potts", "gaussian", 6, 2)), saved(machine("relu", "drelu", 2, 2)),
            saved(DeepBelief{{lower, upper}}),
            saved(DeepBoltzmann{{lower.visible, lower.hidden, upper.hidden}, {lower.weight, upper.weight}})};
}

void open_and_step(std::span<const std::byte> bytes, std::shared_ptr<const void>) {
    const std::string path = path_of("blackbody_mutant_");
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    const std::shared_ptr<void> gone_with_the_call(nullptr, [&](void*) { std::filesystem::remove(path); });
    const auto ensemble = load_ensemble(path);
    const auto chains = ensemble->machine().chains({.visible = free_visible(ensemble->machine(), 2, 0)});
    chains->run(1);
    const at::Tensor states = chains->visible().contiguous();
    fuzz::touch({static_cast<const std::byte*>(states.const_data_ptr()), states.nbytes()});
}

const fuzz::Target target{.name = "machine", .seeds = seeds, .parse = open_and_step, .amplification = 4000};
const Registered<fuzz::Target> entry{target};

}  // namespace
}  // namespace blackbody
