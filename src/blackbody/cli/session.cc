#include "blackbody/cli/session.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>

#include "blackbody/cli/command_line.h"
#include "blackbody/cli/machines.h"
#include "blackbody/cli/progress.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

at::Device device_of(const Options& options) {
    try {
        const at::Device device(options.device);
        if (device.is_cpu() || (device.is_cuda() && at::hasCUDA())) return device;
    } catch (const c10::Error&) {
    }
    throw Error(ErrorKind::usage, "--device: expected cpu" +
                                      std::string(at::hasCUDA() ? " or cuda" : " (no CUDA device is here)") +
                                      ", found '" + escape_control(options.device) + "'");
}

}  // namespace

std::string specimen_folder() {
    // Installed: share/ beside the library's folder; in the build tree: the repository's own.
    Dl_info here{};
    dladdr(reinterpret_cast<const void*>(&specimen_folder), &here);
    const std::filesystem::path library = here.dli_fname ? std::filesystem::path(here.dli_fname).parent_path() : ".";
    for (const auto& folder :
         {library / "../share/blackbody/specimen", library / "../specimen", std::filesystem::path(BLACKBODY_SPECIMEN)})
        if (std::filesystem::exists(folder / specimen_model)) return folder.lexically_normal().string();
    throw Error(ErrorKind::usage, "the bundled specimen is not installed beside the program; give a MODEL");
}

std::unique_ptr<System> open_system(const Options& options) {
    SystemOptions opening{.machine = options.machine, .picture = picture_of(options.picture), .seed = options.seed};
    opening.network.device = device_of(options);
    return open_system(options.model.empty() ? specimen_folder() + "/" + specimen_model : options.model, opening);
}

OpenedSource open_data(const Options& options, System& system) {
    check(options.samples);
    const bool is_specimen = options.data.empty() && options.model.empty();
    SourceSpec spec{.path = is_specimen ? specimen_folder() : options.data,
                    .data = options.samples,
                    .states = state_options(options),
                    .scores = options.scores};
    spec.chains = options.sample.chains.value_or(spec.chains), spec.steps = options.sample.steps;
    spec.seed = options.seed, spec.watcher.is_stopped = InterruptGuard::requested;
    return open_source(system, spec);
}

RunInfo run_info(const Options& options, const std::string& dtype) {
    return {.version = BLACKBODY_VERSION,
            .command = command_line(options),
            .device = "cpu",
            .dtype = dtype,
            .seed = options.seed,
            .threads = at::get_num_threads()};
}

void apply_threads(const Options& options) {
    if (options.threads) at::set_num_threads(static_cast<int>(*options.threads));
}

}  // namespace blackbody
