#!/usr/bin/env python3
"""Runs every command of the README, from the README's text, on two threads.

    check_readme.py [BUILD]       BUILD: the folder of the program

The text stands as it is: no flag is added, none is changed. What it names and a reader would bring (model.onnx, images/,
fashion-mnist/, ...) is made here, small, from the bundled specimen: trainings of half an hour then take seconds. A line
that is no command known here fails, so that whoever adds one to the README adds what it needs. Of the other documents
every `make WORD` must be a goal of the Makefile and every flag of a `blackbody` call must stand in that command's help.
"""
import gzip
import os
import re
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parent.parent
SPECIMEN = ROOT / "specimen"
THREADS, HANGS = "2", 900  # seconds after which a command is taken to hang
PICTURES, TRAIN, ALL = 20, 160, 240  # in images/; of the specimen's pictures that play the training set; of all used
LIBTORCH = re.compile(r"c10::|Exception raised from|at::|torch::|terminate called|Traceback")  # a library's words, not ours


def read_idx(name):
    data = gzip.decompress((SPECIMEN / name).read_bytes())
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * data[3]).reshape(numpy.frombuffer(data, ">i4", data[3], 4))


def write_idx(path, array):
    head = bytes([0, 0, 8, array.ndim]) + numpy.array(array.shape, ">i4").tobytes()
    path.write_bytes(gzip.compress(head + array.tobytes(), mtime=0))


