/// --reference through the whole program: which output, which rows, which tolerance.
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/onnx_graph.h"
#include "blackbody/loading/tensors.h"
#include "support/arrays.h"
#include "support/cases.h"
#include "support/files.h"
#include "support/random.h"
#include "support/run_cli.h"
#include "support/words.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// x [N, 6] -> zeta = x w1 [N, 3], alpha = x w2 [N, 3], wide = x w3 [N, 4]; 200 samples.
struct Heads {
    at::Tensor x = gaussian({200, 6}, 1, at::kFloat);
    at::Tensor zeta, alpha, wide;
    std::string folder = temporary_path(""), model = folder + "/heads.onnx", data = folder + "/x.npy";

    explicit Heads(at::ScalarType type = at::kFloat) {
        Graph graph;
        graph.inputs = {{.name = "x", .shape = {-1, 6}, .has_shape = true}};
        for (const auto& [name, width, out] :
             {std::tuple{"zeta", 3, &zeta}, std::tuple{"alpha", 3, &alpha}, std::tuple{"wide", 4, &wide}}) {
            const std::string weight = std::string("w_") + name;
            const at::Tensor w = gaussian({6, width}, static_cast<Seed>(name[0]), at::kFloat).to(type);
            graph.initializers[weight] = w;
            Node node{.name = name, .op = "MatMul"};
            node.inputs = {"x", weight}, node.outputs = {name};
            graph.nodes.push_back(node);
            graph.outputs.push_back({.name = name, .type = type, .shape = {-1, width}, .has_shape = true});
            *out = x.to(at::kDouble).matmul(w.to(at::kDouble));
        }
        graph.inputs[0].type = type;
        for (Node& node : graph.nodes) node.opset = 17;
        write_onnx(model, onnx_of(graph, "heads"));
        write_npy(data, view_of(x));
    }
    Ran compare(const std::string& stored, const std::vector<std::string>& more = {}) const {
        return run(with(
            {"open", model, "--data", data, "--only", "finiteness", "--reference", stored, "-o", folder + "/r.html"},
            more));
    }
};

}  // namespace

TEST(reference, of_several_outputs_of_one_shape_is_compared_with_the_one_that_it_is) {
    const Heads heads;
    for (const auto& [stored, name] : {std::pair{heads.zeta, "'zeta'"}, {heads.alpha, "'alpha'"}}) {
        const Ran ran = heads.compare(npy_file("stored.npy", stored));
        EXPECT_EQ(ran.code, 0) << ran.err;
        EXPECT_TRUE(contains(ran.err, std::string("reference ok: output ") + name)) << ran.err;
        EXPECT_TRUE(contains(ran.err, "of 2 outputs of this shape")) << ran.err;
    }
    const Ran wrong = heads.compare(npy_file("stored.npy", heads.zeta + 0.5));
    EXPECT_EQ(wrong.code, 1);
    EXPECT_TRUE(contains(wrong.err, "FAILED: output 'zeta' differs by at most 0.5")) << wrong.err;
}

TEST(reference, arrays_of_an_archive_are_compared_by_the_names_of_the_outputs) {
    const Heads heads;
    const Ran right =
        heads.compare(npz_file("stored.npz", {{"alpha", heads.alpha}, {"wide", heads.wide}, {"zeta", heads.zeta}}));
    EXPECT_EQ(right.code, 0) << right.err;
    EXPECT_TRUE(contains(right.err, "ok: output 'alpha'") && contains(right.err, "ok: output 'wide'") &&
                contains(right.err, "ok: output 'zeta'"));
    const Ran crossed = heads.compare(npz_file("stored.npz", {{"alpha", heads.zeta}, {"zeta", heads.alpha}}));
    EXPECT_EQ(crossed.code, 1);
    EXPECT_TRUE(contains(crossed.err, "FAILED: output 'alpha'") && contains(crossed.err, "FAILED: output 'zeta'"))
        << crossed.err;
    const Ran beside = heads.compare(npz_file("stored.npz", {{"alpha", heads.alpha}, {"x", heads.x}}));
    EXPECT_EQ(beside.code, 0) << beside.err;
    EXPECT_TRUE(contains(beside.err, "'x' float64 [200, 6] is no output")) << beside.err;
}

TEST(reference, arrays_without_names_are_compared_in_the_order_of_the_file) {
    const Heads heads;
    const Ran right =
        heads.compare(npz_file("stored.npz", {{"arr_0", heads.zeta}, {"arr_1", heads.alpha}, {"arr_2", heads.wide}}));
    EXPECT_EQ(right.code, 0) << right.err;
    const Ran crossed = heads.compare(npz_file("stored.npz", {{"arr_0", heads.alpha}, {"arr_1", heads.zeta}}));
    EXPECT_EQ(crossed.code, 1) << crossed.err;
    EXPECT_TRUE(contains(crossed.err, "output 'zeta'") && contains(crossed.err, "taken for 'arr_0'")) << crossed.err;
}

TEST(reference, of_all_samples_is_compared_row_by_row_with_those_that_were_run) {
    const Heads heads;
    const Ran ran = heads.compare(npy_file("stored.npy", heads.wide), {"--limit", "16"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    const Ran wrong = heads.compare(npy_file("stored.npy", heads.wide.flip(0)), {"--limit", "16"});
    EXPECT_EQ(wrong.code, 1) << wrong.err;
}

TEST(reference, that_fits_no_output_says_the_shapes_in_one_line) {
    const Heads heads;
    const Ran ran = heads.compare(npy_file("stored.npy", heads.wide.narrow(0, 0, 20)));
    EXPECT_EQ(ran.code, 4);
    EXPECT_TRUE(contains(ran.err, "'zeta' [200, 3], 'alpha' [200, 3], 'wide' [200, 4]") && contains(ran.err, "[20, 4]"))
        << ran.err;
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
}

TEST(reference, of_half_precision_is_judged_by_the_steps_of_its_type) {
    const Heads heads(at::kHalf);
    const at::Tensor rounded = heads.wide.to(at::kHalf);  // off by up to 2^-11 of its size
    const Ran ran = heads.compare(npy_file("stored.npy", rounded));
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(contains(ran.err, "half precision")) << ran.err;
    EXPECT_EQ(heads.compare(npy_file("stored.npy", heads.wide + 0.5)).code, 1);
    EXPECT_EQ(heads.compare(npy_file("stored.npy", rounded), {"--tolerance", "1e-6"}).code, 1);
}

TEST(reference, the_case_of_two_outputs_of_one_shape_passes) {
    REQUIRE_CASE("reference_same_shape");
    const std::string folder = case_file("reference_same_shape/");
    const Ran ran = run({"open", folder + "m.onnx", "--data", folder + "x.npy", "--reference", folder + "zeta_ref.npy",
                         "--nulls", "0", "-o", temporary_path("r.html")});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(contains(ran.err, "ok: output 'zeta'")) << ran.err;
}
