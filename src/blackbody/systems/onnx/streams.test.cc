#include "blackbody/systems/onnx/streams.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "blackbody/systems/onnx/network.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// A graph written one node a line; weights are made where they are named.
class Sketch {
  public:
    explicit Sketch(std::vector<std::int64_t> input) {
        input.insert(input.begin(), -1);
        graph_.inputs = {make_port("x", std::move(input))};
    }
    Sketch& node(const char* op, std::vector<std::string> inputs, const char* output,
                 std::vector<std::pair<std::string, Attribute>> settings = {}) {
        graph_.nodes.push_back(make_node(op, std::move(inputs), output, std::move(settings)));
        return *this;
    }
    Sketch& weight(const char* name, std::vector<std::int64_t> shape) {
        graph_.initializers[name] = gaussian(std::move(shape), ++seed_, at::kFloat) * 0.3;
        return *this;
    }
    Sketch& integers(const char* name, std::vector<std::int64_t> values) {
        graph_.initializers[name] = at::tensor(values, at::kLong);
        return *this;
    }
    Sketch& number(const char* name, double value) {
        graph_.initializers[name] = at::tensor({value}, at::kFloat);
        return *this;
    }
    Sketch& input(const char* name, std::vector<std::int64_t> shape) {
        shape.insert(shape.begin(), -1);
        graph_.inputs.push_back(make_port(name, std::move(shape)));
        return *this;
    }
    /// Names of the sums that were called residual.
    std::vector<std::string> residuals() {
        graph_.outputs = {Port{.name = graph_.nodes.back().outputs[0]}};
        const Network network(graph_);
        std::vector<std::string> names;
        for (const Site& site : network.sites())
            if (site.info.role == Role::residual) names.push_back(site.info.name);
        for (const std::string& note : network.card().notes)
            EXPECT_EQ(note.find("not computed"), std::string::npos) << note;
        return names;
    }

  private:
    Graph graph_;
    Seed seed_ = 0;
};

using Names = std::vector<std::string>;
const Attribute pads = Integers{1, 1, 1, 1};

Sketch image() {
    return Sketch({4, 6, 6}).weight("w1", {4, 4, 3, 3}).weight("w2", {4, 4, 3, 3}).weight("p", {4, 4, 1, 1});
}

}  // namespace

TEST(streams, an_identity_shortcut_is_one) {
    EXPECT_EQ(image()
                  .node("Conv", {"x", "w1"}, "a", {{"pads", pads}})
                  .node("Relu", {"a"}, "r")
                  .node("Conv", {"r", "w2"}, "b", {{"pads", pads}})
                  .node("Add", {"b", "x"}, "s")
                  .node("Relu", {"s"}, "y")
                  .residuals(),
              Names{"s_node"});
}

TEST(streams, a_projected_shortcut_is_one_and_a_sum_of_parallel_convolutions_is_none) {
    EXPECT_EQ(image()
                  .node("Conv", {"x", "w1"}, "a", {{"pads", pads}})
                  .node("Relu", {"a"}, "r")
                  .node("Conv", {"r", "w2"}, "b", {{"pads", pads}})
                  .node("Conv", {"x", "p"}, "q")
                  .node("Add", {"b", "q"}, "s")
                  .node("Relu", {"s"}, "y")
                  .residuals(),
              Names{"s_node"});
    EXPECT_EQ(image()
                  .node("Conv", {"x", "w1"}, "a", {{"pads", pads}})
                  .node("Conv", {"x", "p"}, "q")
                  .node("Add", {"a", "q"}, "s")
                  .node("Relu", {"s"}, "y")
                  .residuals(),
              Names{});
}

