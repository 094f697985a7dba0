#pragma once
/// Angular momentum of kernels on the lattice: shares of energy in the five symmetry types of the square (D4).
///
///   share_ρ = (d_ρ / 8) Σ_g χ_ρ(g) <w, g w> / <w, w>,   g over the four turns and four mirrors, exact: no resampling
///
///   type   quarter turns   mirrors x, y   diagonals   d   a kernel of it   charge of C4   of 9 entries, 3x3
///   A1          +               +             +       1   blob                   0                3
///   A2          +               -             -       1   whirl                  0                0
///   B1          -               +             -       1   saddle                 2                1
///   B2          -               -             +       1   saddle, turned         2                1
///   E       half turns: -                             2   edge                  ±1                4
///
/// Shapes: w [O, I, n, n] -> shares [O], mean over the channels that are not silent; inputs of a channel summed.
/// Null:   independent entries of equal variance have share_ρ = (entries of type ρ) / n², the last column for 3x3.
/// Cost:   O(weights).
/// Ref:    standard character projection; docs/physics, W2.
#include <array>

#include "blackbody/base/observable.h"

namespace blackbody {

/// In the order A1, A2, B1, B2, E; they sum to 1.
using SquareShares = std::array<double, 5>;
constexpr std::array<const char*, 5> square_types{"A1", "A2", "B1", "B2", "E"};

/// kernels [I, n, n] of one channel, row by row; NaN where they are all zero.
SquareShares square_shares(const double* kernels, std::int64_t inputs, std::int64_t side);

/// The same for independent entries of equal variance, exactly.
SquareShares independent_shares(std::int64_t side);

WeightResult weigh_angular_momentum(const Site& site, const InstrumentOptions& options);

}  // namespace blackbody
