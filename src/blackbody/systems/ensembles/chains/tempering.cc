#include "blackbody/systems/ensembles/chains/tempering.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "blackbody/systems/ensembles/chains/kernels/bit_product.h"
#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/tensor/linear_algebra.h"
#include "blackbody/tensor/parallel.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

constexpr std::uint32_t exchange_side = 3;  ///< beside visible_side and hidden_side: the numbers of the exchanges

/// Who stands where: walkers keep their number as they move over the rungs of their ladder.
class Walkers {
  public:
    Walkers(std::int64_t rungs, std::int64_t ladders)
        : rungs_(rungs), ladders_(ladders), at_(rungs * ladders), came_from_top_(rungs * ladders, false) {
        for (std::int64_t i = 0; i < rungs * ladders; ++i) at_[i] = i;
    }
    void exchange(std::int64_t rung, std::int64_t ladder) {
        std::swap(at_[rung * ladders_ + ladder], at_[(rung + 1) * ladders_ + ladder]);
        arrive(rung, ladder), arrive(rung + 1, ladder);
    }
    std::int64_t round_trips() const { return trips_; }

  private:
    void arrive(std::int64_t rung, std::int64_t ladder) {
        const std::int64_t walker = at_[rung * ladders_ + ladder];
        if (rung == rungs_ - 1) came_from_top_[walker] = true;
        if (rung == 0 && came_from_top_[walker]) came_from_top_[walker] = false, ++trips_;
    }
    std::int64_t rungs_, ladders_;
    std::vector<std::int64_t> at_;
    std::vector<char> came_from_top_;
    std::int64_t trips_ = 0;
};

}  // namespace

class Tempering::Implementation {
  public:
    Implementation(const TemperingOptions& options, std::int64_t ladders)
        : ladder(options.ladder),
          seed(options.seed),
          taken(options.step),
          ladders(ladders),
          walkers(std::ssize(ladder), ladders),
          tried(ladder.size() - 1),
          accepted(ladder.size() - 1) {}
    virtual ~Implementation() = default;
    virtual void follow(const Rbm& machine, const Rbm& base) = 0;
    virtual void step(std::int64_t rung, std::uint64_t number) = 0;
    virtual std::vector<double> log_ratio(std::int64_t rung, std::int64_t lower) = 0;  ///< A_lower of its states
    virtual void exchange(std::int64_t rung, std::int64_t ladder) = 0;
    virtual at::Tensor visible(std::int64_t rung) const = 0;

    ChainRandom random(std::int64_t rung) const { return {seed, rung * ladders}; }
    void sweep();
    void exchange_pairs(std::uint64_t number);

    std::vector<double> ladder;
    Seed seed;
    std::uint64_t taken;
    std::int64_t ladders;
    Walkers walkers;
    std::vector<std::int64_t> tried, accepted;
};

void Tempering::Implementation::sweep() {
    parallel_for(0, std::ssize(ladder), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t k = begin; k < end; ++k) step(k, taken);
    });
    exchange_pairs(taken);
    ++taken;
}

void Tempering::Implementation::exchange_pairs(std::uint64_t number) {
    const auto first = static_cast<std::int64_t>(number % 2), pairs = (std::ssize(ladder) - first) / 2;
    std::vector<std::vector<double>> ratio(2 * pairs);
    parallel_for(0, 2 * pairs, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) ratio[i] = log_ratio(first + i, first + i / 2 * 2);
    });
    for (std::int64_t p = 0; p < pairs; ++p) {
        const std::int64_t lower = first + 2 * p;
        const Draw draw{seed, stream_of(number, exchange_side), lower * ladders};
        for (std::int64_t n = 0; n < ladders; ++n) {
            ++tried[lower];
            if (std::log(uniform_of(draw, draw.first_chain + n, 0)) >= ratio[2 * p][n] - ratio[2 * p + 1][n]) continue;
            ++accepted[lower];
            exchange(lower, n);
            walkers.exchange(lower, n);
        }
    }
}

