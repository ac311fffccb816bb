"""What a start is made of, in processes of their own, with the launcher's flags and its kept classes: `bin/benchmark --startup`."""
import statistics
import sys

import benchmark

SEQUENCES = 2400
VERIFIED = ["--checkpoint", str(benchmark.FOLDER / "amn.pt"), "--data", str(benchmark.FOLDER / f"stored_{SEQUENCES}.npz")]
LAUNCHER = str(benchmark.ROOT / "bin/lvm-verify")
PARTS = {
    "the virtual machine": ["nothing"],
    "and arguments (`verify --help`)": [LAUNCHER, "verify", "--help"],
    "the virtual machine and libtorch": ["libtorch"],
    "the virtual machine and ND4J": ["nd4j"],
    "the virtual machine and both, one after the other": ["both"],
    "a verification until its first rows are scored, arguments included": ["rows"],
    f"a whole verification of {SEQUENCES // 10} rows of the smallest model": [
        LAUNCHER, "verify", "--quiet", "--device", "cpu", "--threads", "1", "--row-cache", "none", "--diagnose", "never", *VERIFIED],
}


def command(words):
    """That of the launcher, or of one part."""
    if words[0] == LAUNCHER:
        return words
    return [*benchmark.tool("cli.StartupBenchmark"), words[0], VERIFIED[1], VERIFIED[3]]


def table(chosen, load):
    """Medians of each part, all of them in turn."""
    environment = benchmark.environment_for(1)
    taken = {name: [] for name in PARTS}
    for turn in range(chosen.repetitions + 1):
        for name, words in PARTS.items():
            output, cost = benchmark.run(command(words), environment)
            if words[0] != LAUNCHER and output.split() != words:
                sys.exit(f"{name}: it ended before it was done")
            if turn:  # The first one brings files into memory.
                taken[name].append(cost)
    lines = [
        f"| {name} | {statistics.median(cost['wall'] for cost in costs):.2f} | {statistics.median(cost['cpu'] for cost in costs):.2f} |"
        for name, costs in taken.items()]
    print("\n".join(lines), flush=True)
    return "\n".join([
        f"{benchmark.described(load)}.", "",
        "Whole processes, medians. Asked for: at most 1.3 s to the first row, arguments included.", "",
        "| what starts | wall s | CPU s |", "|---|--:|--:|", *lines])
