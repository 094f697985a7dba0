#pragma once
/// Tensors of random numbers for tests: the same seed gives the same numbers, whatever else draws some.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>

#include <vector>

#include "blackbody/util/rng.h"

namespace blackbody::testing {

/// Independent standard normal numbers, the same ones on every machine.
inline at::Tensor gaussian(const std::vector<std::int64_t>& shape, Seed seed, at::ScalarType type = at::kDouble) {
    const at::Tensor x = at::empty(shape, at::kDouble);
    Random random(seed);
    for (std::int64_t i = 0; i < x.numel(); ++i) x.mutable_data_ptr<double>()[i] = random.normal();
    return x.to(type);
}

inline at::Tensor gaussian_floats(const std::vector<std::int64_t>& shape, Seed seed) {
    return gaussian(shape, seed, at::kFloat);
}

/// A generator of a test's own. It draws what LibTorch's global one would behind manual_seed(seed); from that one tests
/// draw nothing, or a test's numbers would depend on those that ran before it.
class RandomTensors {
  public:
    explicit RandomTensors(Seed seed) : generator_(at::detail::createCPUGenerator(seed)) {}
    /// Two with one state would be a trap.
    RandomTensors(const RandomTensors&) = delete;
    RandomTensors& operator=(const RandomTensors&) = delete;

    at::Tensor normal(at::IntArrayRef shape, at::ScalarType type = at::kFloat) {
        return at::randn(shape, generator_, type);
    }
    /// In the memory format of x, too.
    at::Tensor normal_like(const at::Tensor& x) { return at::empty_like(x).normal_(0, 1, generator_); }
    /// In [0, 1).
    at::Tensor uniform(at::IntArrayRef shape, at::ScalarType type = at::kFloat) {
        return at::rand(shape, generator_, type);
    }
    /// Coins that show 1 with probability p.
    at::Tensor coins(at::IntArrayRef shape, double p, at::ScalarType type = at::kFloat) {
        return uniform(shape).lt(p).to(type);
    }
    /// From `low` to `high` - 1.
    at::Tensor integers(std::int64_t low, std::int64_t high, at::IntArrayRef shape, at::ScalarType type = at::kLong) {
        return at::randint(low, high, shape, generator_, type);
    }

  private:
    at::Generator generator_;
};

}  // namespace blackbody::testing
