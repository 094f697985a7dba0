#pragma once
/// What a learned machine is worth: ln Z by annealing, and the log-probability of data, or its bound.
#include <functional>

#include "blackbody/base/estimate.h"
#include "blackbody/loading/machine.h"

namespace blackbody {

struct EvaluationOptions {
    std::int64_t temperatures = 1000, chains = 100;
    Seed seed = 0;
    std::function<void(double done)> progress = {};  ///< told how far; may throw (util/watcher.h)
};

/// log_partition and log_probability (rbm), log_probability_bound (dbn, dbm) or log_probability and accuracy (with
/// labels), of `data` [N, V]; `train` gives annealing its start. The log-probability's error is that of samples alone;
/// that of ln Z shifts all of them alike. Below ten effective chains there is a skip in place of numbers.
struct Evaluation {
    std::vector<Estimate> estimates;
    std::string refused;  ///< why there are none; "" where there are
};
struct EvaluationData {
    at::Tensor train, data, labels;  ///< labels int64 [N] or undefined
};
Evaluation evaluate(const AnyMachine& machine, const EvaluationData& data, const EvaluationOptions& options);

}  // namespace blackbody
