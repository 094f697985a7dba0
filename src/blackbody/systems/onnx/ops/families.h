#pragma once
/// Traits that a family of records has in common. What differs within it is an argument: a record states all of its
/// traits, by itself or through its family.
#include "blackbody/systems/onnx/traits.h"

namespace blackbody::ops {

/// Each element of the output comes from the elements at the same place, up to broadcasting.
inline Traits elementwise(OperatorRole role, Formula formula, Bounding bounds, Pointwise pointwise) {
    return {.role = role,
            .formula = formula,
            .weight = WeightRule::none,
            .host_inputs = 0,
            .batching = {BatchRule::elementwise},
            .axes = AxisRule::kept,
            .bounds = std::move(bounds),
            .folding = Folding::always,
            .storage = Storage::shared,
            .pointwise = pointwise};
}

inline Bounding unbounded() { return {BoundRule::unknown}; }

/// A function of one argument, extreme at its ends or where it turns.
inline Bounding extreme_at(std::vector<double> turns) { return {BoundRule::one_argument, std::move(turns)}; }

/// One that lies within bounds whatever goes in, and never turns.
inline Bounding bounded() { return {BoundRule::bounded}; }

}  // namespace blackbody::ops
