#!/usr/bin/env python3
"""Does memory grow with the number of samples? Runs the program on noise, a thousand samples and ten thousand, and
compares the peaks of resident memory. Nothing is timed.

    check_memory.py [PROGRAM]       PROGRAM: build/blackbody
"""
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "specimen" / "fashion-cnn.onnx"
MOST = 1.1


def peak_bytes(program, samples):
    """Of a child of this small process: what the kernel counts as the child's peak begins with its parent's size."""
    arguments = [program, "measure", "excitation,energy,health", str(MODEL), "--data", "noise", "--limit", str(samples),
                 "--threads", "1", "--quiet", "--json", os.devnull]
    child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build" / "blackbody")
    peaks = {}
    for samples in (1_000, 10_000):
        code, peaks[samples] = peak_bytes(program, samples)
        if code != 0:
            print(f"FAILED: {samples} samples end with code {code}\n0 passed, 1 failed")
            return 1
        print(f"peak of {samples} samples: {peaks[samples] / 2**20:.1f} MiB")
    ratio = peaks[10_000] / peaks[1_000]
    ok = ratio <= MOST
    print(f"{'ok' if ok else 'FAILED'}: ten times the samples need {ratio:.3f} times the memory, at most {MOST}")
    print(f"{int(ok)} passed, {int(not ok)} failed")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
