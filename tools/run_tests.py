#!/usr/bin/env python3
"""make test: builds and runs everything that keeps main honest, says how long each part took, and ends with one line,
"N passed, M failed". Skipped tests are named with their reason; they count as neither.

    run_tests.py [PART ...]       PART: only these parts, by name, without those that they build on
    run_tests.py --help           the names of all parts
"""
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD, ASAN = ROOT / "build", ROOT / "build-asan-formats"
RESULTS = BUILD / "test-results"
MUTANTS, MUTANT_NETWORKS = 10_000, 20_000
SKIPPED = 77  # the exit code for "cannot be done here", as automake and ctest have it
TESTS_PYTHON = str(ROOT / ".venv-test" / "bin" / "python")
QUIET = ["--log-level=ERROR", "-Wno-dev"]


@dataclass
class Part:
    """One thing to run. `counts` says how its tests are counted: as one, by its "last line", by the closing lines of
    node's test runner, or by the reports of GoogleTest. A command that exits with 77 skips its part, and says why."""
    name: str
    commands: list
    counts: str = "one"
    needs: str = ""  # a part whose failure makes this one pointless


@dataclass
class Tally:
    passed: int = 0
    failed: list = field(default_factory=list)
    skipped: list = field(default_factory=list)


def parts():
    build_tests = ["cmake", "--build", str(BUILD)]
    return [
        Part("layers", [["python3", "tools/check_layers.py"]]),
        Part("operators", [["python3", "tools/check_operators.py"]]),
        Part("random", [["python3", "tools/check_random.py"]]),
        Part("sizes", [["python3", "tools/check_sizes.py"]]),
        Part("format", [["tools/lint.sh", "format"]]),
        Part("types", [["python3", "tools/check_types.py"]]),
        Part("docs", [["python3", "tools/check_docs.py"]]),
        Part("tools", [["python3", "tools/tools_test.py"]]),
        Part("build", [["cmake", "--preset", "release", "-DBLACKBODY_TESTS=ON", "-DBLACKBODY_BENCH=OFF", "-DBLACKBODY_FUZZ=ON", *QUIET], build_tests]),
        Part("build-asan", [["cmake", "--preset", "asan-formats", *QUIET], ["cmake", "--build", str(ASAN), "--target", "test_formats", "fuzz_formats"]]),
        Part("onnx-cases", [[TESTS_PYTHON, "tools/export_onnx_cases.py", str(BUILD / "onnx-cases")]], needs="build"),
        Part("unit", [["ctest", "--test-dir", str(BUILD), "--output-on-failure", "--no-tests=error", f"-j{os.cpu_count()}"]],
             counts="googletest", needs="build"),
        Part("install", [["python3", "tools/check_install.py", str(BUILD)]], counts="last line", needs="build"),
        Part("readme", [[TESTS_PYTHON, "tools/check_readme.py", str(BUILD)]], counts="last line", needs="build"),
        Part("specimen", [[TESTS_PYTHON, "tools/check_specimen.py", str(BUILD / "blackbody")]], counts="last line", needs="build"),
        Part("exports", [[TESTS_PYTHON, "tools/check_exports.py", str(BUILD / "blackbody")]], counts="last line", needs="build"),
        Part("memory", [["python3", "tools/check_memory.py", str(BUILD / "blackbody")]], counts="last line", needs="build"),
        Part("mutant-networks", [[str(BUILD / "fuzz_network"), "--count", str(MUTANT_NETWORKS)]], needs="build"),
        Part("browser", [[str(BUILD / "blackbody"), "open", "-q", "-o", str(BUILD / "report.html")],
                         ["web/test/run.sh", *(str(BUILD / f"{page}.html") for page in ("report", "hostile", "large", "training"))]],
             counts="node", needs="build"),
        Part("asan", [[str(ASAN / "test_formats"), "--gtest_brief=1"]], counts="googletest", needs="build-asan"),
        Part("mutants", [[str(ASAN / "fuzz_formats"), "--count", str(MUTANTS)]], needs="build-asan"),
    ]


