/// Machines as other people name, turn and shape their arrays: whatever the layout, it is the same machine.
#include "blackbody/loading/machine_arrays.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/loading/ensemble.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/rng.h"
#include "support/arrays.h"
#include "support/cases.h"
#include "support/words.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// Five visible units and three hidden ones, no two axes alike.
struct Example {
    at::Tensor w = at::empty({5, 3}, at::kDouble), a = at::empty({5}, at::kDouble), b = at::empty({3}, at::kDouble);
    explicit Example(std::int64_t visible = 5)
        : w(at::empty({visible, 3}, at::kDouble)), a(at::empty({visible}, at::kDouble)) {
        Random random(3);
        for (const at::Tensor& t : {w, a, b})
            for (std::int64_t i = 0; i < t.numel(); ++i) t.data_ptr<double>()[i] = random.normal();
    }
    /// ln Z the plain way: over all states of both layers.
    double log_z() const {
        double z = 0;
        const auto *pw = w.const_data_ptr<double>(), *pa = a.const_data_ptr<double>(), *pb = b.const_data_ptr<double>();
        const int v = static_cast<int>(w.size(0)), m = static_cast<int>(w.size(1));
        for (int s = 0; s < 1 << (v + m); ++s) {
            double minus_energy = 0;
            for (int i = 0; i < v; ++i) {
                if (!(s >> i & 1)) continue;
                minus_energy += pa[i];
                for (int j = 0; j < m; ++j)
                    if (s >> (v + j) & 1) minus_energy += pw[i * m + j];
            }
            for (int j = 0; j < m; ++j)
                if (s >> (v + j) & 1) minus_energy += pb[j];
            z += std::exp(minus_energy);
        }
        return std::log(z);
    }
};

MachineFile loaded(const std::string& path, const std::vector<std::string>& keys = {}) {
    return load_machine_file(path, {.keys = keys});
}

double log_z(const MachineFile& file) { return exact_log_partition(std::get<Rbm>(file.machine)); }

std::string complaint(const std::string& path, const std::vector<std::string>& keys = {}) {
    return complaint_of([&] { loaded(path, keys); }, ErrorKind::model);
}

}  // namespace

TEST(machine_arrays, of_any_layout_make_the_same_machine) {
    const Example e;
    const double truth = e.log_z();
    const std::vector<TestArrays> layouts = {
        {{"W", e.w}, {"a", e.a}, {"b", e.b}},
        {{"W", e.w.t()}, {"a", e.a}, {"b", e.b}},
        {{"W", e.w}, {"a", e.a.view({5, 1})}, {"b", e.b.view({1, 3})}},
        {{"W", e.w.t()}, {"a", e.a.view({1, 5})}, {"b", e.b.view({3, 1})}},
        {{"components_", e.w.t()}, {"intercept_visible_", e.a}, {"intercept_hidden_", e.b}},
        {{"W", e.w.t()}, {"v_bias", e.a}, {"h_bias", e.b}},
        {{"W", e.w}, {"vb", e.a}, {"hb", e.b}},
        {{"weight", e.w.t()}, {"visible_bias", e.a}, {"hidden_bias", e.b}, {"step", at::ones({1})}},
        {{"W", at::complex(e.w, at::zeros_like(e.w))}, {"a", e.a}, {"b", e.b}}};
    for (const TestArrays& arrays : layouts) {
        for (const std::string& path : {npz_file("m.npz", arrays)}) {
            EXPECT_TRUE(holds_machine(ArrayFile::open(path))) << arrays[0].first;
            EXPECT_NEAR(log_z(loaded(path)), truth, 1e-10) << arrays[0].first;
        }
    }
    EXPECT_NEAR(log_z(loaded(safetensors_file("m.safetensors", layouts[4]))), truth, 1e-10);
}

TEST(machine_arrays, that_are_transposed_are_named) {
    const Example e;
    const auto turned = loaded(npz_file("t.npz", {{"W", e.w.t()}, {"a", e.a}, {"b", e.b}}));
    EXPECT_TRUE(notes_say(turned.notes, "W is transposed: [3, 5] is read as [hidden, visible]"));
    EXPECT_TRUE(loaded(npz_file("s.npz", {{"W", e.w}, {"a", e.a}, {"b", e.b}})).notes.empty());
}

TEST(machine_arrays, of_a_square_weight_say_what_was_assumed_and_how_to_say_otherwise) {
    const Example e(3);
    const std::string as_is = npz_file("as_is.npz", {{"W", e.w}, {"a", e.a}, {"b", e.b}}),
                      turned = npz_file("turned.npz", {{"W", e.w.t()}, {"a", e.a}, {"b", e.b}});
    EXPECT_NEAR(log_z(loaded(as_is)), e.log_z(), 1e-10);
    EXPECT_TRUE(notes_say(loaded(as_is).notes, "keys W.T,a,b"));
    EXPECT_GT(std::abs(log_z(loaded(turned)) - e.log_z()), 1e-3);
    EXPECT_NEAR(log_z(loaded(turned, {"W.T", "a", "b"})), e.log_z(), 1e-10);
    EXPECT_FALSE(notes_say(loaded(turned, {"W.T", "a", "b"}).notes, "square"));
    // By their names these are scikit-learn's.
    const std::string sklearn =
        npz_file("sk.npz", {{"components_", e.w.t()}, {"intercept_visible_", e.a}, {"intercept_hidden_", e.b}});
    EXPECT_NEAR(log_z(loaded(sklearn)), e.log_z(), 1e-10);
    EXPECT_NEAR(log_z(loaded(sklearn, {"components_", "intercept_visible_", "intercept_hidden_"})), e.log_z(), 1e-10);
}