TEST(streams, a_cut_and_padded_shortcut_is_one) {
    // Option A of the residual networks of CIFAR: every second pixel, zeros for the new channels.
    EXPECT_EQ(Sketch({4, 6, 6})
                  .weight("w1", {8, 4, 3, 3})
                  .weight("w2", {8, 8, 3, 3})
                  .integers("from", {0, 0})
                  .integers("to", {6, 6})
                  .integers("axes", {2, 3})
                  .integers("steps", {2, 2})
                  .integers("zeros", {0, 2, 0, 0, 0, 2, 0, 0})
                  .node("Conv", {"x", "w1"}, "a", {{"pads", pads}, {"strides", Integers{2, 2}}})
                  .node("Relu", {"a"}, "r")
                  .node("Conv", {"r", "w2"}, "b", {{"pads", pads}})
                  .node("Slice", {"x", "from", "to", "axes", "steps"}, "c")
                  .node("Pad", {"c", "zeros"}, "d")
                  .node("Add", {"b", "d"}, "s")
                  .node("Relu", {"s"}, "y")
                  .residuals(),
              Names{"s_node"});
}

TEST(streams, of_a_transformer_are_the_sums_of_its_blocks_and_not_the_attention_scores) {
    // One head, with a full mask of the scores' own shape, and a bias of position made from the states themselves.
    Sketch sketch({3, 4});
    for (const char* w : {"wq", "wk", "wv", "wo", "wb"}) sketch.weight(w, {4, 4});
    sketch.input("mask", {3, 3}).weight("g", {4}).weight("b", {4}).number("scale", 0.5);
    sketch.node("LayerNormalization", {"x", "g", "b"}, "n")
        .node("MatMul", {"n", "wq"}, "q")
        .node("MatMul", {"n", "wk"}, "k")
        .node("MatMul", {"n", "wv"}, "v")
        .node("MatMul", {"n", "wb"}, "u")
        .node("Transpose", {"k"}, "kt", {{"perm", Integers{0, 2, 1}}})
        .node("Transpose", {"u"}, "ut", {{"perm", Integers{0, 2, 1}}})
        .node("MatMul", {"q", "kt"}, "qk")
        .node("MatMul", {"q", "ut"}, "qu")
        .node("Add", {"qk", "qu"}, "biased")
        .node("Mul", {"biased", "scale"}, "scaled")
        .node("Add", {"scaled", "mask"}, "masked")
        .node("Softmax", {"masked"}, "p", {{"axis", std::int64_t{-1}}})
        .node("MatMul", {"p", "v"}, "o")
        .node("MatMul", {"o", "wo"}, "out")
        .node("Add", {"x", "out"}, "s")
        .node("MatMul", {"s", "wq"}, "m")
        .node("Relu", {"m"}, "r")
        .node("MatMul", {"r", "wo"}, "f")
        .node("Add", {"s", "f"}, "s2")
        .node("LayerNormalization", {"s2", "g", "b"}, "y");
    EXPECT_EQ(sketch.residuals(), (Names{"s_node", "s2_node"}));
}

TEST(streams, an_attention_without_an_output_map_bypasses_its_own_weights) {
    Sketch sketch({3, 4});
    for (const char* w : {"wq", "wk"}) sketch.weight(w, {4, 4});
    sketch.node("MatMul", {"x", "wq"}, "q")
        .node("MatMul", {"x", "wk"}, "k")
        .node("Transpose", {"k"}, "kt", {{"perm", Integers{0, 2, 1}}})
        .node("MatMul", {"q", "kt"}, "qk")
        .node("Softmax", {"qk"}, "p", {{"axis", std::int64_t{-1}}})
        .node("MatMul", {"p", "x"}, "o")
        .node("Add", {"x", "o"}, "s")
        .node("Relu", {"s"}, "y");
    EXPECT_EQ(sketch.residuals(), Names{"s_node"});
}

