#include "blackbody/systems/ensembles/partition/enumeration.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <limits>
#include <vector>

#include "blackbody/systems/ensembles/partition/product_sum.h"
#include "blackbody/tensor/parallel.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t block_states = 4096;

/// Visible and hidden exchanged where that leaves fewer states to sum over: the machine to enumerate over `hidden`.
struct Side {
    Rbm rbm;
    bool is_mirrored;
    std::int64_t states;
};

Side smaller_side(const Rbm& rbm) {
    const double visible = bits_of(rbm.visible), hidden = bits_of(rbm.hidden), fewer = std::min(visible, hidden);
    if (fewer > static_cast<double>(most_enumerated_bits) + 1e-9)
        throw Error(ErrorKind::usage,
                    {.place = "an exact sum would run over 2^" + short_number(fewer) + " states, at most 2^" +
                              std::to_string(most_enumerated_bits) + " are summed (minutes)",
                     .advice = {"ais estimates it with an error bar", {"log_z"}}});
    const bool is_mirrored = visible < hidden;
    return {is_mirrored ? mirrored(rbm) : rbm, is_mirrored, std::llround(std::exp2(fewer))};
}

/// The sums of one block, as weights relative to its own largest.
struct Block {
    double log_z = -std::numeric_limits<double>::infinity(), energy = 0, energy_squared = 0;
    at::Tensor visible_statistics, hidden_statistics, correlation;
};

Block summed(const Rbm& rbm, std::int64_t first, std::int64_t count) {
    const at::Tensor h = states_of(rbm.hidden, first, count), x = field_of_visible(rbm, h),
                     own = own_exponent(rbm.hidden, h).sum(1),
                     log_weight = own + rbm.visible.unit->log_partition(rbm.visible, x).sum(1);
    Block block;
    block.log_z = at::logsumexp(log_weight, 0).item<double>();
    const at::Tensor weight = (log_weight - block.log_z).exp();

    // <-E | h> = θ_h·T(h) + <θ_v·T(v) + x v | h>, and its variance, which is the visible units' alone.
    const at::Tensor statistics = rbm.visible.unit->mean_statistics(rbm.visible, x),
                     mean = rbm.visible.unit->mean(rbm.visible, x);
    const at::Tensor exponent = own + ((rbm.visible.theta.unsqueeze(1) * statistics).sum(0) + x * mean).sum(1);
    const at::Tensor variance = rbm.visible.unit->exponent_variance(rbm.visible, x).sum(1);
    block.energy = -(weight * exponent).sum().item<double>();
    block.energy_squared = (weight * (exponent * exponent + variance)).sum().item<double>();
    block.visible_statistics = at::matmul(weight.view({1, 1, -1}), statistics).squeeze(1);
    block.hidden_statistics = at::matmul(weight.view({1, 1, -1}), rbm.hidden.unit->statistics(h)).squeeze(1);
    block.correlation = at::matmul(mean.t(), h * weight.unsqueeze(1));
    return block;
}

}  // namespace

double bits_of(const Layer& layer) {
    if (layer.colours > 1)
        return static_cast<double>(layer.size() / layer.colours) * std::log2(static_cast<double>(layer.colours));
    if (layer.unit->values.empty()) return std::numeric_limits<double>::infinity();
    return static_cast<double>(layer.size()) * std::log2(static_cast<double>(layer.unit->values.size()));
}

at::Tensor states_of(const Layer& layer, std::int64_t first, std::int64_t count) {
    const std::int64_t base = layer.colours > 1 ? layer.colours : std::ssize(layer.unit->values);
    at::Tensor rest = at::arange(first, first + count, at::kLong);
    std::vector<at::Tensor> digits;
    for (std::int64_t u = 0; u < layer.size() / layer.colours; ++u, rest = rest.floor_divide(base))
        digits.push_back(rest.remainder(base));
    const at::Tensor index = at::stack(digits, 1);
    if (layer.colours > 1) return at::one_hot(index, layer.colours).flatten(1).to(at::kDouble);
    return at::tensor(layer.unit->values, at::kDouble).index({index});
}

double exact_log_partition(const Rbm& rbm) {
    const Side side = smaller_side(rbm);
    if (const auto fast = log_partition_by_products(side.rbm)) return *fast;
    std::vector<double> parts((side.states + block_states - 1) / block_states);
    parallel_for(0, std::ssize(parts), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t b = begin; b < end; ++b) {
            const std::int64_t first = b * block_states, count = std::min(block_states, side.states - first);
            const at::Tensor h = states_of(side.rbm.hidden, first, count);
            parts[b] = at::logsumexp(-free_energy_of_hidden(side.rbm, h), 0).item<double>();
        }
    });
    return at::logsumexp(at::tensor(parts, at::kDouble), 0).item<double>();
}

ExactSums exact_sums(const Rbm& rbm) {
    const Side side = smaller_side(rbm);
    std::vector<Block> blocks((side.states + block_states - 1) / block_states);
    parallel_for(0, std::ssize(blocks), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t b = begin; b < end; ++b)
            blocks[b] = summed(side.rbm, b * block_states, std::min(block_states, side.states - b * block_states));
    });

    // Blocks weigh as their parts of Z.
    double largest = -std::numeric_limits<double>::infinity(), total = 0;
    for (const Block& block : blocks) largest = std::max(largest, block.log_z);
    for (const Block& block : blocks) total += std::exp(block.log_z - largest);
    ExactSums sums;
    sums.log_z = largest + std::log(total);
    double squared = 0;
    for (const Block& block : blocks) {
        const double share = std::exp(block.log_z - sums.log_z);
        const auto add = [&](at::Tensor& sum, const at::Tensor& part) {
            sum = sum.defined() ? sum + share * part : share * part;
        };
        sums.energy += share * block.energy, squared += share * block.energy_squared;
        add(sums.visible_statistics, block.visible_statistics);
        add(sums.hidden_statistics, block.hidden_statistics);
        add(sums.correlation, block.correlation);
    }
    sums.energy_variance = squared - sums.energy * sums.energy;
    if (side.is_mirrored) {
        std::swap(sums.visible_statistics, sums.hidden_statistics);
        sums.correlation = sums.correlation.t();
    }
    return sums;
}

}  // namespace blackbody
