#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>

#include "blackbody/tensor/parallel.h"
#include "blackbody/training/core/optimizer.h"

namespace blackbody {
namespace {

/// One number a parameter, or nothing yet.
using Memory = std::vector<at::Tensor>;

void put(Arrays& arrays, const std::string& name, const std::vector<Parameter>& parameters, const Memory& memory) {
    for (std::size_t i = 0; i < memory.size(); ++i)
        if (memory[i].defined()) arrays[name + "." + parameters[i].name] = memory[i].clone();
}

Memory taken(const Arrays& arrays, const std::string& name, const std::vector<Parameter>& parameters) {
    Memory memory;
    for (const Parameter& p : parameters) memory.push_back(array_of(arrays, name + "." + p.name, p.value.sizes()));
    return memory;
}

/// Its gradient, which it then holds no more.
at::Tensor gradient_of(const Parameter& parameter) {
    at::Tensor gradient = parameter.value.grad();
    at::Tensor(parameter.value).mutable_grad() = at::Tensor();
    return gradient;
}

class Momentum : public Optimizer {
  public:
    Momentum(std::vector<Parameter> parameters, double momentum)
        : parameters_(std::move(parameters)), momentum_(momentum), velocity_(parameters_.size()) {}

    void move(double rate) override {
        for (std::size_t i = 0; i < parameters_.size(); ++i) {
            at::Tensor value = parameters_[i].value;
            advance(value, gradient_of(parameters_[i]), rate, velocity_[i]);
        }
    }

    Arrays state() const override {
        Arrays arrays;
        put(arrays, "velocity", parameters_, velocity_);
        return arrays;
    }

    void restore(const Arrays& state) override {
        velocity_ = state.empty() ? Memory(parameters_.size()) : taken(state, "velocity", parameters_);
    }

  private:
    void advance(at::Tensor& parameter, const at::Tensor& gradient, double rate, at::Tensor& velocity) const {
        if (momentum_ != 0 && !velocity.defined()) velocity = at::zeros_like(parameter);
        // Some rows at a time: what is read twice stays in the cache.
        const std::int64_t rows = 1 + (std::int64_t{1} << 14) / (parameter.size(1) + 1);
        const auto move = [&](std::int64_t first, std::int64_t count) {
            at::Tensor p = parameter.narrow(0, first, count);
            const at::Tensor g = gradient.narrow(0, first, count);
            if (momentum_ == 0) p.add_(g, rate);
            else p.add_(velocity.narrow(0, first, count).mul_(momentum_).add_(g, rate));
        };
        parallel_for(0, parameter.size(0), 4 * rows, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t r = begin; r < end; r += rows) move(r, std::min(rows, end - r));
        });
    }

    std::vector<Parameter> parameters_;
    double momentum_;
    Memory velocity_;
};

class Adam : public Optimizer {
  public:
    explicit Adam(std::vector<Parameter> parameters) : parameters_(std::move(parameters)) {}

    void move(double rate) override {
        if (mean_.empty())
            for (const Parameter& p : parameters_)
                mean_.push_back(at::zeros_like(p.value)), square_.push_back(at::zeros_like(p.value));
        ++steps_;
        for (std::size_t i = 0; i < parameters_.size(); ++i) {
            at::Tensor value = parameters_[i].value;
            advance(value, gradient_of(parameters_[i]), rate, mean_[i], square_[i]);
        }
    }

    Arrays state() const override {
        if (mean_.empty()) return {};
        Arrays arrays{{"steps", at::tensor(steps_, at::kLong)}};
        put(arrays, "mean", parameters_, mean_), put(arrays, "square", parameters_, square_);
        return arrays;
    }

    void restore(const Arrays& state) override {
        mean_.clear(), square_.clear(), steps_ = 0;
        if (state.empty()) return;
        mean_ = taken(state, "mean", parameters_), square_ = taken(state, "square", parameters_);
        steps_ = array_of(state, "steps", {1}).item<std::int64_t>();
    }

  private:
    /// Both averages start at 0 and are divided by what they have seen so far.
    void advance(at::Tensor& parameter, const at::Tensor& gradient, double rate, at::Tensor& mean,
                 at::Tensor& square) const {
        constexpr double mean_memory = .9, square_memory = .999, least = 1e-8;
        const auto seen = [&](double memory) { return 1 - std::pow(memory, static_cast<double>(steps_)); };
        mean.mul_(mean_memory).add_(gradient, 1 - mean_memory);
        square.mul_(square_memory).addcmul_(gradient, gradient, 1 - square_memory);
        const at::Tensor size = (square / seen(square_memory)).sqrt_().add_(least);
        parameter.addcdiv_(mean, size, rate / seen(mean_memory));
    }

    std::vector<Parameter> parameters_;
    Memory mean_, square_;
    std::int64_t steps_ = 0;
};

}  // namespace

std::unique_ptr<Optimizer> ascent(const std::vector<Parameter>& parameters, const std::string& name, double momentum) {
    if (name == "sgd") return std::make_unique<Momentum>(parameters, momentum);
    if (name == "adam") return std::make_unique<Adam>(parameters);
    throw OptionError("optimizer", "expected sgd or adam, found '" + name + "'");
}

}  // namespace blackbody