def write_png(path, grey):
    """Eight bits of grey, no filter."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    size = struct.pack(">IIBBBBB", grey.shape[1], grey.shape[0], 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in grey)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class StandIns:
    """What the README names and does not make: a file or a folder by its name."""

    def __init__(self, folder):
        self.folder = folder
        self.pictures, self.labels = read_idx("t10k-images-idx3-ubyte.gz")[:ALL], read_idx("t10k-labels-idx1-ubyte.gz")[:ALL]
        self.makers = {"model.onnx": self.make_model, "images": self.make_images, "fashion-mnist": self.make_fashion,
                       "train.npz": self.make_states, "test.npz": self.make_states, "rbm.npz": self.make_machine,
                       "good.json": self.make_baseline}

    def make_model(self, path):
        path.symlink_to(SPECIMEN / "fashion-cnn.onnx")

    def make_images(self, path):
        """A folder a class, some pictures in each."""
        for number, (picture, label) in enumerate(zip(self.pictures[:PICTURES], self.labels)):
            (path / str(label)).mkdir(parents=True, exist_ok=True)
            write_png(path / str(label) / f"{number}.png", picture)

    def make_fashion(self, path):
        path.mkdir()
        for split, part in (("train", slice(None, TRAIN)), ("t10k", slice(TRAIN, None))):
            write_idx(path / f"{split}-images-idx3-ubyte.gz", self.pictures[part])
            write_idx(path / f"{split}-labels-idx1-ubyte.gz", self.labels[part])

    def make_states(self, path):
        """Black and white pictures of 7 x 7."""
        part = slice(None, TRAIN) if path.name == "train.npz" else slice(TRAIN, None)
        small = self.pictures[part].reshape(-1, 7, 4, 7, 4).mean(axis=(2, 4))
        numpy.savez(path, x=(small > 96).astype(numpy.uint8), y=self.labels[part])

    def make_machine(self, path):
        random = numpy.random.default_rng(0)
        numpy.savez(path, W=random.normal(0, 0.1, (49, 20)), a=numpy.full(49, -0.5), b=numpy.zeros(20))

    def make_baseline(self, path):
        """What an earlier run of the same call left."""
        for name in ("model.onnx", "images"):
            self.bring(name)
        call = ["build/blackbody", "open", "model.onnx", "--data", "images/", "--json", path.name, "-q"]
        subprocess.run(call, cwd=self.folder, env=environment(), stdin=subprocess.DEVNULL)  # if it fails, so does what needs it

    def bring(self, name):
        path = self.folder / name
        if name in self.makers and not path.exists():
            self.makers[name](path)

    def bring_all(self, command):
        for name in self.makers:
            if re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w.-])", command):
                self.bring(name)


def environment():
    return dict(os.environ, OMP_NUM_THREADS=THREADS, OMP_WAIT_POLICY="passive")


def blocks(text):
    """(language, lines) of the fenced blocks."""
    return [(language, body.splitlines()) for language, body in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.S | re.M)]


def commands(lines):
    """Logical lines: a backslash at the end of one takes the next one in."""
    return [line for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines() if line.strip()]


def outputs(command):
    """Files and folders that a command says it leaves."""
    return re.findall(r"(?:-o|--save|--json|--csv) ([\w./]+)", command)


def recipe(goal):
    """The lines that `make GOAL` would run; None where there is no such goal."""
    done = subprocess.run(["make", "-n", goal], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.splitlines() if done.returncode == 0 else None


class Checks:
    def __init__(self, folder):
        self.folder, self.stand_ins, self.results, self.words = folder, StandIns(folder), [], ""

    def expect(self, what, ok):
        self.results.append(ok)
        print(f"{'ok' if ok else 'FAILED'}: {what}", flush=True)

    def run(self, command):
        """One call of the program, in the folder with the stand-ins; assignments before it hold."""
        self.stand_ins.bring_all(self.words + command)
        before, start = {f: (self.folder / f).stat().st_mtime_ns for f in outputs(command) if (self.folder / f).exists()}, time.monotonic()
        try:
            done = subprocess.run(["bash", "-euc", self.words + command], cwd=self.folder, env=environment(), stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, timeout=HANGS)
            code, said = done.returncode, done.stdout + done.stderr
        except subprocess.TimeoutExpired as hung:
            code, said = f"none after {HANGS} s", str(hung.stdout) + str(hung.stderr)
        missing = [f for f in outputs(command)
                   if not (self.folder / f).exists() or (self.folder / f).stat().st_mtime_ns == before.get(f)]
        foreign = LIBTORCH.search(said)
        self.expect(f"{command}   [{time.monotonic() - start:.0f} s]", code == 0 and not missing and not foreign and said.strip() != "")
        if not self.results[-1]:
            print(f"  exit code {code}; not written: {', '.join(missing) or 'nothing'}; foreign words: {foreign and foreign.group()}")
            print("  " + said[-3000:].replace("\n", "\n  "), flush=True)

    def run_block(self, lines):
        for command in commands(lines):
            if goal := re.match(r"make (\w[\w-]*)\s*(#.*)?$", command):
                self.run_goal(goal[1])
            elif re.match(r"\w+=", command):
                self.words += command + "\n"
            elif command.startswith("build/blackbody "):
                self.run(command)
            else:
                self.expect(f"'{command}' is a command that tools/check_readme.py knows how to run", False)

    def run_goal(self, goal):
        """What a goal runs of the program; `make test` is what runs this."""
        lines = recipe(goal)
        self.expect(f"make {goal} is a goal", lines is not None)
        for line in lines or []:
            if line.startswith("build/blackbody "):
                self.run(line)

    def check_document(self, name, text, help_of):
        """Goals and flags in the blocks and spans of one document exist."""
        code = [line for _, lines in blocks(text) for line in commands(lines)]
        code += [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M))]
        goals = {goal for line in code for goal in re.findall(r"^make ([a-z][\w-]*)", line)}
        unknown = [f"make {goal}" for goal in sorted(goals) if recipe(goal) is None]
        for line in code:
            for call in re.findall(r"(?:^|[\s/;])blackbody ((?:[a-z]+ ){1,2}[^|;#]*)", line):
                unknown += [f"{flag} of 'blackbody {call.strip()}'" for flag in re.findall(r"(?<!\S)--[a-z][\w-]*", call) if flag not in help_of(call)]
        self.expect(f"{name}: {'every goal and flag exists' if not unknown else 'unknown: ' + '; '.join(unknown)}", not unknown)


def help_reader(program):
    pages = {}

    def read(words):
        if words not in pages:
            done = subprocess.run([program, *words, "--help"], capture_output=True, text=True)
            pages[words] = done.stdout if done.returncode == 0 else ""
        return pages[words]

    def help_of(call):
        """Flags of `train cnn`, else of `train`."""
        words = call.split()
        longest = tuple(words[:2]) if len(words) > 1 and re.fullmatch(r"[a-z]+", words[1]) and words[0] in ("train", "list") else tuple(words[:1])
        return re.findall(r"--[a-z][\w-]*", read(longest)) + ["--help", "--version"]
    return help_of


def main():
    build = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build").resolve()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "build").symlink_to(build)
        checks = Checks(Path(folder))
        for language, lines in blocks((ROOT / "README.md").read_text()):
            if language == "":
                checks.run_block(lines)
            elif language != "cpp":  # check_install.py builds and runs what is C++
                checks.expect(f"a block of '{language}' is one that tools/check_readme.py knows how to run", False)
        help_of = help_reader(str(build / "blackbody"))
        for name in subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True).stdout.split():
            if not name.startswith("docs/generated/"):
                checks.check_document(name, (ROOT / name).read_text(), help_of)
    print(f"{sum(checks.results)} passed, {len(checks.results) - sum(checks.results)} failed")
    return 0 if all(checks.results) else 1


if __name__ == "__main__":
    sys.exit(main())