namespace {

/// By definition, in double precision.
class Reference : public Tempering::Implementation {
  public:
    Reference(const Rbm& machine, const Rbm& base, std::vector<at::Tensor> states, const TemperingOptions& options)
        : Implementation(options, states.front().size(0)), v_(std::move(states)) {
        follow(machine, base);
    }
    void follow(const Rbm& machine, const Rbm& base) override {
        machines_.clear();
        for (const double t : ladder) machines_.push_back(between(base, machine, t));
    }
    void step(std::int64_t k, std::uint64_t number) override {
        const at::Tensor h = sample_hidden(machines_[k], v_[k], random(k).of(number, hidden_side));
        v_[k] = sample_visible(machines_[k], h, random(k).of(number, visible_side)).contiguous();
    }
    std::vector<double> log_ratio(std::int64_t rung, std::int64_t lower) override {
        return to_doubles(free_energy(machines_[lower], v_[rung]) - free_energy(machines_[lower + 1], v_[rung]));
    }
    void exchange(std::int64_t rung, std::int64_t n) override {
        const at::Tensor kept = v_[rung][n].clone();
        v_[rung][n].copy_(v_[rung + 1][n]);
        v_[rung + 1][n].copy_(kept);
    }
    at::Tensor visible(std::int64_t rung) const override { return v_[rung].clone(); }

  private:
    std::vector<Rbm> machines_;
    std::vector<at::Tensor> v_;
};

/// Bernoulli units: with free hidden units in the base, all fields at t are t times those of the machine, so that one
/// table serves all rungs.
class BitPacked : public Tempering::Implementation {
  public:
    BitPacked(const Rbm& machine, const Rbm& base, const std::vector<at::Tensor>& states,
              const TemperingOptions& options)
        : Implementation(options, states.front().size(0)) {
        for (const at::Tensor& v : states) v_.push_back(to_bits(v));
        h_.assign(v_.size(), BitStates(ladders, machine.hidden.size()));
        follow(machine, base);
    }
    void follow(const Rbm& machine, const Rbm& base) override {
        forth_ = Panels(machine.weight.to(at::kFloat)), back_ = Panels(machine.weight.t().to(at::kFloat));
        const at::Tensor a = machine.visible.theta[0], a0 = base.visible.theta[0], b = machine.hidden.theta[0];
        difference_ = (a - a0).contiguous();
        a_.clear(), b_.clear();
        for (const double t : ladder) {
            a_.push_back(((1 - t) * a0 + t * a).to(at::kFloat).contiguous());
            b_.push_back((t * b).to(at::kFloat).contiguous());
        }
    }
    void step(std::int64_t k, std::uint64_t number) override {
        const auto t = static_cast<float>(ladder[k]);
        multiply(forth_, v_[k],
                 {.scale = t,
                  .bias = b_[k].const_data_ptr<float>(),
                  .sample = &h_[k],
                  .draw = random(k).of(number, hidden_side)});
        multiply(back_, h_[k],
                 {.scale = t,
                  .bias = a_[k].const_data_ptr<float>(),
                  .sample = &v_[k],
                  .draw = random(k).of(number, visible_side)});
    }
    std::vector<double> log_ratio(std::int64_t rung, std::int64_t lower) override {
        const double t = ladder[lower], next = ladder[lower + 1];
        std::vector<double> ratio(ladders);
        multiply(forth_, v_[rung],
                 {.scale = static_cast<float>(next),
                  .bias = b_[lower + 1].const_data_ptr<float>(),
                  .ratio = static_cast<float>(t / next),
                  .log_ratio = ratio.data()});
        for (std::int64_t n = 0; n < ladders; ++n) ratio[n] += (next - t) * own_difference(v_[rung], n);
        return ratio;
    }
    void exchange(std::int64_t rung, std::int64_t n) override {
        std::swap_ranges(v_[rung].row(n), v_[rung].row(n) + v_[rung].words(), v_[rung + 1].row(n));
    }
    at::Tensor visible(std::int64_t rung) const override { return to_floats(v_[rung]).to(at::kDouble); }

