#include "blackbody/systems/onnx/operators_page.h"

#include "blackbody/systems/onnx/operator.h"

namespace blackbody {

std::string operators_page() {
    std::string rows;
    int count = 0;
    for (const Operator* record : operators()) {
        const OperatorInfo& info = record->info;
        if (!info.domain.empty()) continue;
        rows += "| " + info.name + " | " + info.versions + " | " + info.shapes + " | " + info.aten + " |\n";
        ++count;
    }
    return "# Operators\n\nPrinted from the records in src/blackbody/systems/onnx/ops; do not edit. " +
           std::to_string(count) +
           " operators of ONNX's default domain, each in the opsets whose definition it follows. An operator that is "
           "not here is named with its node and opset when a network that uses it is opened, and what does not depend "
           "on it is measured.\n\n"
           "| operator | opsets | shapes | computed by |\n|---|---|---|---|\n" +
           rows;
}

}  // namespace blackbody
