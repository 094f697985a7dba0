#pragma once
/// Gibbs sampling in the reference implementation, with the same random numbers as the kernels': unit u of chain n at
/// step t compares with uniform_of(draw, n, u) whatever the batch, the threads and the computer.
#include "blackbody/systems/ensembles/chains/kernels/draw.h"
#include "blackbody/systems/ensembles/machines/rbm.h"

namespace blackbody {

/// Which layer a step draws: part of what its random numbers are keyed by.
enum Side : std::uint32_t { visible_side = 1, hidden_side = 2 };

/// The random numbers of chains first_chain, first_chain + 1, ...
struct ChainRandom {
    Seed seed = 0;
    std::int64_t first_chain = 0;
    Draw of(std::uint64_t step, Side side) const { return {seed, stream_of(step, side), first_chain}; }
};

/// Uniform numbers, double [chains, units].
at::Tensor uniform_numbers(const Draw& draw, std::int64_t chains, std::int64_t units);

at::Tensor sample_hidden(const Rbm& rbm, const at::Tensor& v, const Draw& draw);   ///< h given v, [N, M]
at::Tensor sample_visible(const Rbm& rbm, const at::Tensor& h, const Draw& draw);  ///< v given h, [N, V]

}  // namespace blackbody
