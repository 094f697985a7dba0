/// The standard's own cases: a model, its inputs and its stored outputs, made by others. What does not pass is named
/// with its reason in testdata/conformance, and must be exactly that list: a regression fails, and so does progress
/// that nobody wrote down.
#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "blackbody/loading/onnx_graph.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/systems/onnx/operator.h"
#include "blackbody/util/errors.h"
#include "support/golden.h"

using namespace blackbody;
namespace fs = std::filesystem;

namespace {

/// A case that does not pass throws its reason.
struct Reason {
    std::string text;
};

/// The operators of a graph that have no record, by name.
std::set<std::string> unsupported(const OnnxGraph& graph) {
    std::set<std::string> names;
    for (const OnnxNode& node : graph.nodes)
        if (find_operator(node.op, node.domain) == nullptr)
            names.insert(node.domain.empty() ? node.op : node.domain + "." + node.op);
    return names;
}

/// Inputs and outputs that are no tensors of plain numbers, in words; "" where all are.
std::string unusual_type(const OnnxGraph& graph) {
    std::vector<OnnxValue> values = graph.inputs;
    values.insert(values.end(), graph.outputs.begin(), graph.outputs.end());
    for (const OnnxValue& value : values) {
        if (!value.is_tensor) return "a sequence or an optional";
        if (value.type == ElementType::string) return "strings";
        if (value.type >= ElementType::complex64) return "a type below 8 bits, an 8-bit float or a complex number";
    }
    return "";
}

/// A stored value. Old data has the bits of bfloat16 as uint16, since NumPy had no such type: the model says what they
/// are.
at::Tensor stored(const fs::path& path, const Port& port) {
    const OnnxTensor tensor = read_onnx_tensor(path.string());
    const at::Tensor value = tensor_of(tensor.view, tensor.name);
    return port.type == at::kBFloat16 && value.scalar_type() == at::kUInt16 ? value.view(at::kBFloat16) : value;
}

/// As the standard's own runner compares: same type and shape; real numbers to 1e-3 relative, integers exactly.
bool agrees(const at::Tensor& actual, const at::Tensor& expected) {
    if (!actual.defined() || actual.scalar_type() != expected.scalar_type() || actual.sizes() != expected.sizes())
        return false;
    if (!c10::isFloatingType(expected.scalar_type())) return at::equal(actual.to(at::kLong), expected.to(at::kLong));
    return at::allclose(actual.to(at::kDouble), expected.to(at::kDouble), 1e-3, 1e-7, /*equal_nan=*/true);
}

/// The stored values agree but for the last bits of a 16-bit float: another order of sums rounds them otherwise.
bool rounds_otherwise(const at::Tensor& actual, const at::Tensor& expected) {
    if (expected.element_size() != 2 || actual.scalar_type() != expected.scalar_type()) return false;
    const double ulp = expected.scalar_type() == at::kHalf ? 0x1p-10 : 0x1p-7;
    return at::allclose(actual.to(at::kDouble), expected.to(at::kDouble), 2 * ulp, ulp / 64, /*equal_nan=*/true);
}

bool draws_random_numbers(const OnnxGraph& graph) {
    for (const OnnxNode& node : graph.nodes)
        if (node.op == "Dropout" && node.inputs.size() > 2) return true;
    return false;
}

void run_data_set(const Graph& graph, const OnnxGraph& records, const fs::path& folder) {
    NamedTensors inputs;
    for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
        const fs::path file = folder / ("input_" + std::to_string(i) + ".pb");
        if (fs::exists(file)) inputs[graph.inputs[i].name] = stored(file, graph.inputs[i]);
    }
    const NamedTensors outputs = evaluate(graph, inputs);
    for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
        const at::Tensor expected = stored(folder / ("output_" + std::to_string(i) + ".pb"), graph.outputs[i]);
        const at::Tensor actual = outputs.at(graph.outputs[i].name);
        if (agrees(actual, expected)) continue;
        if (draws_random_numbers(records)) throw Reason{"another library's random numbers"};
        if (rounds_otherwise(actual, expected)) throw Reason{"the last bits of a 16-bit float"};
        throw Reason{"output " + std::to_string(i) + " differs"};
    }
}

/// Runs a case; throws Reason where it does not pass.
void run_case(const fs::path& folder, const OnnxModel& model) {
    if (const auto names = unsupported(model.graph); !names.empty()) throw Reason{"operator " + *names.begin()};
    if (const std::string type = unusual_type(model.graph); !type.empty()) throw Reason{type};
    const Graph graph = graph_of(model);
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        if (entry.is_directory()) run_data_set(graph, model.graph, entry.path());
}

struct Score {
    int cases = 0, passed = 0;
    std::string not_passing;  ///< lines of suite, case and reason
};

/// Runs every case of a folder in the order of names; `applies` says which.
Score run_suite(const fs::path& folder, bool (*applies)(const OnnxModel&)) {
    std::set<fs::path> cases;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        if (fs::exists(entry.path() / "model.onnx")) cases.insert(entry.path());
    Score score;
    for (const fs::path& path : cases) {
        std::string reason;
        try {
            const OnnxModel model = read_onnx((path / "model.onnx").string());
            if (!applies(model)) continue;
            run_case(path, model);
        } catch (const Reason& r) {
            reason = r.text;
        } catch (const std::exception& e) {
            reason = e.what();
        }
        ++score.cases;
        score.passed += reason.empty();
        if (!reason.empty())
            score.not_passing += folder.filename().string() + "\t" + path.filename().string() + "\t" + reason + "\n";
    }
    return score;
}

bool every(const OnnxModel&) { return true; }
bool within_reach(const OnnxModel& model) {
    return unsupported(model.graph).empty() && unusual_type(model.graph).empty();
}

const char header[] = "suite\tcase\treason\n";

}  // namespace

TEST(conformance, debian_cases_pass_but_for_those_named) {
    const fs::path root = "/usr/share/libonnx-testdata/data";
    if (!fs::exists(root)) GTEST_SKIP() << "SKIPPED for want of " << root << " (package libonnx-testdata)";
    const Score node = run_suite(root / "node", every), converted = run_suite(root / "pytorch-converted", every),
                operators = run_suite(root / "pytorch-operator", every), simple = run_suite(root / "simple", every);
    expect_golden(header + node.not_passing + converted.not_passing + operators.not_passing + simple.not_passing,
                  "testdata/conformance/not_passing.tsv");
    EXPECT_EQ(node.cases, 932);
    EXPECT_GE(node.passed, 585);
    EXPECT_EQ(converted.passed, 82);
    EXPECT_EQ(operators.passed, 35);
    std::printf("libonnx-testdata: %d of %d node, %d of %d converted, %d of %d operator, %d of %d simple models pass\n",
                node.passed, node.cases, converted.passed, converted.cases, operators.passed, operators.cases,
                simple.passed, simple.cases);
}

TEST(conformance, cases_of_the_onnx_package_within_our_operators_pass_but_for_those_named) {
    const fs::path root = std::string(BLACKBODY_BUILD) + "/onnx-cases";
    if (!fs::exists(root))
        GTEST_SKIP() << "SKIPPED for want of " << root << ": .venv-test/bin/python tools/export_onnx_cases.py " << root;
    const Score score = run_suite(root, within_reach);
    expect_golden(header + score.not_passing, "testdata/conformance/not_passing_onnx_1.23.2.tsv");
    EXPECT_EQ(score.cases, 1050);
    EXPECT_GE(score.passed, 1040);
    std::printf("onnx 1.23.2: %d of %d node cases within our operators pass\n", score.passed, score.cases);
}
