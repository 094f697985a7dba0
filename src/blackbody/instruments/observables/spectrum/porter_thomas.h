#pragma once
/// Is a singular vector spread like a random one? Its inverse participation ratio against that of random unit vectors.
///
///   P = Σ v_i⁴;  random real unit vectors in n dimensions: mean 3/(n+2), entropy of v²: ψ(n/2+1) - ψ(3/2) [nat];
///   complex ones: 2/(n+1), ψ(n+1) - ψ(2)
///
/// The p-value of a vector is the share of 999 random vectors of the same length that are at least as localised
/// (Porter-Thomas: components are Gaussian, v² is χ² distributed), drawn once for a length.
/// Trap:  in 1000 vectors ten have p < 0.01; read the share of localised vectors, not the smallest p.
/// Ref:   Porter, Thomas (1956); Thamm, Staats, Rosenow, arXiv 2203.14661.
#include <cstdint>
#include <span>

namespace blackbody {

/// `beta` is 1 for real vectors, 2 for complex ones, whose moduli |v_i| stand for v.
/// Σ v⁴ of a vector of any length, normalised here.
double inverse_participation(std::span<const double> v);

/// -Σ v² ln v² of a vector, normalised here [nat].
double component_entropy(std::span<const double> v);

/// Expectations for a random unit vector in n dimensions.
double random_inverse_participation(std::int64_t n, int beta = 1);
double random_component_entropy(std::int64_t n, int beta = 1);

/// P(random vector is at least as localised); between 1/1000 and 1. Thread-safe; the draws of a length are kept.
double localisation_p_value(double inverse_participation, std::int64_t n, int beta = 1);

}  // namespace blackbody
