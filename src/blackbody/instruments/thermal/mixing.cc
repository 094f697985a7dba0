#include "blackbody/instruments/thermal/mixing.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <cmath>

#include "blackbody/instruments/thermal/autocorrelation.h"
#include "blackbody/util/text.h"

namespace blackbody {

std::string why_no_bar(double r_hat) {
    if (!(r_hat > largest_r_hat)) return "";
    const std::string how = std::isinf(r_hat) ? "they never move" : "R̂ = " + short_number(r_hat, 3);
    return "the chains do not mix (" + how + "): each stays near where it began";
}

void refuse_bars(double r_hat, std::vector<Estimate>& estimates) {
    const std::string why = why_no_bar(r_hat);
    if (why.empty()) return;
    for (Estimate& estimate : estimates)
        if (estimate.error.is_number()) estimate.error = Uncertainty::none(why, Uncertainty::Why::chains_do_not_mix);
}

void MixingWatch::evaluate(const at::Tensor& s) {
    if (!first_.defined()) first_ = at::stack({s[0], s[s.size(0) / 2]});
    evaluations_[0].push_back(s.mean(1));
    evaluations_[1].push_back(at::matmul(s, first_.t()) / static_cast<double>(s.size(1)));
}

std::optional<double> MixingWatch::r_hat() const {
    constexpr std::size_t min_evaluations = 8;
    if (evaluations_[0].size() < min_evaluations || evaluations_[0].front().numel() < 2) return {};
    const at::Tensor overlaps = at::stack(evaluations_[1]);
    std::optional<double> worst;
    for (const at::Tensor& series : {at::stack(evaluations_[0]), overlaps.select(2, 0), overlaps.select(2, 1)}) {
        const double r = split_r_hat(series);
        if (!std::isnan(r)) worst = std::max(worst.value_or(r), r);
    }
    return worst;
}

}  // namespace blackbody
