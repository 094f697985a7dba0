#pragma once
/// A network turned into a wave system node by node, beside the network itself: what is equal, what is not, by how
/// much.
///
/// For every node that makes a state, over the same samples:
///   alone     the counterpart on the network's own input of that node, against the network's own result: |y' - y|/|y|
///             of an affine node: f of a wave that is turned by a phase, turned back, against the node itself
///   carried   the wave system's state, all nodes before converted, too, against the network's: |ψ - y|/|y|
///
/// Shapes: states [N, ...]; norms are over samples and units. Cost: a forward pass for each variant, and one for each
/// counterpart.
#include <map>
#include <optional>

#include "blackbody/base/estimate.h"
#include "blackbody/base/system.h"
#include "blackbody/bridges/counterpart.h"
#include "blackbody/systems/onnx/network.h"
#include "blackbody/util/watcher.h"

namespace blackbody {

/// Which counterpart stands for an operator; operators that are not named keep their own real map of Re ψ.
using Choice = std::map<std::string, const Counterpart*>;

struct Variant {
    std::string name;  ///< "rectifiers: modulus"
    Choice choice;
};
/// All counterparts alone, one after another; then the usual ones of all operators together.
std::vector<Variant> usual_variants(const Graph& graph);

struct NodeConversion {
    std::string node, op;
    std::string counterpart;  ///< "" of an affine node; "none" where there is none: the node acts on Re ψ
    double alone = 0, carried = 0;
    bool has_carried = false;  ///< of the last variant, where this counterpart stands
};

struct VariantScore {
    std::string name;
    Estimate agreement;                ///< share of samples that are classed as by the network
    std::optional<Estimate> accuracy;  ///< with labels
    std::optional<Estimate> by_born{};  ///< accuracy where the class is read as the largest |ψ|², not the largest Re ψ
};

struct Conversion {
    std::vector<NodeConversion> nodes;
    std::optional<Estimate> accuracy;  ///< of the network itself
    std::vector<VariantScore> variants;
    std::int64_t samples = 0;
};

struct ConversionOptions {
    std::int64_t batch = 100;
    Watcher watcher{};
};

/// Throws Error(model) where the network has no class scores to compare, Error(data) where samples do not fit.
Conversion convert(const Network& network, const Source& samples, const std::vector<Variant>& variants,
                   const ConversionOptions& options = {});

}  // namespace blackbody
