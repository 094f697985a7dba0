#!/usr/bin/env python3
"""Nobody draws from LibTorch's global generator: what a draw gives would depend on everything that drew before it, and
whether a test passes on the tests that ran before it.

    check_random.py [ROOT]        ROOT: the folder that holds src and testdata/support

The library draws from util/rng.h, tests from there or from testdata/support/random.h; a call that is handed a generator is
fine. Benchmarks may draw as they like: their numbers are times.
"""
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_sizes import CODE, blank  # noqa: E402

NAMES = r"bernoulli|binomial|cauchy|dropout|exponential|geometric|log_normal|multinomial|normal|poisson|rand|randint|randn|random|randperm|rrelu|uniform"
DRAW = re.compile(rf"\b(?:at|torch)::(?:native::)?(?:{NAMES})(?:_like|_out|_)?\s*\(|(?:\.|->)\s*(?:(?:{NAMES})_|bernoulli|multinomial)\s*\(")
GLOBAL = re.compile(r"\bmanual_seed\s*\(|\b(?:default_?|getDefaultCPU)Generator\b|\brandom_device\b")


def arguments(text, start):
    """What stands between the bracket that opens before `start` and the one that closes it."""
    depth = 1
    for end in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            return text[start:end]
    return text[start:]


def draws(text):
    """(call, line) of every draw from a generator that everybody shares."""
    text = CODE.sub(blank, text)
    found = [m for m in DRAW.finditer(text) if "enerator" not in arguments(text, m.end())] + list(GLOBAL.finditer(text))
    return sorted((text.count("\n", 0, m.start()) + 1, m.group().rstrip("( \n")) for m in found)


def check(root):
    """Complaints, and how many files were looked at."""
    files = [f for folder in ("src", "testdata/support") for f in sorted(Path(root, folder).rglob("*"))
             if f.suffix in (".h", ".cc") and not f.name.endswith(".bench.cc")]
    return [f"{f.relative_to(root)}:{line}: '{call}' draws from a generator that is shared with everybody; "
            "make one of your own (testdata/support/random.h, util/rng.h)"
            for f in files for line, call in draws(f.read_text(encoding="utf-8"))], len(files)


def main():
    complaints, count = check(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
    print("\n".join(complaints) if complaints else f"random: {count} files have generators of their own")
    return 1 if complaints or not count else 0


if __name__ == "__main__":
    sys.exit(main())
