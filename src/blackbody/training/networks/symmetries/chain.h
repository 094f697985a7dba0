#pragma once
/// Layers as chains, and what symmetries ask of the layers between two weights.
#include <optional>

#include "blackbody/training/networks/ward.h"

namespace blackbody {

/// Every chain of layers in a network: its own, that of each bracket, and that of each way around a bracket.
std::vector<LayerChain> layer_chains(const LayeredNetwork& network, const Cost& cost);

/// conv, depthwise, linear: a learned linear map with or without bias.
bool is_linear_map(const ChainLink& link);

/// d where f(a x) = a^d f(x) for every a > 0, of each channel by itself: 1 of relu, 2 of an intensity.
std::optional<int> homogeneous_degree(const ChainLink& link);

/// How a pool or a global mean makes one of many: "max", "average", "l2", "modulus", "intensity"; "" of other layers.
std::string pooling_of(const ChainLink& link);

/// One term a parameter of the link, all moved alike.
std::vector<WardTerm> terms_of(const ChainLink& link, const WardTerm& like);

}  // namespace blackbody
