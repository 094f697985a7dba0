#!/usr/bin/env python3
"""Two rules of names that no compiler holds.

A type stands once under its name in a namespace: two files that compile alone break the rule of one definition without a
word of the compiler, and the linker keeps either. Namespaces without a name are a file's own; those of Highway are
compiled once a target, alternatives of one #if. A constant is named as everything else that has a value, in small letters.

    check_types.py [ROOT]         ROOT: the folder that holds src/blackbody
"""
import re
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_sizes import CODE, blank  # noqa: E402

NAMESPACE = re.compile(r"\bnamespace\b\s*([\w:]*)\s*$")
TYPE = re.compile(r"\b(?:struct|class|union|enum(?:\s+(?:class|struct))?)\s+(?:\[\[\w+\]\]\s*)?(\w+)\s*(?:final\s*)?(?::[^:][^{]*)?$")
MANY_TARGETS = "HWY_NAMESPACE"
# Of ours: kName without the namespace of a library before it, and any capital first letter of a constexpr.
CONSTANT = re.compile(r"(?<![\w:])k[A-Z]\w*|(?<=\bconstexpr\b)[^=;(){}]*?\b([A-Z]\w*)\s*(?:\[[^\]]*\]\s*)*[={]")


def bare(text):
    """Code alone: no comments, strings and lines of the preprocessor."""
    return CODE.sub(blank, re.sub(r"^\s*#(?:[^\n]*\\\n)*[^\n]*", blank, text, flags=re.M))


def constants(text):
    """(name, line) of every constant that does not begin with a small letter, or begins with the k of other houses."""
    text = bare(text)
    return [(m[1] or m[0], text.count("\n", 0, m.end()) + 1) for m in CONSTANT.finditer(text)]


def types(text):
    """(full name, line) of every type that is defined in a namespace with a name."""
    text = bare(text)
    found, scopes, head, line, head_line = [], [], "", 1, 1
    for c in text:
        if c == "\n":
            line += 1
        if c == "{":
            namespace, kind = NAMESPACE.search(head), TYPE.search(head)
            if kind and scopes and all(scopes) and MANY_TARGETS not in scopes:
                found.append(("::".join([*scopes, kind[1]]), head_line))
            scopes.append(namespace[1] if namespace else "")  # nothing inside a type or a function is looked at
            head = ""
        elif c == "}":
            scopes, head = scopes[:-1], ""
        elif c == ";":
            head = ""
        else:
            if not head.strip() and not c.isspace():
                head_line = line
            head += c
    return found


def check(root):
    """Complaints, and how many types were looked at."""
    places, complaints = defaultdict(list), []
    for path in sorted((Path(root) / "src").rglob("*")):
        if path.suffix not in (".h", ".cc"):
            continue
        text, where = path.read_text(encoding="utf-8"), path.relative_to(root)
        complaints += [f"{where}:{line}: {name}: a constant is written small_with_underscores" for name, line in constants(text)]
        if not re.search(r"\.(test|bench|fuzz|rates)\.cc$", path.name):
            for name, line in types(text):
                places[name].append(f"{where}:{line}")
    return complaints + [f"{name} is defined in {' and in '.join(where)}: one needs another name, or a namespace without one"
                         for name, where in sorted(places.items()) if len(where) > 1], len(places)


def main():
    complaints, count = check(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
    print("\n".join(complaints) if complaints else f"types: {count}, each name once; constants in small letters")
    return 1 if complaints or not count else 0


if __name__ == "__main__":
    sys.exit(main())
