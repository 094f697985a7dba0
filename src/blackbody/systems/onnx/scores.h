#pragma once
/// Which value of a network holds the scores of classes: where energy is measured.
///
/// A shape is no evidence: a regressor ends in the same linear map as a classifier. So an output is taken where the
/// graph says what it is, and else where somebody says so. The rule, first that holds:
///   1. somebody named the output (Network::take_scores), or labels of its classes come with the data and it is the
///      only output that could have them: `asked`
///   2. an output is the softmax (or ln softmax) of a value, as a node or spelled out, over the axis of classes; the
///      scores are that value. Nodes that rename, cast, quantise or guard against NaN may stand behind it.
///   3. an output ArgMax or TopK chooses among the values: these are the scores
///   4. a linear map makes the output [N, K] or [N, T, K], K >= 2, and a name says what it is: the output's or the last
///      node's holds "logit", "softmax", "classif", "classes", "class_", "probab" or "label"
///   5. a linear map makes the output [N, K] of a network that sees pictures, and K is the number of classes of
///   ImageNet
///      (1000, 1001, 21841, 21843)
/// Otherwise none is, and a sentence says why. A sigmoid [N, 1] or a linear map to one number needs labels or a name by
/// the user: probabilities and bounded regressions end in it alike.
#include "blackbody/base/site_info.h"
#include "blackbody/systems/onnx/patterns.h"
#include "blackbody/systems/onnx/shapes.h"

namespace blackbody {

/// An output that could hold scores.
struct ScoreCandidate {
    std::string output;
    int value = -1;  ///< of the circuit, whose state would be the scores
    Scores kind = Scores::none;
    std::int64_t count = 0;   ///< K
    bool as_matrix = false;   ///< shown as [N, K], though it is [N] or [N, K, 1, 1]
    bool by_labels = false;   ///< labels are enough: what makes it is a linear map, a softmax or a sigmoid
    std::string evidence{};   ///< what the graph says for it; "" = nothing
    std::string objection{};  ///< why it was not taken, where nothing does
};

struct ScoreChoice {
    int value = -1;  ///< -1: none was taken
    Scores kind = Scores::none;
    std::int64_t count = 0;
    bool as_matrix = false;
    std::string sentence{};  ///< "the output 'y' [N, 5] was not taken for class scores because ...", or what was taken
    std::vector<ScoreCandidate> candidates{};
};

struct ScoreContext {
    const Graph& graph;
    const Circuit& circuit;
    const Tensors& constants;
    const Shapes& shapes;
    const Patterns& patterns;
};

/// `asked`: the name of the output that is to be taken; "" = what the graph says. Throws Error(usage) where that output
/// is not there or cannot hold scores.
ScoreChoice choose_scores(const ScoreContext& context, const std::string& asked = "");

}  // namespace blackbody
