#!/usr/bin/env python3
"""Finds dead pointers: files, rooms, decisions, types and tests that a document or a comment names and that are not there.

    check_docs.py [ROOT]          ROOT: a folder under git

Looked at are the code spans and links of every .md file and the comments of every source. A name in them is dead where no
file, no folder and no identifier of the code has it. `x.h` stands for any unit; FOREIGN are the names of other people.
"""
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_layers import ALLOWED  # noqa: E402

FOREIGN = {"AttributeProto", "AttributeType", "DataType", "FunctionProto", "GraphProto", "ModelProto", "NodeProto", "TensorProto",
           "ValueInfoProto", "PascalCase", "RapidCheck", "TypeScript", "GiB", "MiB", "KiB", "KxK", "PyPI", "TempBalance", "ReLU6",
           "LibTorch", "PyTorch", "BibTeX", "GitHub", "EfficientNet", "ResNet", "SqueezeNet", "MobileNet", "MiniLM", "ImageNet"}
STAND_INS = re.compile(r"^(x[.-]|model\.onnx$|ai\.onnx$|highway\.h$|report\.(html|md)$|fashion-mnist/|images/|\.\./shared/|share/$)")
SUFFIXES = "cc|h|md|py|sh|cmake|mjs|ts|css|js|in"
PATH = re.compile(rf"(?<![\w/.<*-])((?:\.\./)*[a-z_][\w-]*(?:[./][\w-]+)*(?:\.(?:{SUFFIXES})\b|(?<=[a-z]{{3}})/(?![\w(])))")
COMMENT = re.compile(r"//[^\n]*|^\s*#(?!\s*(?:include|if|else|endif|define|undef|pragma|error))[^\n]*", re.M)
SPAN = re.compile(r"`([^`]+)`|\]\(([^)\s]+)\)")
TYPE = re.compile(r"\b[A-Z][a-z]+[A-Z]\w*\b")
TEST = re.compile(r"`(\w+)\.(\w*_\w*_\w*)`")
DECISION = re.compile(r"\bdecisions?[ /](\d+)\b")
PROSE = (".md",)
CODE = (".h", ".cc")
SCRIPTS = (".py", ".sh", ".cmake", ".mjs", ".ts")


class House:
    """Everything that is there, by name."""

    def __init__(self, root):
        self.root = Path(root)
        listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=root, capture_output=True, text=True)
        self.files = [f for f in listed.stdout.split() if (self.root / f).is_file()]
        self.text = {f: (self.root / f).read_text(encoding="utf-8", errors="replace") for f in self.files
                     if f.endswith(PROSE + CODE + SCRIPTS) and "node_modules" not in f}
        self.folders = {"/".join(f.split("/")[:n]) for f in self.files for n in range(1, f.count("/") + 1)}
        self.places = set(self.files) | self.folders
        self.ends = {"/".join(p.split("/")[n:]) for p in self.places for n in range(p.count("/") + 1)}
        self.identifiers = {word for f, text in self.text.items() if f.endswith(CODE + SCRIPTS)
                            for word in re.findall(r"\w+", re.sub(r"//[^\n]*", "", text) if f.endswith(CODE) else text)}
        self.tests = {".".join(t) for f, text in self.text.items() if f.endswith(".test.cc")
                      for t in re.findall(r"\bTEST(?:_F|_P)?\((\w+),\s*(\w+)\)", text)}
        self.decisions = {int(m[1]) for f in self.files if (m := re.match(r"docs/decisions/(\d+)-", f))}

    def has(self, path, where):
        """As it stands, from the folder of `where`, or as the end of a path."""
        path = path.rstrip("/")
        beside = os.path.normpath(os.path.join(os.path.dirname(where), path))
        return beside in self.places or path in self.ends


def said(name, text):
    """What of a file can point at something: spans and links of a document, comments of a source."""
    if name.endswith(PROSE):
        return "\n".join(" ".join(pair) for pair in SPAN.findall(re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M)))
    return "\n".join(COMMENT.findall(text))


def dead_in(house, name):
    text = house.text[name]
    pointers, is_prose = said(name, text), name.endswith(PROSE)
    dead = [f"no file or folder {p}" for p in PATH.findall(pointers) if not STAND_INS.match(p) and not house.has(p, name)]
    dead += [f"no decision {n}" for n in DECISION.findall(text if is_prose else pointers) if int(n) not in house.decisions]
    dead += [f"no type or function {word}" for word in TYPE.findall(text if is_prose else pointers if name.endswith(CODE) else "")
             if word not in house.identifiers | FOREIGN]
    dead += [f"no test {'.'.join(t)}" for t in TEST.findall(text) if is_prose and t[1] not in SUFFIXES and ".".join(t) not in house.tests]
    return [f"{name}: {what}" for what in dict.fromkeys(dead)]


def rooms_in(table):
    """Rooms of the table of docs/architecture.md, without `/*`."""
    return {room.removesuffix("/*") for row in re.findall(r"^\| (`[^|]*) \|", table, re.M) for room in re.findall(r"`([^`]+)`", row)}


def dead_rooms(house):
    """The table, the folders and check_layers.py name the same rooms."""
    told = rooms_in(house.text.get("docs/architecture.md", "").partition("\n## Rooms\n")[2].partition("\n## ")[0])
    dead = [f"docs/architecture.md: room {room} is no folder" for room in sorted(told) if f"src/blackbody/{room}" not in house.folders]
    dead += [f"tools/check_layers.py: room {room} is no folder" for room in sorted(ALLOWED) if f"src/blackbody/{room}" not in house.folders]
    return dead + [f"docs/architecture.md: room {room} is not in the table" for room in sorted(ALLOWED) if room not in told]


def check(root):
    house = House(root)
    dead = [line for name in sorted(house.text) if not name.startswith(("docs/generated/", "tools/tools_test.py")) for line in dead_in(house, name)]
    return dead + dead_rooms(house), len(house.text)


def main():
    dead, count = check(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
    print("\n".join(dead) if dead else f"docs: every name in {count} files points at something")
    return 1 if dead or not count else 0


if __name__ == "__main__":
    sys.exit(main())
