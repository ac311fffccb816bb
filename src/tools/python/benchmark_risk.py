"""What --risk saves against our own full pass, in turn, on what bin/benchmark has made: `bin/benchmark --risk`.

Rows read, seconds of the pass and wall, and each as a part of the full pass's. The models' claims are what they reach, so their gap is 0.
"""
import json
import statistics
import sys

import benchmark


def once(model, data, threads, risk):
    report = benchmark.FOLDER / "risk.json"
    _, cost = benchmark.run(
        [str(benchmark.ROOT / "bin/lvm-verify"), "verify", "--checkpoint", str(benchmark.FOLDER / f"{model}.pt"), "--data", str(data),
         "--row-cache", "none", "--threads", str(threads), "--device", "cpu", "--diagnose", "never", "--quiet", "--risk", risk,
         "--report", str(report)],
        benchmark.environment_for(threads))
    found = json.loads(report.read_text())["verifications"][0]
    return {"wall": cost["wall"], "cpu": cost["cpu"], "pass": found["timing"]["passSeconds"], "rows": found["split"]["validationRows"],
            "verdict": found["verdict"]}


def medians(runs):
    return {key: statistics.median(run[key] for run in runs) for key in ("wall", "cpu", "pass", "rows")}


def table(chosen, load):
    """A table of verifications at a risk of 1e-6, each beside one of all rows."""
    lines = []
    for count in chosen.sequences:
        for storage in chosen.storage:
            if storage == "again":
                continue
            data = benchmark.FOLDER / f"{storage}_{count}.npz"
            benchmark.into_memory(data)
            for model in chosen.models:
                for threads in chosen.threads:
                    lines.append(row(model, storage, data, threads, chosen.repetitions))
                    print(lines[-1], flush=True)
    return "\n".join([
        f"{benchmark.described(load)}.", "",
        "Verifications at a risk of 1e-6 / of all rows, one after the other, medians. Asked for: the transformer at 60,000 sequences, stored, "
        "at most 0.25 of the full pass.", "",
        "| model | npz | threads | rows read / all | part | pass s | part | wall s | part | CPU s | part |", "|---|---|--:|---|--:|---|--:|---|--:|---|--:|", *lines])


def row(model, storage, data, threads, repetitions):
    some, all_rows = [], []
    for _ in range(repetitions):
        some.append(once(model, data, threads, "1e-6"))
        all_rows.append(once(model, data, threads, "0"))
    if {run["verdict"] for run in some} != {all_rows[0]["verdict"]}:
        sys.exit(f"{model}: {[run['verdict'] for run in some]} at the risk, {all_rows[0]['verdict']} on all rows")
    ours, whole = medians(some), medians(all_rows)
    return (f"| {model} | {storage} | {threads} | {ours['rows']:,.0f} / {whole['rows']:,.0f} | {ours['rows'] / whole['rows']:.2f} "
            + "".join(f"| {ours[key]:.1f} / {whole[key]:.1f} | **{ours[key] / whole[key]:.2f}** " for key in ("pass", "wall", "cpu")) + "|")
