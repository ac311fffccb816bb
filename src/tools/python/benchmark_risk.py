"""Measures what --risk saves against our own full pass, in turn, on what bin/benchmark has made in target/benchmark.

    PYTHONPATH=src/test/python:src/tools/python python3 src/tools/python/benchmark_risk.py --models transformer amn --sequences 60000

Prints a Markdown table: rows read, seconds of the pass and wall, and both as a part of the full pass's. The models' claims are what they
reach, so their gap is 0; --gap moves the threshold nearer instead, since a file is not changed here.
"""
import argparse
import json
import os
import statistics
import sys

import benchmark


def once(model, data, threads, risk, threshold):
    report = benchmark.FOLDER / "risk.json"
    _, cost = benchmark.run(
        [str(benchmark.ROOT / "bin/lvm-verify"), "verify", "--checkpoint", str(benchmark.FOLDER / f"{model}.pt"), "--data", str(data),
         "--row-cache", "none", "--threads", str(threads), "--device", "cpu", "--diagnose", "never", "--quiet", "--risk", risk,
         "--unstable-threshold", str(threshold), "--report", str(report)],
        benchmark.environment_for(threads))
    found = json.loads(report.read_text())["verifications"][0]
    return {"wall": cost["wall"], "pass": found["timing"]["passSeconds"], "rows": found["split"]["validationRows"],
            "verdict": found["verdict"]}


def medians(runs):
    return {key: statistics.median(run[key] for run in runs) for key in ("wall", "pass", "rows")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", default=["transformer"], choices=benchmark.MODELS)
    parser.add_argument("--storages", nargs="+", default=["stored"], choices=("stored", "deflated"))
    parser.add_argument("--sequences", type=int, default=60_000)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--risk", default="1e-6")
    parser.add_argument("--gap", type=float, default=0, help="how much nearer than 0.05 the threshold is to the claim")
    parser.add_argument("--repetitions", type=int, default=5)
    chosen = parser.parse_args()
    print(f"{benchmark.described(os.getloadavg()[0])}\n")
    print("| model | npz | rows read / all | part | pass s | part | wall s | part |\n|---|---|---|--:|---|--:|---|--:|")
    for model in chosen.models:
        for storage in chosen.storages:
            data = benchmark.FOLDER / f"{storage}_{chosen.sequences}.npz"
            benchmark.into_memory(data)
            some, all_rows = [], []
            for _ in range(chosen.repetitions):
                some.append(once(model, data, chosen.threads, chosen.risk, 0.05 - chosen.gap))
                all_rows.append(once(model, data, chosen.threads, "0", 0.05 - chosen.gap))
            if {run["verdict"] for run in some} != {all_rows[0]["verdict"]}:
                sys.exit(f"{model}: {[run['verdict'] for run in some]} at the risk, {all_rows[0]['verdict']} on all rows")
            ours, whole = medians(some), medians(all_rows)
            print(f"| {model} | {storage} | {ours['rows']:,.0f} / {whole['rows']:,.0f} | {ours['rows'] / whole['rows']:.2f} "
                  + "".join(f"| {ours[key]:.1f} / {whole[key]:.1f} | **{ours[key] / whole[key]:.2f}** " for key in ("pass", "wall"))
                  + "|", flush=True)


if __name__ == "__main__":
    main()