  private:
    /// (a - a_0)·v
    double own_difference(const BitStates& v, std::int64_t n) const {
        const double* difference = difference_.const_data_ptr<double>();
        double sum = 0;
        for (std::int64_t w = 0; w < v.words(); ++w)
            for (std::uint64_t bits = v.row(n)[w]; bits; bits &= bits - 1)
                sum += difference[w * 64 + std::countr_zero(bits)];
        return sum;
    }
    Panels forth_, back_;
    at::Tensor difference_;
    std::vector<at::Tensor> a_, b_;
    std::vector<BitStates> v_, h_;
};

/// The states of each rung.
std::vector<at::Tensor> by_rung(const at::Tensor& start, const std::vector<double>& ladder) {
    if (ladder.size() < 2 || !std::is_sorted(ladder.begin(), ladder.end()))
        throw Error(ErrorKind::usage, "a tempering ladder has at least two rungs, ascending");
    std::vector<at::Tensor> states;
    for (std::int64_t k = 0; k < std::ssize(ladder); ++k)
        states.push_back((start.dim() == 3 ? start[k] : start).to(at::kDouble).clone());
    return states;
}

}  // namespace

Tempering::Tempering(const Rbm& machine, const Rbm& base, const at::Tensor& start, const TemperingOptions& options) {
    const bool has_free_hidden = (base.hidden.theta == 0).all().item<bool>();
    const std::vector<at::Tensor> states = by_rung(start, options.ladder);
    if (is_bernoulli(machine) && has_free_hidden && options.may_pack_bits)
        implementation_ = std::make_unique<BitPacked>(machine, base, states, options);
    else implementation_ = std::make_unique<Reference>(machine, base, states, options);
}

Tempering::~Tempering() = default;
Tempering::Tempering(Tempering&&) noexcept = default;

void Tempering::follow(const Rbm& machine, const Rbm& base) { implementation_->follow(machine, base); }
void Tempering::run(std::int64_t sweeps) {
    for (std::int64_t s = 0; s < sweeps; ++s) implementation_->sweep();
}
std::int64_t Tempering::rungs() const { return std::ssize(implementation_->ladder); }
std::uint64_t Tempering::step() const { return implementation_->taken; }
at::Tensor Tempering::visible(std::int64_t rung) const { return implementation_->visible(rung); }
at::Tensor Tempering::visible() const {
    std::vector<at::Tensor> all;
    for (std::int64_t k = 0; k < rungs(); ++k) all.push_back(visible(k));
    return at::stack(all);
}

std::vector<double> Tempering::swap_rates() const {
    std::vector<double> rates;
    for (std::size_t k = 0; k < implementation_->tried.size(); ++k)
        rates.push_back(implementation_->tried[k]
                            ? static_cast<double>(implementation_->accepted[k]) / implementation_->tried[k]
                            : 0);
    return rates;
}

std::int64_t Tempering::round_trips() const { return implementation_->walkers.round_trips(); }

Rbm zeros_like(const Rbm& machine) { return at_beta(machine, 0); }

at::Tensor log_weights_along(const Rbm& machine, const Rbm& base, const std::vector<double>& ladder,
                             const at::Tensor& v) {
    // The field of the hidden units is linear in t: one product serves all rungs.
    const at::Tensor x = field_of_hidden(machine, v), own = own_exponent(machine.visible, v).sum(1),
                     own_base = own_exponent(base.visible, v).sum(1);
    std::vector<at::Tensor> rows;
    for (const double t : ladder) {
        Layer hidden = machine.hidden;
        hidden.theta = (1 - t) * base.hidden.theta + t * machine.hidden.theta;
        rows.push_back((1 - t) * own_base + t * own + hidden.unit->log_partition(hidden, t * x).sum(1));
    }
    return at::stack(rows);
}

}  // namespace blackbody