def run(command, log):
    """Runs with the output on the terminal and in `log`; no test may spin on a busy core or wait for a keyboard."""
    environment = dict(os.environ, OMP_WAIT_POLICY="passive", GTEST_OUTPUT=f"xml:{RESULTS}/", PYTHONDONTWRITEBYTECODE="1")
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        for line in process.stdout:
            log.append(line.rstrip("\n"))
            print(line, end="", flush=True)
    return process.returncode


def read_googletest(tally, code, name):
    """Counts the cases in the reports that the test programs left, and takes them away for the next part."""
    reports = sorted(RESULTS.glob("*.xml"))
    failures = 0
    for report in reports:
        for case in ElementTree.parse(report).iter("testcase"):
            title = f"{report.stem}: {case.get('classname')}.{case.get('name')}"
            skip = case.find("skipped")
            if case.find("failure") is not None:
                tally.failed.append(title)
                failures += 1
            elif skip is not None:
                reason = " ".join((skip.get("message") or "").split())
                tally.skipped.append(f"{title}: {re.sub(r'^.*?: *[0-9]+ ', '', reason)}")
            else:
                tally.passed += 1
        report.unlink()
    if code != 0 and failures == 0:
        tally.failed.append(f"{name}: ended with code {code} (a crash, a timeout or no test at all)")


def count(part, code, log, tally):
    last = re.search(r"(\d+) passed, (\d+) failed", log[-1]) if log else None
    if part.counts == "node":
        ended = {word: int(n) for line in log if (m := re.match(r"\S+ (pass|fail) (\d+)$", line)) for word, n in [m.groups()]}
        last = ended and {1: ended.get("pass", 0), 2: ended.get("fail", 0)}
    if part.counts == "googletest":
        read_googletest(tally, code, part.name)
    elif last and part.counts != "one":
        tally.passed += int(last[1])
        tally.failed += [f"{part.name}: see above"] * int(last[2])
        if code != 0 and int(last[2]) == 0:
            tally.failed.append(f"{part.name}: ended with code {code}")
    elif code == 0:
        tally.passed += 1
    elif code != SKIPPED:
        tally.failed.append(f"{part.name}: ended with code {code}")
    tally.skipped += [line for line in log if line.startswith("SKIPPED")]


def chosen_parts(names):
    """All parts, or those named; a name that is none ends the program."""
    known = [p.name for p in parts()]
    if "--help" in names or "-h" in names:
        print(f"{__doc__}\nparts: {' '.join(known)}")
        sys.exit(0)
    for name in names:
        if name not in known:
            sys.exit(f"run_tests.py: no part is named '{name}'; parts are {' '.join(known)}")
    return [p for p in parts() if not names or p.name in names]


def main():
    chosen = chosen_parts(sys.argv[1:])
    RESULTS.mkdir(parents=True, exist_ok=True)
    for old in RESULTS.glob("*.xml"):
        old.unlink()
    tally, seconds, broken = Tally(), [], set()
    for part in chosen:
        print(f"\n=== {part.name}", flush=True)
        if part.needs in broken:
            tally.failed.append(f"{part.name}: not run, because {part.needs} failed")
            broken.add(part.name)
            continue
        start, log, code = time.monotonic(), [], 0
        for command in part.commands:
            code = code or run(command, log)
        count(part, code, log, tally)
        if code not in (0, SKIPPED):
            broken.add(part.name)
        seconds.append(f"{part.name} {time.monotonic() - start:.0f} s")

    print(f"\ntimes: {', '.join(seconds)}")
    for line in tally.skipped:
        print(f"skipped: {line.removeprefix('SKIPPED').strip()}")
    for line in tally.failed:
        print(f"failed: {line}")
    if tally.skipped:
        print(f"{len(tally.skipped)} skipped")
    print(f"{tally.passed} passed, {len(tally.failed)} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
