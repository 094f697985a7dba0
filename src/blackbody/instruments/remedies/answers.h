#pragma once
/// What a system answers to each sample.
#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <vector>

#include "blackbody/base/system.h"

namespace blackbody {

struct SampleAnswer {
    std::vector<std::int64_t> answer{};  ///< of class scores: the class, or the set of questions answered by yes
    double right = 0, nll = 0;           ///< where the sample has a label
    at::Tensor values{};                 ///< without class scores: the outputs, float64 [U]
};

struct SampleAnswers {
    bool scored = false, labelled = false;
    std::vector<SampleAnswer> samples{};
};

using StateChanges = std::map<std::size_t, std::function<at::Tensor(const at::Tensor&)>>;

/// Runs all samples of `input` at once (a batch is meant), with the states of some sites changed on their way.
SampleAnswers answers_of(const System& system, const Source& input, const StateChanges& changes);

}  // namespace blackbody
