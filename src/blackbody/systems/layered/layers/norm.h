#pragma once
/// What is added to a variance before its root is taken, in batch and layer normalisation.
namespace blackbody {
inline constexpr double norm_epsilon = 1e-5;
}  // namespace blackbody
