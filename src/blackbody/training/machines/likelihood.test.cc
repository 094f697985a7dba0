// The gradient of the log-likelihood against its definition: sums over all joint states, or quadrature where a layer is
// continuous, differentiated by LibTorch. No closed form of the library takes part in this check.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/training/machines/contrastive.h"
#include "support/largest.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::largest_difference;
using blackbody::testing::random_machine;

namespace {

/// Points of a layer with ln of their weights: every state, or a product of Gauss and Legendre's rule on panels.
struct Points {
    at::Tensor s, log_weight;  ///< [S, U], [S]
};

/// Sixteen nodes on [-1, 1] and their weights (Golub and Welsch 1969).
std::pair<at::Tensor, at::Tensor> gauss_legendre() {
    const at::Tensor k = at::arange(1, 16, at::kDouble), beta = k / (4 * k * k - 1).sqrt();
    const auto [nodes, vectors] = at::linalg_eigh(at::diag(beta, 1) + at::diag(beta, -1));
    return {nodes, 2 * vectors[0] * vectors[0]};
}

Points points_of(const Layer& layer) {
    const std::string& name = layer.unit->name;
    if (name == "bernoulli" || name == "spin" || name == "potts") {
        const auto count = static_cast<std::int64_t>(std::llround(std::exp2(bits_of(layer))));
        return {states_of(layer, 0, count), at::zeros({count}, at::kDouble)};
    }
    // Panels of width 1 to ±12, cut at 0, where relu ends and drelu bends.
    const auto [nodes, weights] = gauss_legendre();
    const at::Tensor centre = at::arange(name == "relu" ? 0 : -12, 12, at::kDouble) + .5,
                     x = (centre.unsqueeze(1) + nodes / 2).view(-1),
                     ln_w = (weights / 2).log().repeat({centre.numel()});
    if (layer.size() == 1) return {x.unsqueeze(1), ln_w};
    const std::int64_t n = x.numel();
    return {at::stack({x.repeat_interleave(n), x.repeat({n})}, 1), ln_w.repeat_interleave(n) + ln_w.repeat({n})};
}

/// Parameters of a machine, to be differentiated.
struct Leaves {
    at::Tensor w, a, b;
    explicit Leaves(const Rbm& rbm)
        : w(rbm.weight.clone().set_requires_grad(true)),
          a(rbm.visible.theta.clone().set_requires_grad(true)),
          b(rbm.hidden.theta.clone().set_requires_grad(true)) {}
};

/// ln of every joint weight from the statistics and the couplings alone, [S_v, S_h].
at::Tensor log_joint(const Rbm& rbm, const Leaves& p, const at::Tensor& v, const Points& h) {
    const auto own = [](const Layer& layer, const at::Tensor& theta, const at::Tensor& s) {
        return (layer.unit->statistics(s) * theta.unsqueeze(1)).sum({0, 2});
    };
    return own(rbm.visible, p.a, v).unsqueeze(1) + (own(rbm.hidden, p.b, h.s) + h.log_weight) +
           at::matmul(at::matmul(v, p.w), h.s.t());
}

/// ∂⟨ln p(v)⟩ of data by the definition.
std::vector<at::Tensor> gradient_by_sums(const Rbm& rbm, const at::Tensor& data) {
    const Leaves p(rbm);
    const Points v = points_of(rbm.visible), h = points_of(rbm.hidden);
    const at::Tensor ln_z = at::logsumexp(log_joint(rbm, p, v.s, h) + v.log_weight.unsqueeze(1), {0, 1}),
                     ln_p = at::logsumexp(log_joint(rbm, p, data, h), 1).mean() - ln_z;
    return torch::autograd::grad({ln_p}, {p.w, p.a, p.b});
}

/// The library's: moments of the data less those of the machine.
Gradient gradient_by_moments(const Rbm& rbm, const at::Tensor& data) {
    const ExactSums sums = exact_sums(rbm);
    return gradient_of(moments_of(rbm, data), {sums.correlation, sums.visible_statistics, sums.hidden_statistics});
}

at::Tensor some_data(const Rbm& rbm) {
    if (rbm.visible.unit->values.empty() && rbm.visible.colours == 1) {
        const at::Tensor real = at::linspace(-1.5, 2, 20 * rbm.visible.size(), at::kDouble).view({20, -1});
        return rbm.visible.unit->name == "relu" ? real.abs() : real;
    }
    const at::Tensor all = points_of(rbm.visible).s;
    return all.index_select(0, (at::arange(20) * 7919).remainder(all.size(0)));
}

void expect_same(const char* visible, const char* hidden, std::int64_t v, std::int64_t m, double within) {
    const Rbm rbm = random_machine(visible, hidden, v, m);
    const at::Tensor data = some_data(rbm);
    const Gradient g = gradient_by_moments(rbm, data);
    const std::vector<at::Tensor> by_sums = gradient_by_sums(rbm, data);
    EXPECT_LT(largest_difference(g.weight, by_sums[0]), within) << visible << " " << hidden;
    EXPECT_LT(largest_difference(g.visible, by_sums[1]), within) << visible << " " << hidden;
    EXPECT_LT(largest_difference(g.hidden, by_sums[2]), within) << visible << " " << hidden;
}

}  // namespace

TEST(likelihood, the_gradient_of_discrete_machines_is_that_of_the_sum_over_states) {
    for (const char* visible : {"bernoulli", "spin", "potts"})
        for (const char* hidden : {"bernoulli", "spin", "potts"}) expect_same(visible, hidden, 9, 6, 1e-10);
}

TEST(likelihood, the_gradient_with_continuous_hidden_units_is_that_of_the_integral) {
    for (const char* visible : {"bernoulli", "spin", "potts"})
        for (const char* hidden : {"gaussian", "relu", "drelu"}) expect_same(visible, hidden, 3, 2, 1e-10);
}

TEST(likelihood, the_gradient_with_continuous_visible_units_is_that_of_the_integral) {
    for (const char* visible : {"gaussian", "relu", "drelu"})
        for (const char* hidden : {"bernoulli", "spin", "potts"}) expect_same(visible, hidden, 2, 3, 1e-10);
}
