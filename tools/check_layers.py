#!/usr/bin/env python3
"""Reads every #include under src/blackbody and fails on one that the table of docs/architecture.md forbids.

    check_layers.py [ROOT]        ROOT: the folder that holds src/blackbody

Two rules. A room includes only the rooms that ALLOWED names. Rooms without LibTorch do not reach an ATen, c10 or torch
header even through the headers they include. Tests, benchmarks and fuzz targets may look anywhere.
"""
import re
import sys
from pathlib import Path

LAYERS = Path(__file__).resolve().parent.parent / "cmake" / "layers.cmake"
ROOMS_WITHOUT_TORCH = re.search(r"set\(ROOMS_WITHOUT_TORCH\s+([^)]+)\)", LAYERS.read_text(encoding="utf-8"))[1].split()

ZERO = {"util", "base"}
ONE = ZERO | {"tensor", "formats"}
TEXT = set(ROOMS_WITHOUT_TORCH)
EVERYTHING = {"*"}

# Room -> rooms it may include, besides itself. The longest room that a path starts with is its room.
ALLOWED = {
    "util": set(),
    "base": {"util"},
    "tensor": ZERO,
    "formats": ZERO,
    "systems/onnx": ONE,
    "systems/ensembles": ONE,
    "systems/layered": ONE,
    "instruments/observables": ONE,
    "instruments/controls": ONE,
    "instruments/claims": ZERO,
    "instruments/report": ZERO,
    "instruments": ONE | {"instruments/observables", "instruments/controls"},
    "instruments/thermal/options": ZERO,
    "instruments/thermal": ONE | {"instruments", "instruments/controls", "instruments/thermal/options"},
    "loading/options": ZERO,
    "loading": ONE | {"systems", "instruments/thermal", "loading/options"},
    "training/options": ZERO,
    "training": ONE | {"systems", "training/options"},
    "bridges": ONE | {"systems"},
    "experiments": ONE | {"systems", "instruments", "instruments/observables", "instruments/report", "instruments/thermal", "loading", "training",
                          "training/options"},
    "cli/text": TEXT,
    "cli": EVERYTHING,
}
WITHOUT_TORCH = (*(room + "/" for room in ROOMS_WITHOUT_TORCH), "formats/", "cli/front.cc")
EXEMPT = re.compile(r"\.(test|bench|fuzz|rates)\.cc$")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)
TORCH = re.compile(r"^(ATen|c10|torch|caffe2)/")


def room_of(path):
    """'systems/onnx/ops/conv.cc' -> 'systems/onnx'; None where no room holds the path."""
    rooms = [room for room in ALLOWED if path.startswith(room + "/")]
    return max(rooms, key=len, default=None)


def may_include(room, other):
    allowed = ALLOWED[room]
    return room == other or "*" in allowed or any(other == a or other.startswith(a + "/") and a != "instruments" for a in allowed)


def must_avoid_torch(path):
    """Level 0 and formats; of base everything but the two headers of the seam and x.tensor.cc."""
    if path.startswith("base/"):
        return path.endswith(".cc") and not path.endswith(".tensor.cc")
    return path.startswith(WITHOUT_TORCH) or path.endswith(".info.cc")


def read_tree(root):
    """path below src/blackbody -> list of (quote, included name), for headers and sources."""
    top = Path(root) / "src" / "blackbody"
    return {str(f.relative_to(top)): INCLUDE.findall(f.read_text(encoding="utf-8"))
            for f in sorted(top.rglob("*")) if f.suffix in (".h", ".cc")}


def torch_road(tree, path):
    """The chain of headers through which a file reaches LibTorch, or None."""
    roads, seen = [(path,)], {path}
    while roads:
        road = roads.pop(0)
        for _, name in tree.get(road[-1], []):
            if TORCH.match(name):
                return road + (name,)
            inner = name.removeprefix("blackbody/")
            if inner in tree and inner not in seen:
                seen.add(inner)
                roads.append(road + (inner,))
    return None


def check(root):
    """One line a forbidden include."""
    tree, complaints = read_tree(root), []
    for path, includes in tree.items():
        room = room_of(path)
        if room is None:
            if "/" in path:
                complaints.append(f"{path}: lies in no room of the table; add it to tools/check_layers.py and docs/architecture.md")
            continue
        if EXEMPT.search(path):
            continue
        for quote, name in includes:
            if quote == '"' and not name.startswith("blackbody/"):
                complaints.append(f'{path}: include "{name}" by its full path, "blackbody/..."')
            other = room_of(name.removeprefix("blackbody/")) if name.startswith("blackbody/") else None
            if other and not may_include(room, other):
                complaints.append(f"{path}: {room} must not include {other} ({name})")
        road = torch_road(tree, path) if must_avoid_torch(path) else None
        if road:
            complaints.append(f"{path}: must not see LibTorch, but does: {' -> '.join(road)}")
    return complaints, len(tree)


def main():
    complaints, files = check(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
    for line in complaints:
        print(line)
    print(f"layers: {files} files, {len(complaints)} forbidden includes")
    return 1 if complaints or not files else 0


if __name__ == "__main__":
    sys.exit(main())
