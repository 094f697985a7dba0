#include "blackbody/systems/ensembles/partition/annealing.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "blackbody/systems/ensembles/chains/kernels/bit_product.h"
#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/tensor/linear_algebra.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

std::vector<double> betas_of(const AnnealingOptions& options) {
    return options.betas.empty() ? salakhutdinov_murray_betas() : options.betas;
}

void ask(const AnnealingOptions& options, std::size_t step, std::size_t steps) {
    if (options.progress && step % 64 == 0) options.progress(static_cast<double>(step) / static_cast<double>(steps));
}

/// (a - a_0)·v of one state of bits.
double overlap(const std::uint64_t* row, std::int64_t words, const double* difference) {
    double sum = 0;
    for (std::int64_t w = 0; w < words; ++w)
        for (std::uint64_t bits = row[w]; bits; bits &= bits - 1) sum += difference[w * 64 + std::countr_zero(bits)];
    return sum;
}

/// Chains of bits; all parameters on the path are (1 - β) of the base and β of the machine, and the base's W and hidden
/// biases are 0: the field of the hidden units at another β is the same times a number. Threads share out the chains.
class BitPackedAnnealing {
  public:
    BitPackedAnnealing(const Rbm& machine, const Rbm& base, const AnnealingOptions& options, std::int64_t chains)
        : options_(options),
          betas_(betas_of(options)),
          forth_(machine.weight.to(at::kFloat)),
          back_(machine.weight.t().to(at::kFloat)),
          a_(to_doubles(machine.visible.theta[0])),
          a0_(to_doubles(base.visible.theta[0])),
          b_(to_doubles(machine.hidden.theta[0])),
          difference_(a_),
          v_(chains, machine.visible.size()),
          h_(chains, machine.hidden.size()),
          log_weights_(chains) {
        for (std::size_t i = 0; i < a_.size(); ++i) difference_[i] -= a0_[i];
    }

    std::vector<double> forwards() {
        const std::size_t steps = betas_.size() - 1;
        in_turns(steps + 1, [&](std::size_t k, const StateRange& chains) {
            if (k > 0) hidden(betas_[k], betas_[k - 1], {k, chains, 1});
            if (k < steps) visible(betas_[k], {k, chains, 0});
        });
        return log_weights_;
    }

    std::vector<double> backwards(const at::Tensor& samples) {
        const std::size_t steps = betas_.size() - 1;
        v_ = to_bits(samples);
        in_turns(steps + 1, [&](std::size_t turn, const StateRange& chains) {
            const std::size_t k = steps - turn;
            hidden(betas_[k], turn > 0 ? betas_[k + 1] : betas_[k], {k, chains, turn > 0 ? 1. : 0.});
            if (k > 0) visible(betas_[k], {k, chains, 0});
        });
        return log_weights_;
    }

  private:
    struct Turn {
        std::size_t step;  ///< names its random numbers
        StateRange chains;
        double weight;  ///< of what is added to the logarithms
    };

    /// Turns 0, 1, ... of each chain in this order; now and then all wait and the caller is asked.
    template <class Take>
    void in_turns(std::size_t turns, Take take) {
        constexpr std::size_t most = 64;
        const std::int64_t n = v_.states(), parts = std::clamp<std::int64_t>(at::get_num_threads(), 1, n);
        for (std::size_t first = 0; first < turns; first += most) {
            ask(options_, first, turns);
            at::parallel_for(0, parts, 1, [&](std::int64_t begin, std::int64_t end) {
                const StateRange mine{n * begin / parts, n * end / parts};
                for (std::size_t k = first; k < std::min(first + most, turns); ++k) take(k, mine);
            });
        }
    }

