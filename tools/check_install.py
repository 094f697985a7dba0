#!/usr/bin/env python3
"""Installs what is built, builds the README's C++ example against it out of tree, and runs it, as a stranger would; and
compiles the example that every promised header (include/blackbody) shows, each with that header alone.

    check_install.py [BUILD]
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


USER = """cmake_minimum_required(VERSION 3.22)
project(headers LANGUAGES CXX)
find_package(blackbody REQUIRED)
foreach(name {names})
  add_library(${{name}} OBJECT ${{name}}.cc)
  target_link_libraries(${{name}} PRIVATE blackbody::blackbody)
  target_compile_features(${{name}} PRIVATE cxx_std_20)
endforeach()
"""


def write_examples(folder):
    """A source for every promised header: its example as a function. Names of the headers that show one."""
    names = []
    for header in sorted((ROOT / "include" / "blackbody").glob("*.h")):
        code = re.findall(r"^///     (.*)$", header.read_text(), re.M)
        if code:
            names.append(header.stem)
            Path(folder, header.stem + ".cc").write_text(
                f"#include <blackbody/{header.name}>\n\nusing namespace blackbody;\n\nvoid example() {{\n" + "\n".join(code) + "\n}\n")
    Path(folder, "CMakeLists.txt").write_text(USER.format(names=" ".join(names)))
    return names


def main():
    build = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build").resolve()
    results = []

    def expect(what, ok):
        results.append(ok)
        print(f"{'ok' if ok else 'FAILED'}: {what}", flush=True)

    def run(*command, **options):
        done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)
        if done.returncode:
            print(done.stdout[-4000:] + done.stderr[-4000:])
        return done

    example = (ROOT / "examples" / "readme.cc").read_text()
    blocks = re.findall(r"```cpp\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    expect("the README shows examples/readme.cc word for word", example in blocks)

    with tempfile.TemporaryDirectory() as folder:
        prefix, out = Path(folder, "installed"), Path(folder, "out")
        expect("it installs", run("cmake", "--install", build, "--prefix", prefix).returncode == 0)
        words = run(prefix / "bin" / "blackbody", "--version")
        expect(f"the installed program starts: {words.stdout.strip()}", words.returncode == 0)
        run("cmake", "-S", ROOT / "examples", "-B", out, f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_BUILD_TYPE=Release", "-Wno-dev")
        expect("the examples build against the package", run("cmake", "--build", out).returncode == 0)
        os.symlink(ROOT / "specimen", Path(folder, "specimen"))
        done = run(out / "readme", cwd=folder) if (out / "readme").exists() else None
        expect("the example runs and prints findings", done is not None and done.returncode == 0 and bool(done.stdout.strip()))
        ring = run(out / "ising_ring") if (out / "ising_ring").exists() else None
        expect("the Ising ring ends as it says", ring is not None and ring.stdout.endswith("three methods, one number\n"))
        headers = Path(folder, "headers")
        headers.mkdir()
        promised = [header.stem for header in sorted((ROOT / "include" / "blackbody").glob("*.h"))]
        expect("every promised header shows a use", write_examples(headers) == promised)
        run("cmake", "-S", headers, "-B", headers / "out", f"-DCMAKE_PREFIX_PATH={prefix}", "-Wno-dev")
        expect(f"the examples of {len(promised)} headers compile", run("cmake", "--build", headers / "out", "-j2").returncode == 0)
        report = Path(folder, "report.html")
        expect("it leaves a report", report.exists() and report.stat().st_size > 10_000)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
