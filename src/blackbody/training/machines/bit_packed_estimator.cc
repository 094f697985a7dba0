#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/mv.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cstring>

#include "blackbody/systems/ensembles/machines/bit_machine.h"
#include "blackbody/training/machines/gradient_estimator.h"

namespace blackbody {
namespace {

/// Rows of one set of states after one another in another.
void copy_rows(const BitStates& from, BitStates& to, std::int64_t first) {
    std::memcpy(to.row(first), from.row(0), sizeof(std::uint64_t) * from.words() * from.states());
}

/// Row n times share[n]; their sum. Few rows at a time, so that ATen wakes no other thread for them.
at::Tensor weighed(const at::Tensor& rows, const at::Tensor& share) {
    at::Tensor sum = at::zeros({rows.size(1)}, at::kFloat);
    const std::int64_t few = 1 + 30000 / (rows.size(1) + 1);
    for (std::int64_t n = 0; n < rows.size(0); n += few)
        sum += rows.slice(0, n, n + few).mul_(share.slice(0, n, n + few).unsqueeze(1)).sum(0);
    return sum;
}

class BitPackedEstimator : public GradientEstimator {
  public:
    BitPackedEstimator(const Rbm& start, const TrainingData& data, const ContrastiveOptions& options)
        : options_(options), random_{seed_for(options.seed, "chains"), 0}, data_(to_bits(data.states)) {
        parameters = {start.weight.to(at::kFloat).clone(), start.visible.theta.to(at::kFloat).clone(),
                      start.hidden.theta.to(at::kFloat).clone()};
        if (data.weights.defined()) weights_ = data.weights.to(at::kFloat);
        if (options.persistent) v_ = to_bits(first_chains(data.states, options.chains));
    }

    GradientStep step(const at::Tensor& which, std::int64_t update) override {
        const BitMachine machine(parameters.weight, parameters.visible[0], parameters.hidden[0]);
        const BitStates batch = chosen(which);
        walk(machine, batch, update);
        // Data, then chains: what is asked of both is asked once.
        const std::int64_t b = batch.states(), c = v_.states();
        BitStates both(b + c, v_.units());
        copy_rows(batch, both, 0), copy_rows(v_, both, b);
        at::Tensor means = machine.hidden_means(both);
        const BitStates by_unit = transposed(both);
        const auto all = static_cast<float>(c);
        const Sides data{on_average(by_unit, batch, which), weighed(means.narrow(0, 0, b), shares(which))},
            model{counts_of(by_unit, b, b + c) / all, weighed(means.narrow(0, b, c), at::full({c}, -1 / all)).neg()};
        return {.gradient = gradient(correlation_of(by_unit, means), data, model),
                .activity = data.hidden.unsqueeze(0)};
    }

    Arrays state() const override {
        if (!options_.persistent) return {};
        return {{"chains", to_floats(v_).to(at::kByte)}, {"steps", at::tensor(steps_, at::kLong)}};
    }

    void restore(const Arrays& state) override {
        if (!options_.persistent) return;
        v_ = to_bits(array_of(state, "chains", {v_.states(), v_.units()}));
        steps_ = array_of(state, "steps", {1}).item<std::int64_t>();
    }

  private:
    /// Means of the units of both layers.
    struct Sides {
        at::Tensor visible, hidden;
    };

    BitStates chosen(const at::Tensor& which) const {
        BitStates batch(which.size(0), data_.units());
        const auto* index = which.const_data_ptr<std::int64_t>();
        for (std::int64_t n = 0; n < batch.states(); ++n) std::copy_n(data_.row(index[n]), data_.words(), batch.row(n));
        return batch;
    }

    void walk(const BitMachine& machine, const BitStates& batch, std::int64_t update) {
        if (!options_.persistent) v_ = batch, steps_ = update * options_.steps;
        if (h_.states() != v_.states()) h_ = BitStates(v_.states(), machine.hidden_units());
        machine.run(v_, h_, random_, static_cast<std::uint64_t>(steps_), options_.steps);
        steps_ += options_.steps;
    }

    at::Tensor shares(const at::Tensor& which) const {
        if (!weights_.defined()) return at::full({which.size(0)}, 1.f / static_cast<float>(which.size(0)));
        const at::Tensor w = weights_.index_select(0, which);
        return w / w.sum();
    }

    at::Tensor on_average(const BitStates& by_unit, const BitStates& batch, const at::Tensor& which) const {
        const auto n = static_cast<float>(batch.states());
        if (!weights_.defined()) return counts_of(by_unit, 0, batch.states()) / n;
        return at::mv(to_floats(batch).t(), shares(which));
    }

    /// Of both sides' correlations, less what centring takes away.
    Gradient gradient(at::Tensor weight, const Sides& data, const Sides& model) const {
        at::Tensor dv = data.visible - model.visible, dh = data.hidden - model.hidden;
        if (options_.is_centred) {
            const at::Tensor mu = (data.visible + model.visible) / 2, lambda = (data.hidden + model.hidden) / 2;
            weight.addmm_(at::stack({dv, mu}, 1), at::stack({lambda, dh}), 1, -1);
            dv = dv - at::mv(weight, lambda), dh = dh - at::mv(weight.t(), mu);
        }
        return {weight, dv.unsqueeze(0), dh.unsqueeze(0)};
    }

    ContrastiveOptions options_;
    ChainRandom random_;
    BitStates data_, v_, h_;  ///< all samples; the chains
    at::Tensor weights_;
    std::int64_t steps_ = 0;
};

}  // namespace

std::unique_ptr<GradientEstimator> bit_packed_estimator(const Rbm& start, const TrainingData& data,
                                                        const ContrastiveOptions& options) {
    return std::make_unique<BitPackedEstimator>(start, data, options);
}

}  // namespace blackbody
