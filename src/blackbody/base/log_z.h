#pragma once
/// How ln Z is asked for, and what comes back.
#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

#include "blackbody/base/estimate.h"
#include "blackbody/base/log_partition.h"
#include "blackbody/util/rng.h"

namespace blackbody {

enum class LogZMethod { choose, exact, ais, sandwich, bar };

/// "" is choose. Throws OptionError.
LogZMethod log_z_method(const std::string& name);

struct LogZOptions {
    LogZMethod method = LogZMethod::choose;
    std::int64_t chains = 0;        ///< 0: annealing adds batches until its bar is .2 wide; 32 ladders of `bar`
    std::int64_t temperatures = 0;  ///< 0: the schedule of Salakhutdinov and Murray; else placed by a pilot run
    std::int64_t rungs = 0;         ///< of the ladder of `bar`; 0: as the pilot run advises
    at::Tensor means{};             ///< [N, V]: annealing starts from units with their means; undefined: free units
    at::Tensor start{};             ///< [N, V]: where the long chains of `sandwich` and the ladder of `bar` begin
    Seed seed = 0;
    std::function<void(double done)> progress = {};  ///< told how far; may throw (util/watcher.h)
};

struct LogZ {
    LogZMethod method;
    Estimate value;                  ///< "log_z"
    std::vector<Estimate> others{};  ///< quantities of the record beside these
    std::vector<Curve> curves{};
    std::vector<std::string> notes{};
};

/// Annealing alone, to one β.
struct AnnealingPlan {
    double beta = 1;
    at::Tensor means{};           ///< [N, V]: start from units with their means; undefined: free units
    std::vector<double> betas{};  ///< of the way from the start (0) to the system (1); empty: published schedule
    std::int64_t stride = 1;      ///< of the published schedule every so many temperatures
    std::int64_t chains = 100;
    Seed seed = 0;
    std::function<void(double done)> progress = {};  ///< told how far; may throw (util/watcher.h)
};

}  // namespace blackbody
