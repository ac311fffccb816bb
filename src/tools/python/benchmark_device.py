"""The verifier beside torch's own loop on each of several devices: `bin/benchmark --device cuda`, `bin/benchmark --devices cpu,cuda`."""
import json
import statistics
import subprocess
import sys

import benchmark

LOOP = str(benchmark.TOOLS / "reference_loop.py")
ASKED = 0.8


def require(devices):
    """Ends with a sentence where torch lacks one of the devices: there is nothing to compare then."""
    for device in devices:
        process = subprocess.run([sys.executable, LOOP, device], stderr=subprocess.PIPE, text=True)
        if process.returncode:
            sys.exit(f"bin/benchmark: {process.stderr.strip()}")


def ours(model, data, threads, device):
    found, cost = benchmark.verified(model, data, threads, benchmark.environment_for(threads), "none", device, "--split", "all")
    return {**cost, "value": found["actual"]["sampleMean"], "rows": found["split"]["validationRows"],
            "pass": found["timing"]["passSeconds"], "name": found["device"]["name"]}


def theirs(model, data, threads, device):
    output, cost = benchmark.run(
        [sys.executable, LOOP, str(benchmark.FOLDER / f"{model}.pt"), str(data), str(threads), device], benchmark.environment_for(threads))
    found = json.loads(output)
    return {**cost, "value": found["value"], "rows": found["rows"], "pass": found["passSeconds"], "name": found["device"]}


def row(model, device, threads, pairs):
    """Of runs of both in turn; both have to find the same number."""
    for mine, other in pairs:
        if abs(mine["value"] - other["value"]) > benchmark.AGREEMENT or mine["rows"] != other["rows"]:
            sys.exit(f"{model} on {device}: the verifier finds {mine['value']}, torch {other['value']}")
    rows = pairs[0][0]["rows"]
    speeds = [rows / statistics.median(pair[side]["pass"] for pair in pairs) for side in (0, 1)]
    walls = [statistics.median(pair[side]["wall"] for pair in pairs) for side in (0, 1)]
    return (f"| {model} | {device} | {threads} | {speeds[0]:,.0f} / {speeds[1]:,.0f} | **{speeds[0] / speeds[1]:.2f}** | "
            f"{walls[0]:.1f} / {walls[1]:.1f} | **{walls[0] / walls[1]:.2f}** |")


def table(chosen, load):
    """A table of passes over all rows of a stored file, on each device."""
    lines, names = [], {}
    for count in chosen.sequences:
        data = benchmark.FOLDER / f"stored_{count}.npz"
        benchmark.into_memory(data)
        for model in chosen.models:
            for device in chosen.devices:
                for threads in chosen.threads:
                    pairs = [(ours(model, data, threads, device), theirs(model, data, threads, device)) for _ in range(chosen.repetitions)]
                    names[device] = pairs[0][0]["name"]
                    lines.append(row(model, device, threads, pairs))
                    print(lines[-1], flush=True)
    return "\n".join([
        f"{benchmark.described(load)}. " + "; ".join(f"{device}: {name}" for device, name in names.items()) + ".", "",
        "Verifier / torch's loop over the same file (all arrays loaded by `np.load` before the pass, batches of 256 to the device, cosine in double), all "
        f"rows, in turn, medians. Asked for on a card: at least {ASKED} times torch's rows/s.", "",
        "| model | device | threads | rows/s of the pass | ratio | wall s | ratio |", "|---|---|--:|--:|--:|--:|--:|", *lines])
