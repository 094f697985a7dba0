#pragma once
/// Where in a network a state lives: one site for every node whose output a physicist would look at.
///
/// Role of a site, first rule that holds:
///   logits         the scores of classes, by the rule of scores.h
///   nonlinearity   Relu and its relatives, Clip with two bounds, and what patterns.h finds spelled out
///   residual       a sum that adds to a stream, as streams.h defines it
///   normalisation, pooling, linear (a constant weight acts), input, output
///   weight         the weight of a node that cannot be computed, or whose state has no sample axis: no state
///   other          Softmax inside, arithmetic between computed states
/// Nodes that only move, cut or cast values have no site.
#include "blackbody/systems/onnx/interactions.h"
#include "blackbody/systems/onnx/scores.h"

namespace blackbody {

/// What a site is made from, in numbers of the circuit.
struct SiteSource {
    int element = -1;        ///< -1: an input
    int value = -1;          ///< whose state it is; -1: weights only
    int before = -1;         ///< of a nonlinearity: the value that it acts on; -1: not one value of the same shape
    bool as_matrix = false;  ///< shown as [N, K] although it is [N] or [N, K, 1, 1]
    StoredWeight stored{};   ///< of the interaction
};

struct Sites {
    std::vector<Site> sites;
    std::vector<SiteSource> sources;
    ScoreChoice scores{};
};

/// `scores`: the output that is asked for as class scores; "" = what the graph says.
Sites find_sites(const Graph& graph, const Circuit& circuit, const Tensors& constants, const Shapes& shapes,
                 const std::string& scores = "");

}  // namespace blackbody
