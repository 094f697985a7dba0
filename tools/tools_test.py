#!/usr/bin/env python3
"""Tests of the tools that judge the code: each must be able to say no."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import check_docs  # noqa: E402
import check_layers  # noqa: E402
import check_operators  # noqa: E402
import check_random  # noqa: E402
import check_sizes  # noqa: E402
import check_tidy  # noqa: E402
import check_types  # noqa: E402


def complaints(files):
    """What check_layers says of a tree given as path -> text."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            f = Path(root, "src", "blackbody", path)
            f.parent.mkdir(parents=True, exist_ok=True)
            f.write_text(text)
        return check_layers.check(root)[0]


class Layers(unittest.TestCase):
    def test_a_downward_include_is_allowed(self):
        self.assertEqual(complaints({"loading/a.cc": '#include "blackbody/systems/onnx/graph.h"\n'}), [])

    def test_an_upward_include_is_named(self):
        (line,) = complaints({"util/a.h": '#include "blackbody/base/card.h"\n'})
        self.assertIn("util must not include base", line)

    def test_observables_never_see_systems(self):
        self.assertEqual(len(complaints({"instruments/observables/x/a.cc": '#include "blackbody/systems/onnx/graph.h"\n'})), 1)

    def test_systems_never_see_their_siblings(self):
        self.assertEqual(len(complaints({"systems/layered/a.cc": '#include "blackbody/systems/onnx/graph.h"\n'})), 1)

    def test_libtorch_is_found_behind_a_chain_of_headers(self):
        (line,) = complaints({"instruments/report/a.cc": '#include "blackbody/base/b.h"\n',
                              "base/b.h": '#include "blackbody/base/c.h"\n', "base/c.h": "#include <ATen/core/Tensor.h>\n"})
        self.assertIn("base/b.h -> base/c.h -> ATen/core/Tensor.h", line)

    def test_options_are_plain_and_seen_by_the_command_line(self):
        self.assertEqual(complaints({"cli/text/a.cc": '#include "blackbody/training/options/b.h"\n'}), [])
        self.assertEqual(len(complaints({"cli/text/a.cc": '#include "blackbody/training/machines/b.h"\n'})), 1)
        self.assertEqual(len(complaints({"training/options/a.cc": "#include <torch/torch.h>\n"})), 1)

    def test_text_of_a_record_never_sees_libtorch(self):
        self.assertEqual(len(complaints({"instruments/observables/x/a.info.cc": "#include <torch/torch.h>\n"})), 1)

    def test_a_commented_include_does_not_count(self):
        self.assertEqual(complaints({"util/a.h": '// #include "blackbody/base/card.h"\n'}), [])

    def test_a_room_that_the_table_does_not_know_is_named(self):
        self.assertIn("lies in no room", complaints({"attic/a.cc": ""})[0])

    def test_tests_may_look_anywhere(self):
        self.assertEqual(complaints({"util/a.test.cc": '#include "blackbody/cli/cli.h"\n'}), [])


class Sizes(unittest.TestCase):
    def test_functions_are_counted_with_their_lines(self):
        text = "namespace a {\nint f(int x) {\n    if (x) {\n        return 1;\n    }\n    return 0;\n}\nstruct S {\n    int g() { return 1; }\n};\n}\n"
        self.assertEqual(check_sizes.functions(text), [(2, 6), (9, 1)])

    def test_braces_in_strings_and_comments_do_not_count(self):
        self.assertEqual(check_sizes.functions('int f() {\n    return g("}{", \'{\');  // }\n}\n'), [(1, 3)])

    def test_a_table_is_no_function(self):
        self.assertEqual(check_sizes.functions("const std::vector<int> table = {\n    f(1),\n    f(2),\n};\n"), [])

    def test_a_lambda_belongs_to_its_function(self):
        self.assertEqual(check_sizes.functions("void f() {\n    auto g = [](int x) {\n        return x;\n    };\n}\n"), [(1, 5)])


class Types(unittest.TestCase):
    def check(self, *texts):
        with tempfile.TemporaryDirectory() as root:
            Path(root, "src").mkdir()
            for number, text in enumerate(texts):
                Path(root, "src", f"{number}.cc").write_text("namespace blackbody {\n" + text + "\n}\n")
            return check_types.check(root)[0]

    def test_a_name_in_two_files_is_found(self):
        (line,) = self.check("struct Step {\n};", "enum class Step : char { a };")
        self.assertIn("blackbody::Step is defined in src/0.cc:2 and in src/1.cc:2", line)

    def test_a_nameless_namespace_and_a_type_inside_a_type_are_their_own(self):
        self.assertEqual(self.check("struct Step {\n};", "namespace {\nstruct Step {\n};\n}", "struct A {\n    struct Step {};\n};"), [])

    def test_a_declaration_is_no_definition(self):
        self.assertEqual(self.check("struct Step {\n};", "struct Step;\nclass Step* next();\nvoid f(struct Step s) {\n}"), [])

    def test_a_constant_in_another_style_is_found(self):
        text = "constexpr int kMany = 3, kFew = 1;\nconstexpr double LIMIT[] = {1};\nconstexpr std::array<T, 2> Pairs{};\n"
        self.assertEqual([name for name, _ in check_types.constants(text)], ["kMany", "kFew", "LIMIT", "Pairs"])
        self.assertIn("src/0.cc:3: kMany: a constant is written", self.check("\nconstexpr int kMany = 3;")[0])

    def test_small_letters_and_the_constants_of_libraries_may_stay(self):
        self.assertEqual(self.check("constexpr int many = 3;\nauto x = f(at::kDouble);\nconst Tensor W = x;\n// kMany\n"
                                    "template <class T>\nconstexpr T F(T a) { return a; }\nif constexpr (A == B) f();"), [])


