#include "blackbody/systems/onnx/kinds.h"

#include <set>

namespace blackbody::kinds {
namespace {

using Names = std::set<std::string>;

const Names nonlinearities = {"Celu",      "Elu",      "Gelu",     "HardSigmoid", "HardSwish",
                              "LeakyRelu", "Mish",     "PRelu",    "Relu",        "Selu",
                              "Sigmoid",   "Softplus", "Softsign", "Tanh",        "ThresholdedRelu"};
const Names normalisations = {
    "BatchNormalization", "GroupNormalization",        "InstanceNormalization", "LayerNormalization", "LRN",
    "LpNormalization",    "MeanVarianceNormalization", "RMSNormalization"};
const Names poolings = {"AveragePool", "GlobalAveragePool", "GlobalMaxPool", "LpPool", "MaxPool"};
const Names linear_maps = {"Conv", "ConvTranspose", "Gemm", "MatMul"};
const Names renaming = {"Cast", "CastLike", "Dropout", "Flatten", "Identity", "Reshape", "Squeeze", "Unsqueeze"};
const Names cutting = {"Gather", "GatherElements", "GatherND", "Slice", "Split", "TopK"};
const Names moving = {"Concat",          "DepthToSpace", "Expand",       "Pad",       "Resize",
                      "ScatterElements", "Shape",        "SpaceToDepth", "ScatterND", "Tile",
                      "Transpose",       "Upsample",     "Where"};
const Names functions = {"Abs",      "Add",         "Cast",      "Clip",       "Div",  "Elu",       "Erf",     "Exp",
                         "Gelu",     "HardSigmoid", "HardSwish", "Identity",   "Log",  "LeakyRelu", "Max",     "Min",
                         "Mul",      "Neg",         "Pow",       "Reciprocal", "Relu", "Selu",      "Sigmoid", "Sign",
                         "Softplus", "Softsign",    "Sqrt",      "Sub",        "Sum",  "Tanh"};

}  // namespace

bool is_nonlinearity(const std::string& op) { return nonlinearities.count(op) != 0; }
bool is_normalisation(const std::string& op) { return normalisations.count(op) != 0; }
bool is_pooling(const std::string& op) { return poolings.count(op) != 0; }
bool is_linear_map(const std::string& op) { return linear_maps.count(op) != 0; }
bool only_moves(const std::string& op) { return moving.count(op) || cuts(op) || only_renames(op); }
bool cuts(const std::string& op) { return cutting.count(op) != 0; }
bool only_renames(const std::string& op) { return renaming.count(op) != 0; }
bool is_function(const std::string& op) { return functions.count(op) != 0; }

}  // namespace blackbody::kinds
