#pragma once
/// Gibbs chains of a machine, h given v and v given h in turn, that go on where they stopped.
///
/// Chain n at step t uses the random numbers of (seed, first_chain + n, t) alone: the same states for any number of
/// threads, for any cut of the chains into parts, and for both implementations wherever a comparison is not decided in
/// the last bits. Bernoulli machines take the bit-packed implementation (tables), all others the reference.
#include <cstdint>
#include <memory>

#include "blackbody/systems/ensembles/machines/rbm.h"
#include "blackbody/util/rng.h"

namespace blackbody {

struct ChainOptions {
    Seed seed = 0;
    std::int64_t first_chain = 0;
    std::uint64_t step = 0;     ///< steps taken before: where a checkpoint goes on
    bool may_pack_bits = true;  ///< false: the reference, for comparison
};

class Chains {
  public:
    /// Starts from visible states [N, V].
    Chains(const Rbm& rbm, const at::Tensor& visible, const ChainOptions& options);
    ~Chains();
    Chains(Chains&&) noexcept;
    /// Another machine of the same units from here on: the parameters have moved.
    void follow(const Rbm& rbm);
    /// `steps` times: all hidden units given the visible ones, then all visible ones given these.
    void run(std::int64_t steps);
    std::uint64_t step() const;
    at::Tensor visible() const;  ///< [N, V], double
    at::Tensor hidden() const;   ///< those that made visible() [N, M]; as started: undefined

    /// <v h>, <T(v)>, <T(h)> over the chains, hidden units averaged given the visible ones: what a gradient needs.
    struct Moments {
        at::Tensor correlation;                            ///< double [V, M]
        at::Tensor visible_statistics, hidden_statistics;  ///< double [P, V], [P, M]
    };
    Moments moments() const;

    /// One of the two; a machine's kinds of units decide which.
    class Implementation;

  private:
    std::unique_ptr<Implementation> implementation_;
};

/// The same averages over data [N, V]; weights: double [N], undefined where all samples weigh alike.
Chains::Moments moments_of(const Rbm& rbm, const at::Tensor& visible, const at::Tensor& weights = {});

}  // namespace blackbody
