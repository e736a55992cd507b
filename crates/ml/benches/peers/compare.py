"""Runs the core, scikit-learn, PyTorch and linfa in turns on the same data, settings and threads.

Run from anywhere: python crates/ml/benches/peers/compare.py [rounds] [threads] [name=part of a row's name]
In each round every row runs three times on one side and then at once on the next, so that a machine that slows down slows
all. Prints the medians over the rounds and the ratios of wall time and of processor time: above 1 the core is faster.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

RUNS = 3
COUNTS = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
ROUNDS, THREADS = COUNTS[0] if COUNTS else 5, COUNTS[1] if len(COUNTS) > 1 else 2
WANTED = next((argument[5:] for argument in sys.argv[1:] if argument.startswith("name=")), "")
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = str(THREADS)

import models


def python_peers():
    """The name of a peer to its rows."""
    found = {"scikit-learn": dict(models.rows(THREADS))}
    try:
        import networks
        import torch
    except ImportError:
        print("PyTorch is not installed: its rows are left out")
        return found
    found["torch f64"] = dict(networks.rows(torch.float64, THREADS))
    found["torch f32"] = dict(networks.rows(torch.float32, THREADS))
    return found


def timed(work):
    """Seconds on the wall and of all threads together: medians, after a run that does not count and loads what it needs."""
    work()
    times = []
    for _ in range(RUNS):
        start, before = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - start, time.process_time() - before))
    return [median(clock) for clock in zip(*times)]


def native(bench, row):
    """What a compiled bench, the core's or linfa's, says of a row; nothing if it has none of this name."""
    return json.loads(subprocess.check_output([bench, str(RUNS), str(THREADS), f"row={row}"], text=True)).get(row)


def built(command, folder):
    """The program that cargo makes."""
    command = ["cargo", *command, "--quiet", "--message-format=json"]
    messages = [json.loads(line) for line in subprocess.check_output(command, cwd=folder, text=True).splitlines()]
    return [message["executable"] for message in messages if message.get("executable")][-1]


def main():
    core = built(["bench", "-p", "lossbook-ml", "--bench", "peers", "--no-run", "--profile", "cells"], ROOT)
    linfa = built(["build", "--release", "--target-dir", str(ROOT / "target" / "peers")], HERE / "linfa")
    peers = python_peers()
    names = dict.fromkeys(name for rows in peers.values() for name in rows if WANTED in name)
    print(f"medians of {ROUNDS} rounds of {RUNS}, {THREADS} threads, milliseconds on the wall and of processors\n")
    print("| row | core | processors | peer | wall | processors | ratio | of processors |")
    print("|---|--:|--:|---|--:|--:|--:|--:|")
    for name in names:
        times = {}
        for _ in range(ROUNDS):
            times.setdefault("core", []).append(native(core, name))
            for peer, rows in peers.items():
                if name in rows:
                    times.setdefault(peer, []).append(timed(rows[name]))
            if found := native(linfa, name):
                times.setdefault("linfa", []).append(found)
        report(name, {side: [median(clock) * 1e3 for clock in zip(*found)] for side, found in times.items()})


def report(name, medians):
    wall, cpu = medians.pop("core")
    for peer, (peer_wall, peer_cpu) in medians.items():
        figures = f"{wall:.2f} | {cpu:.2f} | {peer} | {peer_wall:.2f} | {peer_cpu:.2f}"
        print(f"| {name} | {figures} | {peer_wall / wall:.2f} | {peer_cpu / cpu:.2f} |", flush=True)


if __name__ == "__main__":
    main()
