#!/usr/bin/env python3
"""make rates: counts every rule's false and true verdicts, a rule a core, and prints them in the order of their names.

    run_rates.py PROGRAM [ARGUMENT ...]       PROGRAM: rates_blackbody; the arguments go to every call, as --trials 50
"""
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

LAST_LINE = re.compile(r"^(\d+) cells, (\d+) outside .*, (\d+) s$")


def count(program, rule, arguments):
    """The output of one rule; a core for each, so that rules do not wait for each other's threads."""
    environment = dict(os.environ, OMP_NUM_THREADS="1", OMP_WAIT_POLICY="passive")
    done = subprocess.run([program, rule, *arguments], env=environment, capture_output=True, text=True)
    return rule, done


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program, arguments = sys.argv[1], sys.argv[2:]
    listed = subprocess.run([program, "--list"], check=True, capture_output=True, text=True).stdout.splitlines()
    # A rule whose name begins as another's would be counted twice: it is run with the shorter one.
    rules = [r for r in listed if not any(r != other and r.startswith(other) for other in listed)]
    began, cells, outside, failed = time.monotonic(), 0, 0, []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for rule, done in pool.map(lambda r: count(program, r, arguments), rules):
            *rows, last = done.stdout.rstrip("\n").split("\n")
            told = LAST_LINE.match(last)
            if done.returncode or not told:
                failed.append(rule)
                print(f"{rule}: failed\n{done.stdout}{done.stderr}", flush=True)
                continue
            cells, outside = cells + int(told[1]), outside + int(told[2])
            print("\n".join(rows) + f"\n  {told[3]} s", flush=True)
    print(f"{cells} cells, {outside} outside of what is allowed (by chance alone about {cells / 20:.0f}), "
          f"{time.monotonic() - began:.0f} s" + (f"; FAILED: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