    /// The weight of going from one β to another, and h at this, from one product.
    void hidden(double to, double from, const Turn& turn) {
        // The field at 0 is 0: it cannot be the one that the other is a multiple of.
        const bool ends = to == 0;
        const double scale = ends ? from : to;
        std::vector<float> bias(b_.size());
        for (std::size_t j = 0; j < bias.size(); ++j) bias[j] = static_cast<float>(scale * b_[j]);
        std::vector<double> ratio(log_weights_.size());
        multiply(forth_, v_,
                 {.scale = static_cast<float>(scale),
                  .bias = bias.data(),
                  .sample = ends ? nullptr : &h_,
                  .draw = {options_.seed, stream_of(turn.step, hidden_side), 0},
                  .ratio = static_cast<float>(ends ? 0 : from / to),
                  .log_ratio = turn.weight != 0 ? ratio.data() : nullptr},
                 turn.chains);
        if (turn.weight == 0) return;
        for (std::int64_t n = turn.chains.first; n < turn.chains.last; ++n)
            log_weights_[n] +=
                (ends ? -ratio[n] : ratio[n]) + (to - from) * overlap(v_.row(n), v_.words(), difference_.data());
    }

    void visible(double beta, const Turn& turn) {
        std::vector<float> bias(a_.size());
        for (std::size_t i = 0; i < bias.size(); ++i) bias[i] = static_cast<float>((1 - beta) * a0_[i] + beta * a_[i]);
        multiply(back_, h_,
                 {.scale = static_cast<float>(beta),
                  .bias = bias.data(),
                  .sample = &v_,
                  .draw = {options_.seed, stream_of(turn.step, visible_side), 0}},
                 turn.chains);
    }

    const AnnealingOptions& options_;
    std::vector<double> betas_;
    Panels forth_, back_;
    std::vector<double> a_, a0_, b_, difference_;
    BitStates v_, h_;
    std::vector<double> log_weights_;
};

/// From the machine down: ln(Z_0/Z) turned into ln Z.
LogPartition turned(const std::vector<double>& log_weights, const Rbm& base) {
    const LogPartition down = summarised(log_weights, 0);
    LogPartition up = down;
    const double base_z = log_partition_of_independent(base);
    up.log_z = base_z - down.log_z, up.low = base_z - down.high, up.high = base_z - down.low;
    return up;
}

bool is_bit_packed(const Rbm& machine, const Rbm& base) {
    return is_bernoulli(machine) && !(base.hidden.theta != 0).any().item<bool>();
}

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

LogPartition anneal(const Rbm& machine, const Rbm& base, const AnnealingOptions& options) {
    if (!is_bit_packed(machine, base)) return anneal_by_reference(machine, base, options);
    return summarised(BitPackedAnnealing(machine, base, options, options.chains).forwards(),
                      log_partition_of_independent(base));
}

LogPartition anneal_by_reference(const Rbm& machine, const Rbm& base, const AnnealingOptions& options) {
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
    if (!is_bit_packed(machine, base)) return anneal_backwards_by_reference(machine, base, samples, options);
    return turned(BitPackedAnnealing(machine, base, options, samples.size(0)).backwards(samples), base);
}

LogPartition anneal_backwards_by_reference(const Rbm& machine, const Rbm& base, const at::Tensor& samples,
                                           const AnnealingOptions& options) {
    // The same path from the other end: ln(Z_0/Z) from samples of the machine.
    const std::vector<double> betas = betas_of(options);
    const ChainRandom random{options.seed, 0};
    at::Tensor log_weights = at::zeros({samples.size(0)}, at::kDouble), v = samples.to(at::kDouble);
    for (std::size_t k = betas.size() - 1; k > 0; --k) {
        ask(options, betas.size() - k, betas.size());
        const Rbm here = between(base, machine, betas[k]);
        const at::Tensor h = sample_hidden(here, v, random.of(k, hidden_side));
        v = sample_visible(here, h, random.of(k, visible_side));
        log_weights += free_energy(here, v) - free_energy(between(base, machine, betas[k - 1]), v);
    }
    return turned(to_doubles(log_weights), base);
}

std::vector<double> spaced_betas(std::int64_t count) {
    const std::vector<double> all = salakhutdinov_murray_betas();
    const auto last = static_cast<double>(all.size() - 1);
    std::vector<double> betas;
    for (std::int64_t k = 0; k <= count; ++k) {
        // A place between two of theirs.
        const double place = last * static_cast<double>(k) / static_cast<double>(count);
        const auto below = std::min(static_cast<std::size_t>(place), all.size() - 2);
        betas.push_back(all[below] + (place - static_cast<double>(below)) * (all[below + 1] - all[below]));
    }
    return betas;
}

}  // namespace blackbody
