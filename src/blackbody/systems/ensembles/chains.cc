#include "blackbody/systems/ensembles/chains.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>

#include "blackbody/systems/ensembles/kernels/bit_product.h"
#include "blackbody/systems/ensembles/sampling.h"

namespace blackbody {

class Chains::Road {
  public:
    virtual ~Road() = default;
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
class PlainRoad : public Chains::Road {
  public:
    PlainRoad(const Rbm& rbm, const at::Tensor& visible, const ChainOptions& options)
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
class BitRoad : public Chains::Road {
  public:
    BitRoad(const Rbm& rbm, const at::Tensor& visible, const ChainOptions& options)
        : random_{options.seed, options.first_chain}, v_(to_bits(visible)), h_(visible.size(0), rbm.hidden.size()) {
        follow(rbm);
    }
    void follow(const Rbm& rbm) override {
        forth_ = Panels(rbm.weight.to(at::kFloat)), back_ = Panels(rbm.weight.t().to(at::kFloat));
        a_ = rbm.visible.theta[0].to(at::kFloat).contiguous(), b_ = rbm.hidden.theta[0].to(at::kFloat).contiguous();
    }
    void run(std::uint64_t first, std::int64_t steps) override {
        // Each thread takes its chains through all steps: chains never meet.
        const std::int64_t n = v_.states(), parts = std::clamp<std::int64_t>(at::get_num_threads(), 1, n);
        at::parallel_for(0, parts, 1, [&](std::int64_t begin, std::int64_t end) {
            const StateRange mine{n * begin / parts, n * end / parts};
            for (std::uint64_t number = first; number < first + static_cast<std::uint64_t>(steps); ++number) {
                multiply(forth_, v_,
                         {.bias = b_.const_data_ptr<float>(), .sample = &h_, .draw = random_.of(number, hidden_side)},
                         mine);
                multiply(back_, h_,
                         {.bias = a_.const_data_ptr<float>(), .sample = &v_, .draw = random_.of(number, visible_side)},
                         mine);
            }
        });
    }
    at::Tensor visible() const override { return to_floats(v_).to(at::kDouble); }
    at::Tensor hidden() const override { return to_floats(h_).to(at::kDouble); }
    Chains::Moments moments() const override {
        const auto n = v_.states();
        at::Tensor mean = at::empty({n, forth_.columns()}, at::kFloat);
        multiply(forth_, v_, {.bias = b_.const_data_ptr<float>(), .mean = mean.data_ptr<float>()});
        // vᵀ m is a product of bits, too: those of the transposed states.
        const BitStates by_unit = transposed(v_);
        at::Tensor correlation = at::empty({forth_.rows(), forth_.columns()}, at::kFloat);
        multiply(Panels(mean), by_unit, {.scale = 1 / static_cast<float>(n), .field = correlation.data_ptr<float>()});
        return {correlation.to(at::kDouble), counts(by_unit).unsqueeze(0) / static_cast<double>(n),
                mean.mean(0).to(at::kDouble).unsqueeze(0)};
    }

  private:
    /// How many bits of each row are set.
    static at::Tensor counts(const BitStates& bits) {
        at::Tensor sums = at::empty({bits.states()}, at::kDouble);
        for (std::int64_t n = 0; n < bits.states(); ++n) {
            std::int64_t count = 0;
            for (std::int64_t w = 0; w < bits.words(); ++w) count += __builtin_popcountll(bits.row(n)[w]);
            sums.data_ptr<double>()[n] = static_cast<double>(count);
        }
        return sums;
    }

    ChainRandom random_;
    Panels forth_, back_;
    at::Tensor a_, b_;
    BitStates v_, h_;
};

}  // namespace

Chains::Chains(const Rbm& rbm, const at::Tensor& visible, const ChainOptions& options) {
    if (is_bernoulli(rbm) && options.may_be_fast) road_ = std::make_unique<BitRoad>(rbm, visible, options);
    else road_ = std::make_unique<PlainRoad>(rbm, visible, options);
    road_->taken = options.step;
}

Chains::~Chains() = default;
Chains::Chains(Chains&&) noexcept = default;

void Chains::follow(const Rbm& rbm) { road_->follow(rbm); }
void Chains::run(std::int64_t steps) {
    road_->run(road_->taken, steps);
    road_->taken += static_cast<std::uint64_t>(steps);
}
std::uint64_t Chains::step() const { return road_->taken; }
at::Tensor Chains::visible() const { return road_->visible(); }
at::Tensor Chains::hidden() const { return road_->hidden(); }
Chains::Moments Chains::moments() const { return road_->moments(); }

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
