#include "blackbody/instruments/memory.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "blackbody/instruments/selection.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t states_alive = 4;

/// Resident bytes of this process.
std::int64_t resident() {
    std::ifstream statm("/proc/self/statm");
    std::int64_t total = 0, pages = 0;
    statm >> total >> pages;
    return pages * sysconf(_SC_PAGESIZE);
}

}  // namespace

std::int64_t bytes_a_sample(const System& system, std::int64_t held) {
    std::int64_t largest = 1;
    for (const Site& site : system.sites()) {
        std::int64_t units = 1;
        for (const std::int64_t size : site.info.shape) units *= std::max<std::int64_t>(size, 1);
        largest = std::max(largest, units);
    }
    return (states_alive + held) * largest * static_cast<std::int64_t>(sizeof(float));
}

void fit_memory(MeasureOptions& options, const System& system, const std::vector<const Observable*>& instruments,
                std::int64_t bytes) {
    const std::int64_t a_sample = bytes_a_sample(system, states_held(system, instruments, options));
    const std::int64_t free = bytes - resident(), samples = free / a_sample;
    if (samples < 1)
        throw Error(ErrorKind::data, {.place = "max memory",
                                      .expected = "at least " + with_commas((bytes - free + a_sample) >> 20) + " MiB",
                                      .found = with_commas(bytes >> 20) + " MiB",
                                      .advice = {"allow more", {"max_memory"}}});
    options.batch = std::min(options.batch, samples);
    options.fixed_samples = std::min(options.fixed_samples, samples);
    options.null_samples = std::min(options.null_samples, samples);
}

}  // namespace blackbody
