/// Recurrent cells, quantised products, and what ONNX Runtime writes into the files that it has optimised: where they
/// keep their weights, as the plain operator would have them; integers times their scale.
#include "blackbody/systems/onnx/uncomputed.h"

#include "blackbody/util/registry.h"

namespace blackbody::ops {
namespace {

using Layout = StoredWeight::Layout;

/// W and R [directions, gates H, I]: a matrix a direction.
std::vector<StoredPlace> recurrent() {
    return {{.weight = 1, .layout = Layout::matrix, .suffix = " W"},
            {.weight = 2, .layout = Layout::matrix, .suffix = " R"}};
}

std::vector<StoredPlace> kernel(int weight, int scale = -1, int zero = -1) {
    return {{.weight = weight, .layout = Layout::kernel, .scale = scale, .zero = zero}};
}

std::vector<StoredPlace> factor(int weight, int scale = -1, int zero = -1) {
    return {{.weight = weight, .layout = Layout::transposed_matrix, .scale = scale, .zero = zero}};
}

const char runtime[] = "com.microsoft";
const UncomputedOperator table[] = {
    {.name = "LSTM", .domain = "", .weights = recurrent()},
    {.name = "GRU", .domain = "", .weights = recurrent()},
    {.name = "RNN", .domain = "", .weights = recurrent()},
    {.name = "QLinearConv", .domain = "", .weights = kernel(3, 4, 5)},
    {.name = "ConvInteger", .domain = "", .weights = kernel(1, -1, 3)},
    {.name = "DeformConv", .domain = "", .weights = kernel(1)},
    {.name = "QLinearMatMul", .domain = "", .weights = factor(3, 4, 5)},
    {.name = "MatMulInteger", .domain = "", .weights = factor(1, -1, 3)},
    {.name = "FusedConv", .domain = runtime, .weights = kernel(1)},
    {.name = "FusedGemm", .domain = runtime, .weights = factor(1)},
    {.name = "FusedMatMul", .domain = runtime, .weights = factor(1)},
    {.name = "QGemm", .domain = runtime, .weights = factor(3, 4, 5)},
    {.name = "Attention", .domain = runtime, .weights = factor(1)},
    {.name = "QAttention", .domain = runtime, .weights = factor(1, 4, 7)},
    {.name = "DynamicQuantizeMatMul", .domain = runtime, .weights = factor(1, 2, 3)},
    {.name = "MatMulIntegerToFloat", .domain = runtime, .weights = factor(1, 3, 5)},
};

/// Registers every record of the table.
const bool entered = [] {
    for (const UncomputedOperator& record : table) registry<UncomputedOperator>().push_back(&record);
    return true;
}();

}  // namespace
}  // namespace blackbody::ops
