#!/usr/bin/env python3
"""make bench-peers: other tools beside Blackbody, turn and turn about. x is the time of a row over ours.

    run.py [spectra] [tails] [passes] [machines] [training]
"""
import os
import platform
import sys
from importlib.metadata import version

os.environ["OMP_WAIT_POLICY"] = "passive"  # before anything loads OpenMP

import machines  # noqa: E402
import passes  # noqa: E402
import spectra  # noqa: E402
import tails  # noqa: E402
import training  # noqa: E402

CONTESTS = {"passes": passes, "tails": tails, "spectra": spectra, "machines": machines, "training": training}


def main():
    chosen = sys.argv[1:] or list(CONTESTS)
    unknown = [name for name in chosen if name not in CONTESTS]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are {', '.join(CONTESTS)}")
        return 2
    peers = ", ".join(f"{name} {version(name)}" for name in ("torch", "weightwatcher", "powerlaw", "igraph", "onnxruntime", "rbms", "scikit-learn", "numpy"))
    print(f"python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {peers}", flush=True)
    for name in chosen:
        CONTESTS[name].run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
