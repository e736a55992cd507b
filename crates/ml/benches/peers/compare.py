"""Runs the core, scikit-learn and PyTorch in turns on the same data, settings and threads.

Run from anywhere: python crates/ml/benches/peers/compare.py [rounds] [threads] [name=part of a row's name]
In each round every row runs three times on each side, so that a machine that slows down slows both. Prints the medians
over the rounds and the ratios of wall time and of processor time: above 1 the core is faster.
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
for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = str(THREADS)

import models


def peers():
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


def core(bench):
    command = [bench, str(RUNS), str(THREADS), f"name={WANTED}"]
    return json.loads(subprocess.check_output(command, text=True))


def built():
    """The compiled bench."""
    command = ["cargo", "bench", "--quiet", "-p", "lossbook-ml", "--bench", "peers", "--no-run", "--message-format=json"]
    crate = Path(__file__).resolve().parents[2]
    messages = [json.loads(line) for line in subprocess.check_output(command, cwd=crate, text=True).splitlines()]
    return next(m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "peers")


def main():
    bench, others = built(), peers()
    ours, theirs = {}, {}
    for _ in range(ROUNDS):
        for name, times in core(bench).items():
            ours.setdefault(name, []).append(times)
        for peer, rows in others.items():
            for name in rows.keys() & ours.keys():
                theirs.setdefault((name, peer), []).append(timed(rows[name]))
    middle = lambda times: [median(clock) * 1e3 for clock in zip(*times)]
    print(f"medians of {ROUNDS} rounds of {RUNS}, {THREADS} threads, milliseconds on the wall and of processors\n")
    print("| row | core | processors | peer | wall | processors | ratio | of processors |")
    print("|---|--:|--:|---|--:|--:|--:|--:|")
    for (name, peer), times in theirs.items():
        (wall, cpu), (peer_wall, peer_cpu) = middle(ours[name]), middle(times)
        figures = f"{wall:.2f} | {cpu:.2f} | {peer} | {peer_wall:.2f} | {peer_cpu:.2f}"
        print(f"| {name} | {figures} | {peer_wall / wall:.2f} | {peer_cpu / cpu:.2f} |")


if __name__ == "__main__":
    main()
