#pragma once
/// Where in a network a state lives: one site for every node whose output a physicist would look at.
///
/// Role of a site, first rule that holds:
///   logits         the class scores. If an output is made by a Softmax or LogSoftmax (but for nodes that only move or
///                  rename axes), the input of that node, where it is [N, K] (or [N, K, 1, 1]) with K >= 2. Else, if
///                  the network has one output, it is [N, K] with K >= 2, and a linear map (Gemm, MatMul with a
///                  constant weight, a convolution followed by global pooling) with its bias makes it: that output.
///                  Else none: a sigmoid, a normalised vector or a feature map at the end are no class scores.
///   nonlinearity   Relu and its relatives, Clip with two bounds, and what patterns.h finds spelled out
///   residual       Add of two computed states of one shape
///   normalisation, pooling, linear (a constant weight acts), input, output
///   weight         the weight of a node that cannot be computed, or whose state has no sample axis: no state
///   other          Softmax inside, arithmetic between computed states
/// Nodes that only move, cut or cast values have no site.
#include "blackbody/systems/network/interactions.h"

namespace blackbody {

/// What a site is made from, in numbers of the circuit.
struct SiteSource {
    int element = -1;        ///< -1: an input
    int value = -1;          ///< whose state it is; -1: weights only
    int before = -1;         ///< of a nonlinearity: the value that it acts on; -1: not one value of the same shape
    bool as_matrix = false;  ///< shown as [N, K] although it is [N, K, 1, 1]
    StoredWeight stored{};   ///< of the interaction
};

struct Sites {
    std::vector<Site> sites;
    std::vector<SiteSource> sources;
};

Sites find_sites(const Graph& graph, const Circuit& circuit, const Tensors& constants, const Shapes& shapes);

/// The value that holds the class scores by the rule above, or -1.
int find_logits(const Circuit& circuit, const Tensors& constants, const Shapes& shapes);

}  // namespace blackbody
