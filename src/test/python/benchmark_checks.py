"""What bin/benchmark judges by and what it runs on a device, without a run: benchmark_checks.py FOLDER

Processes are replaced by one that notes its command. Prints the notes and the judged figures as JSON.
"""
import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "src/tools/python"))

import benchmark
import benchmark_device

ROWS, COST = 1000, {"wall": 2.0, "cpu": 3.0, "rss": 100.0}


def faked(folder):
    """The commands that are run, each answered as the verifier or torch's loop would."""
    commands = []

    def run(command, environment):
        commands.append(command)
        if "--report" in command:
            pathlib.Path(command[command.index("--report") + 1]).write_text(json.dumps({"verifications": [{
                "actual": {"sampleMean": 0.5, "batchMean": 0.5}, "split": {"validationRows": ROWS}, "timing": {"passSeconds": 0.1},
                "device": {"name": "card"}}]}))
        return json.dumps({"value": 0.5, "rows": ROWS, "passSeconds": 0.08, "device": "card"}), COST

    benchmark.FOLDER, benchmark.run, benchmark.into_memory = folder, run, lambda path: None
    return commands


def judged(wall):
    """The figures where everything took so many times the reference's wall."""
    cost = {"wall": wall, "cpu": 0.5, "rss": 10, "startup": 0.1, "pass": wall - 0.1, "rows": 6000}
    reference = {"wall": 1.0, "cpu": 1.0, "rss": 100, "startup": 0.1, "pass": 0.9, "rows": 6000}
    cases = [benchmark.Case(model, storage, 60_000, threads, 1)
             for model in benchmark.MODELS for storage in ("stored", "deflated") for threads in (1, 2)]
    forward = {(model, threads): (1000.0, 1000.0) for model in benchmark.MODELS for threads in (1, 2)}
    return benchmark.judged({case: (cost, reference) for case in cases}, forward, {60_000: 1.0})[0]


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    commands = faked(folder)
    chosen = argparse.Namespace(sequences=[ROWS], models=["amn"], devices=["cpu", "cuda"], threads=[1], repetitions=1)
    table = benchmark_device.table(chosen, 0.0)
    (folder / "checks.json").write_text(json.dumps({
        "commands": commands, "table": table.splitlines(), "met": judged(0.5), "missed": judged(0.7)}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
