#!/usr/bin/env python3
"""Runs clang-tidy over every source that does not need LibTorch (LibTorch's headers cost minutes a file, text and formats
seconds). A file that had no complaint is not looked at again before it, a header of ours that it reaches, the rules or
the tool change: minutes the first time, seconds afterwards.

    check_tidy.py                 77: the tool is missing
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_layers import read_tree  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build-asan-formats"
TOP = "src/blackbody/"
SKIPPED = 77


def reached(tree, path):
    """A file and all headers of ours that it includes, by itself or through others, in a fixed order."""
    seen, todo = {path}, [path]
    while todo:
        for _, name in tree.get(todo.pop(), []):
            inner = name.removeprefix("blackbody/")
            if inner in tree and inner not in seen:
                seen.add(inner)
                todo.append(inner)
    return sorted(seen)


def key(tree, path, root, rules):
    """Changes when the complaints could."""
    digest = hashlib.sha256(rules.encode())
    for name in reached(tree, path):
        digest.update(name.encode() + b"\0" + (Path(root) / TOP / name).read_bytes() + b"\0")
    return digest.hexdigest()


def sources(commands):
    """path below src/blackbody -> how it is compiled."""
    found = {}
    for command in commands:
        path = command["file"].partition("/" + TOP)[2]
        if path and not path.endswith((".test.cc", ".fuzz.cc")):
            found.setdefault(path, command["command"])
    return found


def check(tidy, path, stamp):
    done = subprocess.run([tidy, "-p", str(BUILD), "--quiet", TOP + path], cwd=ROOT, capture_output=True, text=True)
    if done.returncode == 0:
        stamp.touch()
        return ""
    return done.stdout or done.stderr


def main():
    tidy = shutil.which("clang-tidy-19") or shutil.which("clang-tidy")
    if not tidy:
        print("SKIPPED clang-tidy is not installed")
        return SKIPPED
    subprocess.run(["cmake", "--preset", "asan-formats", "--log-level=ERROR", "-Wno-dev"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    version = subprocess.run([tidy, "--version"], capture_output=True, text=True).stdout
    rules = version + (ROOT / ".clang-tidy").read_text()
    tree, stamps = read_tree(ROOT), BUILD / "tidy"
    stamps.mkdir(exist_ok=True)
    commands = sources(json.loads((BUILD / "compile_commands.json").read_text()))
    todo = [(path, stamp) for path, how in sorted(commands.items()) if not (stamp := stamps / key(tree, path, ROOT, rules + how)).exists()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = [text for text in pool.map(lambda job: check(tidy, *job), todo) if text]
    print("\n".join(complaints) if complaints else f"lint: clang-tidy has no complaint of {len(commands)} files, {len(todo)} of them new")
    return 1 if complaints or not commands else 0


if __name__ == "__main__":
    sys.exit(main())
