#include "blackbody/systems/ensembles/chains/chains.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>

#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/systems/ensembles/machines/bit_machine.h"

namespace blackbody {

class Chains::Implementation {
  public:
    virtual ~Implementation() = default;
    virtual void follow(const Rbm& rbm) = 0;
    /// Steps number first, first + 1, ... of all chains.
    virtual void run(std::uint64_t first, std::int64_t steps) = 0;
    virtual at::Tensor visible() const = 0;
    virtual at::Tensor hidden() const = 0;
    virtual Moments moments() const = 0;
    std::uint64_t taken = 0;
};

namespace {

/// By definition, in double precision.
class Reference : public Chains::Implementation {
  public:
    Reference(const Rbm& rbm, const at::Tensor& visible, const ChainOptions& options)
        : rbm_(rbm), random_{options.seed, options.first_chain}, v_(visible.to(at::kDouble)) {}
    void follow(const Rbm& rbm) override { rbm_ = rbm; }
    void run(std::uint64_t first, std::int64_t steps) override {
        for (std::uint64_t number = first; number < first + static_cast<std::uint64_t>(steps); ++number) {
            h_ = sample_hidden(rbm_, v_, random_.of(number, hidden_side));
            v_ = sample_visible(rbm_, h_, random_.of(number, visible_side));
        }
    }
    at::Tensor visible() const override { return v_; }
    at::Tensor hidden() const override { return h_; }
    Chains::Moments moments() const override { return moments_of(rbm_, v_); }

  private:
    Rbm rbm_;
    ChainRandom random_;
    at::Tensor v_, h_;
};

/// Bernoulli units: states as bits, products by tables.
class BitPacked : public Chains::Implementation {
  public:
    BitPacked(const Rbm& rbm, const at::Tensor& visible, const ChainOptions& options)
        : random_{options.seed, options.first_chain},
          machine_(rbm),
          v_(to_bits(visible)),
          h_(visible.size(0), rbm.hidden.size()) {}
    void follow(const Rbm& rbm) override { machine_ = BitMachine(rbm); }
    void run(std::uint64_t first, std::int64_t steps) override { machine_.run(v_, h_, random_, first, steps); }
    at::Tensor visible() const override { return to_floats(v_).to(at::kDouble); }
    at::Tensor hidden() const override { return to_floats(h_).to(at::kDouble); }
    Chains::Moments moments() const override {
        const auto n = static_cast<double>(v_.states());
        const at::Tensor mean = machine_.hidden_means(v_);
        const BitStates by_unit = transposed(v_);
        return {correlation_of(by_unit, mean).to(at::kDouble) / n,
                counts_of(by_unit, 0, by_unit.units()).to(at::kDouble).unsqueeze(0) / n,
                mean.mean(0).to(at::kDouble).unsqueeze(0)};
    }

  private:
    ChainRandom random_;
    BitMachine machine_;
    BitStates v_, h_;
};

}  // namespace

Chains::Chains(const Rbm& rbm, const at::Tensor& visible, const ChainOptions& options) {
    if (is_bernoulli(rbm) && options.may_pack_bits)
        implementation_ = std::make_unique<BitPacked>(rbm, visible, options);
    else implementation_ = std::make_unique<Reference>(rbm, visible, options);
    implementation_->taken = options.step;
}

Chains::~Chains() = default;
Chains::Chains(Chains&&) noexcept = default;

void Chains::follow(const Rbm& rbm) { implementation_->follow(rbm); }
void Chains::run(std::int64_t steps) {
    implementation_->run(implementation_->taken, steps);
    implementation_->taken += static_cast<std::uint64_t>(steps);
}
std::uint64_t Chains::step() const { return implementation_->taken; }
at::Tensor Chains::visible() const { return implementation_->visible(); }
at::Tensor Chains::hidden() const { return implementation_->hidden(); }
Chains::Moments Chains::moments() const { return implementation_->moments(); }

Chains::Moments moments_of(const Rbm& rbm, const at::Tensor& visible, const at::Tensor& weights) {
    const at::Tensor x = field_of_hidden(rbm, visible), mean = rbm.hidden.unit->mean(rbm.hidden, x),
                     share = weights.defined()
                                 ? weights / weights.sum()
                                 : at::full({visible.size(0)}, 1 / static_cast<double>(visible.size(0)), at::kDouble);
    const auto average = [&](const at::Tensor& statistics) { return at::matmul(share, statistics); };
    return {at::matmul((visible * share.unsqueeze(1)).t(), mean), average(rbm.visible.unit->statistics(visible)),
            average(rbm.hidden.unit->mean_statistics(rbm.hidden, x))};
}

}  // namespace blackbody
