#!/usr/bin/env python3
"""Names of operators stand in their records alone: a pass over a network that knows one by its name is a table that a new
operator must be put into as well (docs/decisions/0025-operator-traits.md).

    check_operators.py [ROOT]     ROOT: the folder that holds src/blackbody and docs/generated/operators.md

Looks at the string literals of src/blackbody/systems/onnx, without the records (ops/), tests and benchmarks.
"""
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_sizes import CODE  # noqa: E402

ROOM = "src/blackbody/systems/onnx"
WORDS = {  # names that are written, into a graph or into a report, and compared with nothing
    "branches.cc": {"Identity"},
    "functions.cc": {"Clip", "Gelu", "HardSwish", "Mish", "Relu", "Sigmoid", "Softplus", "Softsign", "Tanh"},
    "patterns.cc": {"LayerNormalization", "LogSoftmax", "RMSNormalization", "Softmax"},
}
TYPES = {"Float", "Int"}  # of numbers, not operators


def names(page):
    """The operators of docs/generated/operators.md."""
    return set(re.findall(r"^\| ([A-Z]\w*) \|", page, re.M)) - TYPES


def literals(text):
    """(value, line) of every string literal that is no part of a comment."""
    for match in CODE.finditer(text):
        if match.group().startswith('"'):
            yield match.group()[1:-1], text.count("\n", 0, match.start()) + 1


def check(root):
    """Complaints, and how many files were looked at."""
    operators = names(Path(root, "docs/generated/operators.md").read_text(encoding="utf-8"))
    files = [f for f in sorted(Path(root, ROOM).glob("*")) if f.suffix in (".h", ".cc") and not re.search(r"\.(test|bench|fuzz)\.cc$", f.name)]
    complaints = [f"{ROOM}/{f.name}:{line}: '{value}' is a name of an operator: ask a trait (traits.h), or a formula"
                  for f in files for value, line in literals(f.read_text(encoding="utf-8"))
                  if value in operators - WORDS.get(f.name, set())]
    return complaints, len(files) if operators else 0


def main():
    complaints, count = check(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
    print("\n".join(complaints) if complaints else f"operators: {count} files name none")
    return 1 if complaints or not count else 0


if __name__ == "__main__":
    sys.exit(main())
