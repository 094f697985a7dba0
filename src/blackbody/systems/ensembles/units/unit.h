#pragma once
/// One kind of unit of a Boltzmann machine: an exponential family with one field from outside.
///
///   p(s | x) = exp(θ·T(s) + x s) / Z(θ, x),   Z(θ, x) = Σ_s exp(θ·T(s) + x s)   (an integral where s is real)
///
/// x is the field that the other layer makes (v W or h Wᵀ), θ the unit's own parameters, T its statistics. Everything
/// is linear in θ and x: inverse temperature β is (β θ, β x), and a path between two machines is one between
/// parameters.
///
/// Shapes: states and fields [N, U], parameters [P, U], statistics [P, N, U]. A Potts unit of q colours is q columns of
/// which exactly one is 1; its ln Z stands once a unit, [N, U/q].
#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace blackbody {

struct Unit;

/// The units of one layer and their parameters.
struct Layer {
    const Unit* unit = nullptr;
    at::Tensor theta;          ///< [P, U]
    std::int64_t colours = 1;  ///< q of Potts units, else 1
    std::int64_t size() const { return theta.size(1); }
};

struct Unit {
    std::string name;                     ///< "bernoulli"
    std::string states;                   ///< in words: "0 or 1"
    std::vector<std::string> parameters;  ///< names of the rows of θ: "bias..." first, then "stiffness..." (> 0)
    std::string reference;
    std::vector<double> values;  ///< every state of a unit with finitely many (not Potts); empty otherwise

    at::Tensor (*statistics)(const at::Tensor& s) = nullptr;  ///< T(s) [P, N, U]
    at::Tensor (*log_partition)(const Layer&, const at::Tensor& x) = nullptr;
    at::Tensor (*mean)(const Layer&, const at::Tensor& x) = nullptr;             ///< <s> [N, U]
    at::Tensor (*mean_statistics)(const Layer&, const at::Tensor& x) = nullptr;  ///< <T(s)> [P, N, U]
    /// Variance of the unit's exponent θ·T(s) + x s, once a unit: what the heat capacity is made of.
    at::Tensor (*exponent_variance)(const Layer&, const at::Tensor& x) = nullptr;
    /// A draw from one uniform number in (0, 1) a column [N, U]; a Potts unit uses the first of its columns.
    at::Tensor (*sample)(const Layer&, const at::Tensor& x, const at::Tensor& uniform) = nullptr;
    /// Which values [N, U] are states: a mask; Potts looks at whole units.
    at::Tensor (*allowed)(const Layer&, const at::Tensor& s) = nullptr;
};

/// All registered kinds, by name.
std::vector<const Unit*> units();

/// Throws Error(usage) with the known ones.
const Unit& find_unit(const std::string& name);

/// How many of the first rows of θ are biases: their statistics sum to the state itself.
std::int64_t biases_of(const Unit& unit);

/// A layer whose parameters are all such that units are free (bias 0; stiffness 1).
Layer free_layer(const Unit& unit, std::int64_t size, std::int64_t colours = 1);

/// θ·T(s), summed over parameters: [N, U].
at::Tensor own_exponent(const Layer& layer, const at::Tensor& s);

}  // namespace blackbody
