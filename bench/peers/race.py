"""The referee: runs contestants turn and turn about, so that a busy or slow computer hits all alike, and keeps the best.

A contestant is a function that returns its own seconds, or a case of our benchmark program (`ours`), which times itself
in a fresh process. Ratios are of shortest times within one race.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
PROGRAM = ROOT / "build" / "blackbody"
BENCH = ROOT / "build" / "bench_blackbody"


def need(*files):
    """Absolute paths of reference data; says loudly what is missing and returns None."""
    paths = [SHARED / f for f in files]
    missing = [str(p) for p in paths if not p.exists()]
    if missing:
        print(f"SKIPPED for want of {', '.join(missing)}", flush=True)
        return None
    return paths


def set_threads(count):
    """torch, MKL, OpenBLAS and OpenMP of this process."""
    from threadpoolctl import threadpool_limits
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(count)
    set_threads.limits = threadpool_limits(limits=count)


def timed(function):
    """A contestant out of a function that is simply called."""
    def run(threads):
        set_threads(threads)
        start = time.perf_counter()
        function()
        return time.perf_counter() - start
    return run


def ours(case):
    """A contestant: one case of bench_blackbody, by its name."""
    def run(threads):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "case.json")
            command = [str(BENCH), f"--benchmark_filter=^{re.escape(case)}(/|$)", "--benchmark_repetitions=1", "--json", str(out)]
            environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OMP_WAIT_POLICY="passive")
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            rows = json.loads(out.read_text()) if out.exists() else []
            row = next((r for r in rows if r["case"] == case), None)
            if done.returncode or not row or row["skipped"]:
                raise RuntimeError(f"{case}: {row['skipped'] if row else done.stderr.strip() or 'no such case'}")
            return row["millis"] / 1e3
    return run


def program(*arguments):
    """A contestant: our whole program, start included."""
    def run(threads):
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([str(PROGRAM), *map(str, arguments), "--threads", str(threads), "--json", f"{folder}/out.json", "-q"],
                           check=True, capture_output=True)
        return time.perf_counter() - start
    return run


def race(title, contestants, rounds=5, threads=1, goals=None):
    """contestants: {name: contestant}, ours named 'blackbody...'. Prints best and ratio to ours; returns {name: seconds}.

    goals: {peer: factor} by which we want to be faster than the peer (below 1: at most that much slower).
    """
    best = {}
    for name, run in contestants.items():
        best[name] = float("inf")
    for _ in range(rounds):
        for name, run in contestants.items():
            if best[name] is None:
                continue
            try:
                best[name] = min(best[name], run(threads))
            except Exception as error:  # noqa: BLE001  a peer that fails is a result, too
                print(f"{title}: {name} failed: {type(error).__name__}: {error}", flush=True)
                best[name] = None
    mine = next((best[n] for n in best if n.startswith("blackbody")), None)
    for name, seconds in best.items():
        if seconds is None:
            continue
        ratio = seconds / mine if mine else float("nan")
        goal = (goals or {}).get(name)
        verdict = "" if goal is None or not mine else f"  goal {goal:g}: {'yes' if ratio >= goal else 'NO'}"
        print(f"{title:<44} {threads}t  {name:<44} {1e3 * seconds:11.2f} ms   x {ratio:8.2f}{verdict}", flush=True)
    return best
