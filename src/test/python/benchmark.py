"""Measures the verifier against the trainers' own method, side by side, and writes docs/benchmarks.md.

Each case runs both as whole processes, one after the other, several times in turn; what is shown are medians. Numbers of both must
agree, or there is nothing to compare. Neither torch nor numpy is loaded here: a child's peak memory counts that of its parent.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "src/test/python"
FOLDER = ROOT / "target/benchmark"
MODELS = ("amn", "lstm", "gru", "transformer")
AGREEMENT = 1e-5
VECTOR, LENGTH = 768, 5


def multiplications(model):
    """Multiply-adds of matrices that one prediction needs; what only the last step needs is counted once."""
    if model == "amn":
        return VECTOR * 256 * 2 + 2 * VECTOR * 512 + 512 * 256 + 256 * VECTOR
    if model == "lstm":
        return LENGTH * 4 * 512 * (VECTOR + 3 * 512) + 512 * VECTOR
    if model == "gru":
        return LENGTH * (VECTOR * 512 + 4 * 6 * 512**2) + 512 * VECTOR
    square = 512**2
    top = LENGTH * 4 * square + 12 * square
    return LENGTH * (VECTOR * 512 + 3 * 16 * square) + top + square + 512 * VECTOR


def run(command, environment):
    """Output, wall seconds, CPU seconds and peak resident MiB of one process with its children."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 2):
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return output, {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "rss": usage.ru_maxrss / 1024}


def verifier(model, data, threads, environment, rows="none"):
    report = FOLDER / "report.json"
    _, cost = run([
        str(ROOT / "bin/lvm-verify"), "verify", "--checkpoint", str(FOLDER / f"{model}.pt"), "--data", str(data),
        "--threads", str(threads), "--device", "cpu", "--quiet", "--row-cache", str(rows), "--report", str(report)], environment)
    found = json.loads(report.read_text())["verifications"][0]
    timing = found["timing"]
    return {**cost, "value": found["actual"]["batchMean"], "startup": cost["wall"] - timing["passSeconds"], "pass": timing["passSeconds"],
            "rows": found["split"]["validationRows"]}


def reference(model, data, threads, environment):
    output, cost = run([
        sys.executable, str(SCRIPTS / "reference_verify.py"), str(FOLDER / f"{model}.pt"), str(data), str(threads)],
        environment)
    found = json.loads(output)
    return {**cost, "value": found["value"], "startup": found["startupSeconds"], "pass": found["passSeconds"],
            "rows": found["rows"]}


def environment_for(threads):
    return {
        **os.environ, "OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads),
        "OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0", "PYTHONDONTWRITEBYTECODE": "1"}


def measure(model, data, threads, repetitions, again):
    """Medians of both, taken in turn. `again` measures the verifications after the first, which keeps the rows."""
    environment = environment_for(threads)
    rows = FOLDER / "rows" if again else "none"
    if again:
        verifier(model, data, threads, environment, rows)
    taken = {verifier: [], reference: []}
    for _ in range(repetitions):
        for who, results in taken.items():
            results.append(who(model, data, threads, environment, *([rows] if who is verifier else [])))
    medians = []
    for results in taken.values():
        medians.append({key: statistics.median(result[key] for result in results) for key in results[0]})
    ours, theirs = medians
    if abs(ours["value"] - theirs["value"]) > AGREEMENT or ours["rows"] != theirs["rows"]:
        sys.exit(f"{model} on {data.name}: the verifier finds {ours['value']}, torch {theirs['value']}")
    return ours, theirs


def row(model, storage, count, threads, ours, theirs):
    def both(key, form):
        return f"{ours[key]:{form}} / {theirs[key]:{form}}"

    def ratio(key):
        return f"**{ours[key] / theirs[key]:.2f}**"

    return (f"| {model} | {storage} | {count:,} | {threads} | {both('wall', '.1f')} | {ratio('wall')} | {both('cpu', '.1f')} | "
            f"{ratio('cpu')} | {both('rss', '.0f')} | {ratio('rss')} | {both('startup', '.1f')} |")


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = int(open("/proc/meminfo").readline().split()[1]) / 1024**2
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()} {platform.machine()}"


