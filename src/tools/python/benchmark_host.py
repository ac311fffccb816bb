"""What the host does for a model, with one that costs nothing, beside the smallest model's own pass: `bin/benchmark --host`.

Reading, staging and scoring of a stored file, bound to 1, 2, 4 and 8 cores as far as there are so many, in processes of their own, in turn.
"""
import os
import statistics

import benchmark

CORES = (1, 2, 4, 8)
MODEL = "amn"
ASKED_RATE, ASKED_SHARE = 20_000, 0.15


def one(kind, data, cores):
    """Seconds of one pass over all rows, and the CPU seconds of its process."""
    output, cost = benchmark.run(
        ["taskset", "-c", f"0-{cores - 1}", *benchmark.tool("PassBenchmark"), kind, str(benchmark.FOLDER / f"{MODEL}.pt"), str(data), str(cores), "1"],
        benchmark.environment_for(cores))
    return {"seconds": float(output.split()[0]), "cpu": cost["cpu"]}


def row(count, cores, host, model):
    seconds = statistics.median(taken["seconds"] for taken in host)
    whole = statistics.median(taken["seconds"] for taken in model)
    rate = count / seconds
    return (f"| {cores} | {count:,} | {rate:,.0f} | **{rate / cores:,.0f}** | {seconds:.2f} / {whole:.2f} | **{seconds / whole:.2f}** |")


def table(chosen, load):
    """A table of the host side's speed for each number of cores, and what part of the smallest model's pass it is."""
    lines = []
    for count in chosen.sequences:
        data = benchmark.FOLDER / f"stored_{count}.npz"
        benchmark.into_memory(data)
        for cores in CORES:
            if cores <= (os.cpu_count() or 1):
                taken = {"host": [], "plain": []}
                for _ in range(chosen.repetitions):
                    for kind, results in taken.items():
                        results.append(one(kind, data, cores))
                lines.append(row(count, cores, taken["host"], taken["plain"]))
                print(lines[-1], flush=True)
    return "\n".join([
        f"{benchmark.described(load)}.", "",
        "Reading, staging and scoring of all rows of a stored file for a model that costs nothing, and the same with the smallest model (amn), in "
        f"turn, medians. Asked for: at least {ASKED_RATE:,} rows/s for each core; at most {ASKED_SHARE:.2f} of the model's pass.", "",
        "| cores | rows | rows/s | rows/s for each core | pass s, host / amn | part |", "|--:|--:|--:|--:|--:|--:|", *lines])
