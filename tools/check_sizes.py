#!/usr/bin/env python3
"""Sizes that keep the code readable: headers of at most 400 lines, sources of at most 700, functions under a screen,
comments of at most 120 columns (the formatter leaves them as they were laid out).

    check_sizes.py [ROOT] [-v]    -v: names every function of more than 60 lines

Fails where a file is too long or where more than 3 % of the functions are longer than 60 lines. Tables of data
(x.table.cc, x.data.h) may be longer.
"""
import re
import statistics
import sys
from pathlib import Path

HEADER, SOURCE, SCREEN, SHARE, COLUMNS = 400, 700, 60, 0.03, 120
CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)
NO_FUNCTION = re.compile(r"(^|[^\w])(namespace|class|struct|enum|union|extern)\b[^()]*$|=\s*$|\breturn\b|^\s*(if|for|while|switch|do|else|try|catch)\b")


def blank(match):
    """Comments and strings become blanks of the same number of lines."""
    return re.sub(r"[^\n]", " ", match.group())


def functions(text):
    """(first line, lines) of every outermost function body."""
    text = CODE.sub(blank, re.sub(r"^\s*#(?:[^\n]*\\\n)*[^\n]*", blank, text, flags=re.M))
    found, stack, head, line, head_line = [], [], "", 1, 1
    for c in text:
        if c == "\n":
            line += 1
        if c == "{":
            inside = any(kind == "function" for kind, _ in stack)
            is_function = not inside and ")" in head and not NO_FUNCTION.search(head)
            stack.append(("function" if is_function else "other", head_line))
            head = ""
        elif c == "}":
            kind, start = stack.pop() if stack else ("other", line)
            if kind == "function":
                found.append((start, line - start + 1))
            head = ""
        elif c == ";":
            head = ""
        else:
            if not head.strip() and not c.isspace():
                head_line = line
            head += c
    return found


def main():
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    root = Path(arguments[0] if arguments else Path(__file__).resolve().parent.parent)
    files = [f for f in sorted((root / "src").rglob("*")) if f.suffix in (".h", ".cc")]
    too_long, lengths, long_functions = [], [], []
    sizes = {"headers": [], "sources": [], "tests": []}
    for f in files:
        text = f.read_text(encoding="utf-8")
        lines = text.count("\n")
        kind = "headers" if f.suffix == ".h" else "tests" if ".test." in f.name else "sources"
        sizes[kind].append(lines)
        limit = HEADER if f.suffix == ".h" else SOURCE
        if lines > limit and not re.search(r"\.(table|data)\.", f.name):
            too_long.append(f"{f.relative_to(root)}: {lines} lines, at most {limit}")
        too_long += [f"{f.relative_to(root)}:{n}: a comment of {len(line)} columns, at most {COLUMNS}"
                     for n, line in enumerate(text.splitlines(), 1) if len(line) > COLUMNS and re.match(r"\s*//", line)]
        if kind == "tests":
            continue
        for start, length in functions(text):
            lengths.append(length)
            if length > SCREEN:
                long_functions.append(f"{f.relative_to(root)}:{start}: {length} lines")
    if "-v" in sys.argv:
        print("\n".join(long_functions))
    for kind, values in sizes.items():
        if values:
            print(f"{kind}: {len(values)} files, {sum(values)} lines, median {statistics.median(values):.0f}, longest {max(values)}")
    if not lengths:
        print("no functions found: is this the right folder?")
        return 1
    share = len(long_functions) / len(lengths)
    p90 = sorted(lengths)[int(0.9 * (len(lengths) - 1))]
    print(f"functions: {len(lengths)}, median {statistics.median(lengths):.0f} lines, 90 % below {p90}, {100 * share:.1f} % above {SCREEN}")
    if share > SHARE:
        too_long.append(f"more than {100 * SHARE:.0f} % of the functions are above {SCREEN} lines:\n  " + "\n  ".join(long_functions))
    print("\n".join(too_long) if too_long else "sizes: nothing too long")
    return 1 if too_long else 0


if __name__ == "__main__":
    sys.exit(main())