def prepare(counts):
    missing = [count for count in counts if not (FOLDER / f"deflated_{count}.npz").exists()]
    if missing or not (FOLDER / "transformer.pt").exists():
        subprocess.run([sys.executable, str(SCRIPTS / "benchmark_fixtures.py"), str(FOLDER), *map(str, missing)], check=True)


def ceilings(models, threads):
    """Samples that the forward pass alone does in a second, and that libtorch's matrix product alone would allow."""
    lines = []
    for count in threads:
        command = [
            "java", "-Xmx1g", "-XX:+UseSerialGC", "-Dai.djl.offline=true",
            f"-DENGINE_CACHE_DIR={ROOT / 'target/lvm-verify/natives'}",
            "-cp", f"{ROOT / 'target/test-classes'}:{ROOT / 'target/lvm-verify/lib'}/*",
            "io.jenkins.plugins.lvm.verifier.ForwardCeiling", str(count), *(str(FOLDER / f"{m}.pt") for m in models)]
        output, _ = run(command, environment_for(count))
        for model, line in zip(models, output.splitlines()):
            samples, operations = map(float, line.split())
            ceiling = operations / (2 * multiplications(model))
            lines.append(f"| {model} | {count} | {samples:,.0f} | {ceiling:,.0f} | {samples / ceiling:.0%} |")
    return lines


def main():
    options = argparse.ArgumentParser(prog="bin/benchmark", description=__doc__.splitlines()[0])
    options.add_argument("--sequences", type=int, nargs="+", default=[60_000, 240_000])
    options.add_argument("--models", nargs="+", default=MODELS, choices=MODELS)
    options.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    options.add_argument("--storage", nargs="+", default=["stored", "deflated", "again"], choices=["stored", "deflated", "again"],
                         help="again: deflated, its rows kept by an earlier verification")
    options.add_argument("--repetitions", type=int, default=3)
    options.add_argument("--output", type=pathlib.Path, default=ROOT / "docs/benchmarks.md")
    options.add_argument("--keep", action="store_true", help="keep the generated data (some gigabytes)")
    chosen = options.parse_args()
    prepare(chosen.sequences)
    lines = []
    for count in chosen.sequences:
        for storage in chosen.storage:
            again = storage == "again"
            data = FOLDER / f"{'deflated' if again else storage}_{count}.npz"
            for model in chosen.models:
                for threads in chosen.threads:
                    lines.append(row(model, storage, count, threads, *measure(model, data, threads, chosen.repetitions, again)))
                    print(lines[-1], flush=True)
    command = "bin/benchmark " + " ".join(sys.argv[1:])
    write(chosen.output, command.strip(), chosen.repetitions, lines, ceilings(chosen.models, chosen.threads))
    if not chosen.keep:
        for data in FOLDER.glob("*.npz"):
            data.unlink()


def write(output, command, repetitions, lines, forward):
    """Replaces the measured part of the document, and leaves what people wrote around it."""
    begin, end = "<!-- measured: begin -->", "<!-- measured: end -->"
    measured = "\n".join([
        begin, "",
        f"{machine()}; {datetime.date.today()}; load before: {os.getloadavg()[0]:.1f}; `{command}`, median of {repetitions}.", "",
        "Verifier / reference, and their ratio. Start-up is, of the verifier, everything but the pass over the data; of the reference, its imports:", "",
        "| model | npz | sequences | threads | wall s | ratio | CPU s | ratio | peak MiB | ratio | start-up s |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|", *lines, "",
        "The forward pass alone, in batches of 512, against what libtorch's matrix product alone would allow:", "",
        "| model | threads | samples/s | ceiling | share |", "|---|--:|--:|--:|--:|", *forward, "", end])
    text = output.read_text() if output.exists() else f"# Benchmarks\n\n{begin}\n{end}\n"
    output.write_text(text[: text.index(begin)] + measured + text[text.index(end) + len(end) :])


if __name__ == "__main__":
    main()