class Tidy(unittest.TestCase):
    def key(self, files, rules="rules"):
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                f = Path(root, check_tidy.TOP, path)
                f.parent.mkdir(parents=True, exist_ok=True)
                f.write_text(text)
            return check_tidy.key(check_layers.read_tree(root), "a/a.cc", root, rules)

    def test_a_file_is_looked_at_again_when_it_a_header_behind_it_or_the_rules_change(self):
        files = {"a/a.cc": '#include "blackbody/a/a.h"\n', "a/a.h": '#include "blackbody/a/b.h"\n', "a/b.h": "int b;\n", "a/c.h": ""}
        before = self.key(files)
        self.assertEqual(self.key({**files, "a/c.h": "int c;\n"}), before)
        self.assertNotEqual(self.key({**files, "a/b.h": "int d;\n"}), before)
        self.assertNotEqual(self.key({**files, "a/a.cc": files["a/a.cc"] + "int e;\n"}), before)
        self.assertNotEqual(self.key(files, "other rules"), before)

    def test_tests_and_strangers_are_no_sources(self):
        commands = [{"file": f"/x/src/blackbody/util/{name}", "command": "c"} for name in ("a.cc", "a.test.cc", "a.fuzz.cc")]
        self.assertEqual(check_tidy.sources(commands + [{"file": "/x/build/generated/page.cc", "command": "c"}]), {"util/a.cc": "c"})


class Operators(unittest.TestCase):
    def check(self, files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {"docs/generated/operators.md": "| operator | opsets |\n|---|---|\n| Conv | 1-28 |\n| Clip | 1-28 |\n",
                               **{f"{check_operators.ROOM}/{name}": text for name, text in files.items()}}.items():
                Path(root, path).parent.mkdir(parents=True, exist_ok=True)
                Path(root, path).write_text(text)
            return check_operators.check(root)[0]

    def test_a_comparison_with_a_name_is_found(self):
        (line,) = self.check({"plan.cc": '// "Conv" in words\nbool f() { return a.op\n == "Conv"; }\n'})
        self.assertIn("plan.cc:3: 'Conv' is a name of an operator", line)

    def test_records_tests_and_words_may_name_operators(self):
        self.assertEqual(self.check({"ops/conv.cc": '"Conv"', "plan.test.cc": '"Conv"', "functions.cc": '"Clip"', "a.cc": '"Convolved"'}), [])


class Random(unittest.TestCase):
    def check(self, files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                Path(root, path).parent.mkdir(parents=True, exist_ok=True)
                Path(root, path).write_text(text)
            return check_random.check(root)[0]

    def test_a_draw_of_a_test_from_the_global_generator_is_found(self):
        lines = self.check({"src/a.test.cc": "at::manual_seed(3);\nx = 2 * at::randn({3, f(4)}, at::kDouble);\nx.normal_(0, 1);\n"
                                             "x = at::rand_like(x) + generator;\n",
                            "testdata/support/a.h": "std::random_device seed;\n"})
        self.assertEqual([line.split(" draws")[0] for line in lines],
                         ["src/a.test.cc:1: 'manual_seed'", "src/a.test.cc:2: 'at::randn'", "src/a.test.cc:3: '.normal_'",
                          "src/a.test.cc:4: 'at::rand_like'", "testdata/support/a.h:1: 'random_device'"])

    def test_a_generator_of_ones_own_words_and_benchmarks_may_draw(self):
        self.assertEqual(self.check({"src/a.test.cc": "at::rand({f(3)}, generator_); x.normal_(0, 1, generator);\n// at::rand({3})\nrandom.normal({3});",
                                     "src/a.bench.cc": "at::rand({3})"}), [])


class Docs(unittest.TestCase):
    def check(self, files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                Path(root, path).parent.mkdir(parents=True, exist_ok=True)
                Path(root, path).write_text(text)
            subprocess.run(["git", "init", "-q"], cwd=root, check=True)
            house = check_docs.House(root)
            return [line for name in sorted(house.text) for line in check_docs.dead_in(house, name)]

    def test_a_file_that_is_not_there_is_named(self):
        (line,) = self.check({"a.md": "See `util/gone.h` and [this](b.md).", "b.md": ""})
        self.assertEqual(line, "a.md: no file or folder util/gone.h")

    def test_a_path_may_be_short(self):
        self.assertEqual(self.check({"a.md": "`util/b.h`, `b.h`, `util/`", "src/util/b.h": "// as a.md says\n"}), [])

    def test_a_decision_that_is_not_there_is_named(self):
        (line,) = self.check({"a.cc": "// why: decision 15\n", "docs/decisions/0014-x.md": ""})
        self.assertEqual(line, "a.cc: no decision 15")

    def test_a_type_that_nobody_defines_is_named(self):
        (line,) = self.check({"a.h": "/// made by a ChainSource, not by a RealSource\nclass RealSource {};\n"})
        self.assertEqual(line, "a.h: no type or function ChainSource")

    def test_a_test_that_is_not_there_is_named(self):
        (line,) = self.check({"a.md": "`chains.do_not_mix` and `chains.do_mix`", "a.test.cc": "TEST(chains, do_mix) {}\n"})
        self.assertEqual(line, "a.md: no test chains.do_not_mix")

    def test_rooms_are_read_from_the_table(self):
        self.assertEqual(check_docs.rooms_in("| `formats/*` | bytes |\n| `a`, `b` | c |\n| room |\n"), {"formats", "a", "b"})


if __name__ == "__main__":
    unittest.main()
