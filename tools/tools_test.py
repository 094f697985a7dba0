#!/usr/bin/env python3
"""Tests of the tools that judge the code: each must be able to say no."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import check_layers  # noqa: E402
import check_sizes  # noqa: E402


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
        self.assertEqual(complaints({"loading/a.cc": '#include "blackbody/systems/network/graph.h"\n'}), [])

    def test_an_upward_include_is_named(self):
        (line,) = complaints({"util/a.h": '#include "blackbody/base/card.h"\n'})
        self.assertIn("util must not include base", line)

    def test_observables_never_see_systems(self):
        self.assertEqual(len(complaints({"instruments/observables/x/a.cc": '#include "blackbody/systems/network/graph.h"\n'})), 1)

    def test_systems_never_see_their_siblings(self):
        self.assertEqual(len(complaints({"systems/wave/a.cc": '#include "blackbody/systems/network/graph.h"\n'})), 1)

    def test_libtorch_is_found_behind_a_chain_of_headers(self):
        (line,) = complaints({"instruments/report/a.cc": '#include "blackbody/base/b.h"\n',
                              "base/b.h": '#include "blackbody/base/c.h"\n', "base/c.h": "#include <ATen/core/Tensor.h>\n"})
        self.assertIn("base/b.h -> base/c.h -> ATen/core/Tensor.h", line)

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


if __name__ == "__main__":
    unittest.main()