TEST(machine_arrays, without_biases_of_one_layer_are_read_where_that_is_said) {
    Example e;
    const std::string path = npz_file("noa.npz", {{"W", e.w}, {"b", e.b}});
    EXPECT_FALSE(holds_machine(ArrayFile::open(path)));
    EXPECT_NE(complaint(path).find("array 'a': expected an array of that name, found W, b"), std::string::npos);
    EXPECT_NE(complaint(path).find("- where it has none"), std::string::npos);
    e.a.zero_();
    EXPECT_NEAR(log_z(loaded(path, {"W", "-", "b"})), e.log_z(), 1e-10);
    EXPECT_TRUE(notes_say(loaded(path, {"W", "-", "b"}).notes, "no biases of visible units"));
}

TEST(machine_arrays, that_do_not_fit_are_refused_with_all_shapes) {
    const Example e;
    const std::string line = complaint(npz_file("x.npz", {{"W", e.w}, {"a", e.a}, {"b", e.a}}));
    EXPECT_NE(line.find("found W [5, 3], a [5], b [5]"), std::string::npos) << line;
    EXPECT_NE(complaint(npz_file("y.npz", {{"W", e.w.view({5, 3, 1})}, {"a", e.a}, {"b", e.b}})), "");
}

TEST(machine_arrays, that_are_all_of_a_file_are_a_machine_even_where_they_do_not_fit) {
    const Example e;
    const auto is_machine = [](const std::string& path) { return holds_machine(ArrayFile::open(path), {}); };
    EXPECT_TRUE(is_machine(npz_file("x.npz", {{"W", e.w}, {"a", e.b}, {"b", e.b}})));
    EXPECT_FALSE(is_machine(npz_file("w.npz", {{"W", e.w}, {"a", e.b}, {"b", e.b}, {"c", e.b}})));
    EXPECT_FALSE(is_machine(npz_file("v.npz", {{"W", e.w.view({5, 3, 1})}, {"a", e.a}, {"b", e.b}})));
}

TEST(machine_arrays, with_imaginary_parts_are_refused_in_a_sentence) {
    const Example e;
    const at::Tensor w = at::complex(e.w, e.w), a = at::complex(e.a, at::zeros_like(e.a));
    for (const TestArrays& arrays : {TestArrays{{"W", w}, {"a", e.a}, {"b", e.b}},
                                     TestArrays{{"W", w.to(at::kComplexFloat)}, {"a", a}, {"b", e.b}}}) {
        const std::string line = complaint(npz_file("c.npz", arrays));
        EXPECT_NE(line.find("array 'W': expected real numbers, found complex"), std::string::npos) << line;
        EXPECT_NE(line.find("wave function"), std::string::npos) << line;
    }
}

TEST(machine_arrays, of_the_case_are_all_the_machine_that_they_are) {
    REQUIRE_CASE("rbm_files");
    // Summed over the hidden states with numpy.
    for (const auto& [name, truth] : {std::pair("ok", 13.869864434502299),
                                      {"transposed", 13.869864434502299},
                                      {"col", 13.869864434502299},
                                      {"compressed", 13.869864434502299},
                                      {"sklearn", 13.869864434502299},
                                      {"zero", 12.476649250079015}})
        EXPECT_NEAR(log_z(loaded(case_file(std::string("rbm_files/") + name + ".npz"))), truth, 1e-9) << name;
    EXPECT_NEAR(log_z(loaded(case_file("rbm_files/f16.npz"))), 13.86974839573667, 2e-4);  // numpy rounds on its way
    EXPECT_NEAR(log_z(loaded(case_file("rbm_files/noa.npz"), {"W", "-", "b"})), 13.80138764349696, 1e-9);
    EXPECT_NEAR(log_z(loaded(case_file("rbm_files/onlyW.npz"), {"W", "-", "-"})), 13.657129334366404, 1e-9);
    EXPECT_TRUE(notes_say(loaded(case_file("rbm_files/square_t.npz")).notes, "where W is transposed"));
    EXPECT_NE(complaint(case_file("rbm_files/nan.npz")).find("finite"), std::string::npos);
    EXPECT_NE(complaint(case_file("rbm_files/complex.npz")).find("real numbers"), std::string::npos);
    EXPECT_NE(complaint(case_file("rbm_files/x.pkl")).find("a Python pickle"), std::string::npos);
    EXPECT_NE(complaint(case_file("complex_rbm/m.npz")).find("expected real numbers, found complex128"),
              std::string::npos);
}
