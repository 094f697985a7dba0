#!/usr/bin/env python3
"""make rates: counts every rule's false and true verdicts, a rule a core (rules on the same data together), and prints
them in the order of their names.

    run_rates.py PROGRAM [ARGUMENT ...]       PROGRAM: rates_blackbody; the arguments go to every call, as --trials 50
"""
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

LAST_LINE = re.compile(r"^(\d+) cells, (\d+) outside .*, (\d+) s$")


def count(program, rules, arguments):
    """The output of these rules; a core for each call, so that rules do not wait for each other's threads."""
    environment = dict(os.environ, OMP_NUM_THREADS="1", OMP_WAIT_POLICY="passive")
    return subprocess.run([program, *rules, *arguments], env=environment, capture_output=True, text=True)


def groups_of(program):
    """Rules that share data, and every other rule alone. One whose name begins as another's comes with the shorter."""
    listed = subprocess.run([program, "--list"], check=True, capture_output=True, text=True).stdout.splitlines()
    shared = dict(line.split("\t") for line in listed)
    groups = {}
    for rule, shares in shared.items():
        if not any(rule != other and rule.startswith(other) for other in shared):
            groups.setdefault(shares or rule, []).append(rule)
    return list(groups.values())


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program, arguments = sys.argv[1], sys.argv[2:]
    groups = groups_of(program)
    began, cells, outside, failed = time.monotonic(), 0, 0, []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # The last in the alphabet, of thermal machines, take longest: begun first, they do not run alone at the end.
        counts = [pool.submit(count, program, group, arguments) for group in reversed(groups)]
        for rules, counting in zip(groups, reversed(counts)):
            done = counting.result()
            *rows, last = done.stdout.rstrip("\n").split("\n")
            told = LAST_LINE.match(last)
            if done.returncode or not told:
                failed += rules
                print(f"{', '.join(rules)}: failed\n{done.stdout}{done.stderr}", flush=True)
                continue
            cells, outside = cells + int(told[1]), outside + int(told[2])
            print("\n".join(rows) + f"\n  {told[3]} s", flush=True)
    print(f"{cells} cells, {outside} outside of what is allowed (by chance alone about {cells / 20:.0f}), "
          f"{time.monotonic() - began:.0f} s" + (f"; FAILED: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