TEST(streams, gates_and_carried_states_of_recurrent_cells_are_none) {
    // Two steps of a cell c' = f c + i g, h' = o tanh(c'), gates made of the whole sequence's map at once or step by
    // step.
    for (const bool at_once : {true, false}) {
        Sketch sketch({2, 4});
        sketch.weight("w", {4, 4}).weight("u", {4, 4}).integers("0", {0}).integers("1", {1}).weight("pe", {1, 4});
        for (const char* t : {"0", "1"}) {
            const auto name = [&](const char* of) { return std::string(of) + t; };
            if (at_once) {
                if (t[0] == '0') sketch.node("MatMul", {"x", "w"}, "xw");
                sketch.node("Gather", {"xw", t}, name("r").c_str(), {{"axis", std::int64_t{1}}});
                sketch.node("Flatten", {name("r")}, name("a").c_str());
            } else {
                sketch.node("Gather", {"x", t}, name("r").c_str(), {{"axis", std::int64_t{1}}});
                sketch.node("Flatten", {name("r")}, name("z").c_str());
                sketch.node("MatMul", {name("z"), "w"}, name("a").c_str());
            }
            std::string gates = name("a"), carried;
            if (t[0] == '1') {
                sketch.node("MatMul", {"h0", "u"}, "b1").node("Add", {"a1", "b1"}, "sum1");
                sketch.node("Mul", {"c0", "pe"}, "peep1").node("Add", {"sum1", "peep1"}, "gates1");  // a peephole
                gates = "gates1";
            }
            sketch.node("Sigmoid", {gates}, name("i").c_str()).node("Tanh", {gates}, name("g").c_str());
            sketch.node("Mul", {name("i"), name("g")}, name(t[0] == '1' ? "new" : "c").c_str());
            if (t[0] == '1') sketch.node("Mul", {"i1", "c0"}, "kept1").node("Add", {"kept1", "new1"}, "c1");
            sketch.node("Tanh", {name("c")}, name("t").c_str()).node("Mul", {name("i"), name("t")}, name("h").c_str());
        }
        EXPECT_EQ(sketch.residuals(), Names{}) << at_once;
    }
}

TEST(streams, the_sums_of_a_gated_unit_are_none) {
    // h' = n + z (h - n), n = tanh(W x + U (r h)), r and z sigmoids of W x + U h.
    Sketch sketch({4});
    sketch.input("h", {4});
    for (const char* w : {"wr", "wz", "wn", "ur", "uz", "un"}) sketch.weight(w, {4, 4});
    for (const std::string gate : {"r", "z"})
        sketch.node("MatMul", {"x", "w" + gate}, ("a" + gate).c_str())
            .node("MatMul", {"h", "u" + gate}, ("b" + gate).c_str())
            .node("Add", {"a" + gate, "b" + gate}, ("s" + gate).c_str())
            .node("Sigmoid", {"s" + gate}, gate.c_str());
    sketch.node("Mul", {"r", "h"}, "rh")
        .node("MatMul", {"rh", "un"}, "bn")
        .node("MatMul", {"x", "wn"}, "an")
        .node("Add", {"an", "bn"}, "sn")
        .node("Tanh", {"sn"}, "n")
        .node("Sub", {"h", "n"}, "d")
        .node("Mul", {"z", "d"}, "zd")
        .node("Add", {"n", "zd"}, "y");
    EXPECT_EQ(sketch.residuals(), Names{});
}

TEST(streams, a_rotation_of_position_and_a_sum_of_embeddings_are_none) {
    Sketch sketch({3, 4});
    sketch.weight("w", {4, 4}).weight("cos", {3, 4}).weight("sin", {3, 4}).input("z", {3, 4});
    sketch.node("MatMul", {"x", "w"}, "q")
        .node("Neg", {"q"}, "turned")
        .node("Mul", {"q", "cos"}, "a")
        .node("Mul", {"turned", "sin"}, "b")
        .node("Add", {"a", "b"}, "rotated")
        .node("Add", {"rotated", "z"}, "y");
    EXPECT_EQ(sketch.residuals(), Names{});
}
