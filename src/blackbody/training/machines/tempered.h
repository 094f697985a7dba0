#pragma once
/// The model's average from parallel tempering: persistent chains on a ladder from independent units to the machine.
///
/// Chains of a machine that has learned many modes stay in one; states that come up the ladder arrive in any of them
/// (G. Desjardins et al., AISTATS 2010; K. Cho, T. Raiko, A. Ilin, IJCNN 2010). The average is over the top rung.
#include "blackbody/training/machines/model_average.h"

namespace blackbody {

struct TemperedOptions {
    at::Tensor start;            ///< visible states where every rung begins [chains, V]
    at::Tensor base_theta;       ///< θ of the base's visible units [P, V]: of the data's means
    std::vector<double> ladder;  ///< ascending from 0 to 1
    std::int64_t steps = 1;
    Seed seed = 0;
};
std::unique_ptr<ModelAverage> tempered_average(const TemperedOptions& options);

}  // namespace blackbody
