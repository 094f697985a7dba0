#include "blackbody/systems/ensembles/annealing.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "blackbody/systems/ensembles/kernels/bit_product.h"
#include "blackbody/systems/ensembles/sampling.h"
#include "blackbody/tensor/linear_algebra.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

std::vector<double> betas_of(const AnnealingOptions& options) {
    return options.betas.empty() ? salakhutdinov_murray_betas() : options.betas;
}

void ask(const AnnealingOptions& options, std::size_t step, std::size_t steps) {
    if (options.go_on && step % 64 == 0 && !options.go_on(static_cast<double>(step) / static_cast<double>(steps)))
        throw Error(ErrorKind::interrupted, "interrupted; nothing was written");
}

/// (a - a_0)·v of one state of bits.
double overlap(const std::uint64_t* row, std::int64_t words, const double* difference) {
    double sum = 0;
    for (std::int64_t w = 0; w < words; ++w)
        for (std::uint64_t bits = row[w]; bits; bits &= bits - 1) sum += difference[w * 64 + std::countr_zero(bits)];
    return sum;
}

/// Chains of bits; all parameters on the path are (1 - β) of the base and β of the machine, and the base's W is 0.
class FastAnnealing {
  public:
    FastAnnealing(const Rbm& machine, const Rbm& base, const AnnealingOptions& options)
        : options_(options),
          forth_(machine.weight.to(at::kFloat)),
          back_(machine.weight.t().to(at::kFloat)),
          a_(machine.visible.theta[0].contiguous()),
          a0_(base.visible.theta[0].contiguous()),
          b_(machine.hidden.theta[0].contiguous()),
          b0_(base.hidden.theta[0].contiguous()),
          difference_((a_ - a0_).contiguous()),
          v_(options.chains, machine.visible.size()),
          h_(options.chains, machine.hidden.size()),
          log_weights_(options.chains) {}

    std::vector<double> run() {
        const std::vector<double> betas = betas_of(options_);
        step_visible(0, 0);
        for (std::size_t k = 0; k + 1 < betas.size(); ++k) {
            ask(options_, k, betas.size());
            weigh_and_step(betas[k], betas[k + 1], k + 1);
        }
        return log_weights_;
    }

  private:
    /// The weight of going from β to β', and h at β', from one product; then v from another.
    void weigh_and_step(double beta, double next, std::uint64_t step) {
        // With b_0 = 0 the field at β is that at β' times β/β'.
        const at::Tensor bias = ((1 - next) * b0_ + next * b_).to(at::kFloat);
        std::vector<double> ratio(log_weights_.size());
        multiply(forth_, v_,
                 {.scale = static_cast<float>(next),
                  .bias = bias.const_data_ptr<float>(),
                  .sample = &h_,
                  .draw = {options_.seed, stream_of(step, hidden_side), 0},
                  .ratio = static_cast<float>(beta / next),
                  .log_ratio = ratio.data()});
        for (std::size_t n = 0; n < ratio.size(); ++n)
            log_weights_[n] += ratio[n] + (next - beta) * overlap(v_.row(static_cast<std::int64_t>(n)), v_.words(),
                                                                  difference_.const_data_ptr<double>());
        step_visible(next, step);
    }
    void step_visible(double beta, std::uint64_t step) {
        const at::Tensor bias = ((1 - beta) * a0_ + beta * a_).to(at::kFloat);
        multiply(back_, h_,
                 {.scale = static_cast<float>(beta),
                  .bias = bias.const_data_ptr<float>(),
                  .sample = &v_,
                  .draw = {options_.seed, stream_of(step, visible_side), 0}});
    }

    const AnnealingOptions& options_;
    Panels forth_, back_;
    at::Tensor a_, a0_, b_, b0_, difference_;
    BitStates v_, h_;
    std::vector<double> log_weights_;
};

}  // namespace

std::vector<double> salakhutdinov_murray_betas() {
    std::vector<double> betas;
    const auto to = [&](double from, double until, int steps) {
        for (int i = 0; i < steps; ++i) betas.push_back(from + (until - from) * i / steps);
    };
    to(0, .5, 500), to(.5, .9, 4000), to(.9, 1, 10000);
    betas.push_back(1);
    return betas;
}

LogPartition summarised(const std::vector<double>& log_weights, double log_z_of_base) {
    LogPartition result;
    const double n = static_cast<double>(log_weights.size()),
                 top = *std::max_element(log_weights.begin(), log_weights.end());
    double sum = 0, squares = 0;
    for (const double w : log_weights) sum += std::exp(w - top), squares += std::exp(2 * (w - top));
    const double mean = sum / n, error = n > 1 ? std::sqrt(std::max(0., squares / n - mean * mean) / (n - 1)) : mean;
    result.log_z = log_z_of_base + top + std::log(mean);
    result.high = log_z_of_base + top + std::log(mean + 3 * error);
    result.low =
        mean > 3 * error ? log_z_of_base + top + std::log(mean - 3 * error) : -std::numeric_limits<double>::infinity();
    result.effective = sum * sum / squares;
    result.chains = static_cast<std::int64_t>(log_weights.size());
    result.log_weights = log_weights;
    return result;
}

LogPartition anneal(const Rbm& machine, const Rbm& base, const AnnealingOptions& options) {
    if (!is_bernoulli(machine) || (base.hidden.theta != 0).any().item<bool>())
        return anneal_plainly(machine, base, options);
    return summarised(FastAnnealing(machine, base, options).run(), log_partition_of_independent(base));
}

LogPartition anneal_plainly(const Rbm& machine, const Rbm& base, const AnnealingOptions& options) {
    const std::vector<double> betas = betas_of(options);
    const ChainRandom random{options.seed, 0};
    at::Tensor log_weights = at::zeros({options.chains}, at::kDouble),
               h = at::zeros({options.chains, machine.hidden.size()}, at::kDouble),
               v = sample_visible(base, h, random.of(0, visible_side));
    for (std::size_t k = 0; k + 1 < betas.size(); ++k) {
        ask(options, k, betas.size());
        const Rbm next = between(base, machine, betas[k + 1]);
        log_weights += free_energy(between(base, machine, betas[k]), v) - free_energy(next, v);
        h = sample_hidden(next, v, random.of(k + 1, hidden_side));
        v = sample_visible(next, h, random.of(k + 1, visible_side));
    }
    return summarised(to_doubles(log_weights), log_partition_of_independent(base));
}

LogPartition anneal_backwards(const Rbm& machine, const Rbm& base, const at::Tensor& samples,
                              const AnnealingOptions& options) {
    // The same path from the other end: ln(Z_0/Z) from samples of the machine.
    const std::vector<double> betas = betas_of(options);
    const ChainRandom random{options.seed, 0};
    at::Tensor log_weights = at::zeros({samples.size(0)}, at::kDouble), v = samples;
    for (std::size_t k = betas.size() - 1; k > 0; --k) {
        ask(options, betas.size() - k, betas.size());
        const Rbm here = between(base, machine, betas[k]);
        const at::Tensor h = sample_hidden(here, v, random.of(k, hidden_side));
        v = sample_visible(here, h, random.of(k, visible_side));
        log_weights += free_energy(here, v) - free_energy(between(base, machine, betas[k - 1]), v);
    }
    const LogPartition down = summarised(to_doubles(log_weights), 0);
    LogPartition up = down;
    const double base_z = log_partition_of_independent(base);
    up.log_z = base_z - down.log_z, up.low = base_z - down.high, up.high = base_z - down.low;
    return up;
}

}  // namespace blackbody
