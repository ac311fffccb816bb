"""Measures the verifier against the trainers' own method, side by side, and writes docs/benchmarks.md.

Each case runs both as whole processes, one after the other, several times in turn; what is shown are medians. Numbers of both must
agree, or there is nothing to compare. Neither torch nor numpy is loaded here: a child's peak memory counts that of its parent.
"""
import argparse
import collections
import datetime
import json
import os
import pathlib
import platform
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
TOOLS = ROOT / "src/tools/python"
TESTS = ROOT / "src/test/python"
FOLDER = ROOT / "target/benchmark"
MODELS = ("amn", "lstm", "gru", "transformer")
AGREEMENT = 1e-5
LARGE = 100_000
# Rows of the alignment: in batches, where it is the default and the data has so many, and one at a time.
ROWS, SINGLE_ROWS = 10_000, 120
VECTOR, LENGTH = 768, 5
# What was asked of the ratio of walls, on one thread and files that fit into memory easily.
WALLS = (("amn", ("stored",), 0.55), ("amn", ("deflated",), 0.50), ("lstm", ("stored", "deflated"), 0.60), ("gru", ("stored", "deflated"), 0.50),
         ("transformer", ("stored", "deflated"), 0.55))
# Each part of --all, in turn.
PARTS = ((), ("--startup",), ("--host", "--sequences", "60000"), ("--definitions",),
         ("--risk", "--sequences", "60000", "--models", "transformer", "--storage", "stored"))


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


def verified(model, data, threads, environment, rows, device, *more):
    """What the verifier reports, and what its process cost."""
    report = FOLDER / "report.json"
    report.unlink(missing_ok=True)
    _, cost = run([
        str(ROOT / "bin/lvm-verify"), "verify", "--checkpoint", str(FOLDER / f"{model}.pt"), "--data", str(data),
        "--row-cache", str(rows), "--threads", str(threads), "--device", device, "--diagnose", "never", "--quiet", "--report", str(report),
        *more], environment)
    return json.loads(report.read_text())["verifications"][0], cost


def verifier(model, data, threads, environment, rows="none"):
    found, cost = verified(model, data, threads, environment, rows, "cpu")
    seconds = found["timing"]["passSeconds"]
    return {**cost, "value": found["actual"]["batchMean"], "startup": cost["wall"] - seconds, "pass": seconds,
            "rows": found["split"]["validationRows"]}


def reference(model, data, threads, environment):
    output, cost = run([
        sys.executable, str(TOOLS / "reference_verify.py"), str(FOLDER / f"{model}.pt"), str(data), str(threads)],
        environment)
    found = json.loads(output)
    return {**cost, "value": found["value"], "startup": found["startupSeconds"], "pass": found["passSeconds"],
            "rows": found["rows"]}


def environment_for(threads):
    return {
        **os.environ, "OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads),
        "OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0", "PYTHONDONTWRITEBYTECODE": "1"}


Case = collections.namedtuple("Case", "model storage count threads repetitions")


def measure(case):
    """Medians of both, taken in turn. Storage `again` is a deflated file whose rows an earlier verification has kept."""
    environment = environment_for(case.threads)
    again = case.storage == "again"
    data = FOLDER / f"{'deflated' if again else case.storage}_{case.count}.npz"
    into_memory(data)
    rows = FOLDER / "rows" if again else "none"
    if again:
        verifier(case.model, data, case.threads, environment, rows)
    taken = {"ours": [], "theirs": []}
    for _ in range(case.repetitions):
        taken["ours"].append(verifier(case.model, data, case.threads, environment, rows))
        taken["theirs"].append(reference(case.model, data, case.threads, environment))
    ours, theirs = (
        {key: statistics.median(result[key] for result in results) for key in results[0]} for results in taken.values())
    if abs(ours["value"] - theirs["value"]) > AGREEMENT or ours["rows"] != theirs["rows"]:
        sys.exit(f"{case.model} on {data.name}: the verifier finds {ours['value']}, torch {theirs['value']}")
    return ours, theirs


def into_memory(path):
    """Reads a file through, so that whoever comes first does not wait for the disk in place of the others."""
    with open(path, "rb", buffering=0) as file:
        while file.read(1 << 24):
            pass


def row(case, ours, theirs):
    def both(key, form):
        return f"{ours[key]:{form}} / {theirs[key]:{form}}"

    def ratio(key):
        return f"**{ours[key] / theirs[key]:.2f}**"

    return (f"| {case.model} | {case.storage} | {case.count:,} | {case.threads} | {both('wall', '.1f')} | {ratio('wall')} | "
            f"{both('cpu', '.1f')} | {ratio('cpu')} | {both('rss', '.0f')} | {ratio('rss')} | {both('startup', '.1f')} |")


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = int(open("/proc/meminfo").readline().split()[1]) / 1024**2
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()} {platform.machine()}"


def prepare(counts):
    missing = [count for count in counts if not (FOLDER / f"deflated_{count}.npz").exists()]
    if missing or not (FOLDER / "transformer.pt").exists() or not (FOLDER / "articles.npz").exists():
        subprocess.run([sys.executable, str(TOOLS / "benchmark_fixtures.py"), str(FOLDER), *map(str, missing)], check=True)


def ceilings(models, threads):
    """For model and threads: samples that the forward pass alone does in a second, and that libtorch's matrix product would allow."""
    found = {}
    for count in threads:
        command = [*tool("ForwardCeiling"), str(count), *(str(FOLDER / f"{m}.pt") for m in models)]
        output, _ = run(command, environment_for(count))
        for model, line in zip(models, output.splitlines()):
            samples, operations = map(float, line.split())
            found[model, count] = samples, operations / (2 * multiplications(model))
    return found


def inflating(count):
    """Seconds that zlib alone needs for the contexts of the deflated file, without looking at what comes out."""
    started = time.perf_counter()
    with zipfile.ZipFile(FOLDER / f"deflated_{count}.npz") as archive:
        with archive.open("context_sequences.npy") as entry:
            while entry.read(1 << 22):
                pass
    return time.perf_counter() - started


def alignments(chosen, load):
    """A table of the rows that all five tests do in a second: in batches, one at a time, and one at a time in Python."""
    threads = max(chosen.threads)
    environment = environment_for(threads)
    lines = []
    into_memory(FOLDER / "articles.npz")
    for model in chosen.models:
        speeds = []
        for batch, samples in ((0, ROWS), (1, SINGLE_ROWS)):
            report = FOLDER / "alignment.json"
            run([str(ROOT / "bin/lvm-verify"), "align", "--checkpoint", str(FOLDER / f"{model}.pt"),
                 "--data", str(FOLDER / "articles.npz"), "--threads", str(threads), "--device", "cpu", "--batch-size", str(batch),
                 "--max-samples", str(samples), "--report", str(report)], environment)
            speeds.append(samples / json.loads(report.read_text())["seconds"])
        output, _ = run([
            sys.executable, str(TESTS / "alignment_oracle.py"), str(FOLDER / f"{model}.pt"), str(FOLDER / "articles.npz"),
            "--samples", str(SINGLE_ROWS), "--threads", str(threads)], environment)
        python = SINGLE_ROWS / json.loads(output)["seconds"]
        lines.append(f"| {model} | {speeds[0]:,.0f} | {speeds[1]:.1f} | {python:.1f} | **{speeds[0] / python:.1f}** |")
        print(lines[-1], flush=True)
    return "\n".join([
        f"{described(load)}.", "",
        f"Rows per second through all five tests, {threads} threads: {ROWS:,} rows in batches, with the reading of articles; {SINGLE_ROWS} rows "
        "one at a time, in Python without reading. Asked for: 20 times Python's.", "",
        "| model | in batches | one at a time | one at a time in Python | times Python's |", "|---|--:|--:|--:|--:|", *lines])


def definitions(chosen, load):
    """A table of the forward pass alone, of every definition at its trainers' size: ours beside torch's, in turn.

    Of each turn, one process measures all of ours and one all of torch's: 42 starts of each would take longer than the passes.
    """
    folder = FOLDER / "definitions"
    subprocess.run([sys.executable, str(TOOLS / "reference_forward.py"), "write", str(folder)], check=True)
    checkpoints = sorted(map(str, folder.glob("*.pt")))
    lines = []
    for threads in chosen.threads:
        environment = environment_for(threads)
        names, ours, theirs = [], [], []
        for _ in range(chosen.repetitions):
            output, _ = run([*tool("ForwardThroughput"), str(threads), *checkpoints], environment)
            names, lengths, samples = zip(*(line.split() for line in output.splitlines()))
            ours.append(map(float, samples))
            output, _ = run([sys.executable, str(TOOLS / "reference_forward.py"), "measure", str(threads), *(
                f"{checkpoint}:{length}" for checkpoint, length in zip(checkpoints, lengths))], environment)
            theirs.append(map(float, output.split()))
        for definition, length, mine, other in zip(
                names, lengths, map(statistics.median, zip(*ours)), map(statistics.median, zip(*theirs))):
            lines.append(f"| {definition} | {length} | {threads} | {mine:,.0f} | {other:,.0f} | **{other / mine:.2f}** |")
            print(lines[-1], flush=True)
    return "\n".join([
        f"{described(load)}.", "",
        "Samples per second of the forward pass alone, by the median batch of 256; medians. Asked for: at most 1.00 times torch's wall.", "",
        "| definition | context | threads | verifier | torch | wall |", "|---|--:|--:|--:|--:|--:|", *lines])


def described(load):
    """Where, when and how something was measured."""
    command = ("bin/benchmark " + " ".join(sys.argv[1:])).strip()
    return f"{machine()}; {datetime.date.today()}; load before: {load:.1f}; `{command}`"


def plan(chosen):
    """Cases, the quick ones first. Large files are measured once: they take long, and start-up is little of it."""
    cases = []
    for count in chosen.sequences:
        large = count > LARGE
        for storage in chosen.storage:
            for model in chosen.models if not (chosen.quick and large) else [chosen.models[0]]:
                for threads in chosen.threads if not (chosen.quick and large) else [chosen.threads[0]]:
                    cases.append(Case(model, storage, count, threads, 1 if large or chosen.quick else chosen.repetitions))
    return cases


def judged(results, forward, inflated):
    """What was asked for against what was measured: one row for each figure, and for each miss why."""
    lines, reasons = [], []

    def figure(title, limit, found, form=".2f", at_least=False):
        """`found`: (value, where, reason or None) for every place where it was measured."""
        if not found:
            return
        missed = [entry for entry in found if (entry[0] < limit if at_least else entry[0] > limit)]
        worst = (min if at_least else max)(found, key=lambda entry: entry[0])
        sign = "≥" if at_least else "≤"
        lines.append(f"| {title} | {sign} {limit:{form}} | {worst[0]:{form}} ({worst[1]}) | "
                     f"{'yes' if not missed else f'no: {len(missed)} of {len(found)} miss it'} |")
        for value, where, reason in missed:
            reasons.append(f"* {title}, {where}: {value:{form}}. {reason}")

    def where(case):
        return f"{case.model} {case.storage} {case.count:,}, {case.threads} thread{'s' if case.threads > 1 else ''}"

    def wall_reason(case, ours, theirs, limit):
        samples, ceiling = forward[case.model, case.threads]
        floor = ours["rows"] / ceiling
        text = (f"Of {ours['wall']:.1f} s, {ours['startup']:.1f} s are start-up and {ours['pass']:.1f} s the pass; the model's matrix products "
                f"alone take {floor:.1f} s at libtorch's speed here")
        if case.storage == "deflated":
            text += f", inflating the contexts alone {inflated[case.count]:.1f} s"
        return text + f"; {limit:.2f} of the reference is {theirs['wall'] * limit:.1f} s."

    def select(models, storages):
        return [(case, *pair) for case, pair in results.items() if case.model in models and case.storage in storages]

    plain = ("stored", "deflated")
    for model, storages, limit in WALLS:
        figure(f"wall of {model}, {' and '.join(storages)}, one thread", limit,
               [(o["wall"] / t["wall"], where(c), wall_reason(c, o, t, limit))
                for c, o, t in select((model,), storages) if c.threads == 1 and c.count <= LARGE])
    for model in ("gru", "lstm"):
        figure(f"CPU of {model}", 1.0, [
            (o["cpu"] / t["cpu"], where(c), f"{o['cpu']:.1f} s against {t['cpu']:.1f} s, of which start-up is a fixed part.")
            for c, o, t in select((model,), plain)])
    figure("peak RSS", 0.5, [
        (o["rss"] / t["rss"], where(c), f"{o['rss']:.0f} MiB against {t['rss']:.0f} MiB.") for c, o, t in select(MODELS, plain)])
    growth = []
    smallest = min(case.count for case in results)
    for case, ours, _ in select(MODELS, plain):
        base = next((o for c, (o, _) in results.items() if c[:2] == case[:2] and c.threads == case.threads and c.count == smallest), None)
        if case.count > smallest and base:
            growth.append((ours["rss"] / base["rss"], where(case), f"{ours['rss']:.0f} MiB against {base['rss']:.0f} MiB at {smallest:,}."))
    figure(f"peak RSS against that at {smallest:,} sequences", 1.05, growth)
    figure("forward pass of the transformer against the ceiling", 0.85, [
        (samples / ceiling, f"{threads} thread{'s' if threads > 1 else ''}", "The rest is attention, normalisation and copies.")
        for (model, threads), (samples, ceiling) in forward.items() if model == "transformer"], at_least=True)
    return lines, reasons


def main():
    options = argparse.ArgumentParser(prog="bin/benchmark", description=__doc__.splitlines()[0])
    options.add_argument("--quick", action="store_true", help="each case once, large files with the first model and threads only")
    options.add_argument("--sequences", type=int, nargs="+", default=[60_000, 240_000])
    options.add_argument("--models", nargs="+", default=MODELS, choices=MODELS)
    options.add_argument("--threads", type=int, nargs="+", default=[count for count in (1, 2, 4, 8, 16) if count <= (os.cpu_count() or 1)],
                         help="default: 1, 2, 4, 8 and 16, as far as there are cores")
    options.add_argument("--storage", nargs="+", default=["stored", "deflated", "again"], choices=["stored", "deflated", "again"],
                         help="again: deflated, its rows kept by an earlier verification")
    options.add_argument("--repetitions", type=int, default=3, help="of each case of up to 100,000 sequences (default 3)")
    options.add_argument("--minutes", type=float, help="begin no further case after this time; what was measured is written")
    options.add_argument("--output", type=pathlib.Path, default=ROOT / "docs/benchmarks.md")
    options.add_argument("--alignment", action="store_true", help="instead measure the alignment, into docs/alignment.md")
    options.add_argument("--row-cache", action="store_true",
                         help="instead measure second verifications of deflated files beside stored ones, into docs/row-cache.md")
    options.add_argument("--digests", action="store_true",
                         help="instead measure what the digests of the rows cost, into docs/attestation.md")
    options.add_argument("--self-check", action="store_true",
                         help="instead measure what the verifier's checks of itself cost, into its decision document")
    options.add_argument("--risk", action="store_true",
                         help="instead measure what a risk of 1e-6 saves against our own full pass, into a part of its own")
    options.add_argument("--diagnosis", action="store_true",
                         help="instead measure what a search for the cause of a gap costs beside the verification, into docs/diagnosis.md")
    options.add_argument("--startup", action="store_true", help="instead measure what a start is made of, into a part of its own")
    options.add_argument("--definitions", action="store_true",
                         help="instead measure the forward pass of every definition beside torch's, into its section of docs/benchmarks.md")
    options.add_argument("--host", action="store_true",
                         help="instead measure reading, staging and scoring for a model that costs nothing, into a part of its own")
    options.add_argument("--device", "--devices", dest="devices", type=lambda names: names.split(","), metavar="NAME,...",
                         help="instead measure the models on these devices, such as cpu,cuda, beside torch's own loop there, into a part of its own")
    options.add_argument("--all", action="store_true", help="measure every part of docs/benchmarks.md, one after the other")
    options.add_argument("--keep", action="store_true", help="keep the generated data (some gigabytes)")
    chosen = options.parse_args()
    if chosen.all:
        for part in PARTS:
            subprocess.run([sys.executable, __file__, *part, "--keep", "--output", str(chosen.output)], check=True)
        return
    if chosen.devices:
        import benchmark_device
        benchmark_device.require(chosen.devices)
    load = os.getloadavg()[0]
    if chosen.startup:
        import benchmark_startup
        prepare([benchmark_startup.SEQUENCES])
    elif not chosen.definitions and not chosen.diagnosis:
        prepare([] if chosen.alignment else chosen.sequences)
    if chosen.definitions:
        replace(chosen.output, definitions(chosen, load), "definitions")
    elif chosen.alignment:
        replace(ROOT / "docs/alignment.md", alignments(chosen, load))
    elif chosen.digests:
        replace(ROOT / "docs/attestation.md", digests(chosen, load))
    elif chosen.self_check:
        replace(ROOT / "docs/decisions/0013-the-verifier-checks-itself.md", self_checks(chosen, load))
    elif chosen.row_cache:
        replace(ROOT / "docs/row-cache.md", row_cache(chosen, load))
    elif chosen.risk:
        import benchmark_risk
        replace(chosen.output, benchmark_risk.table(chosen, load), "risk")
    elif chosen.diagnosis:
        import benchmark_diagnosis
        replace(ROOT / "docs/diagnosis.md", benchmark_diagnosis.table(chosen, load), "cost")
    elif chosen.host:
        import benchmark_host
        replace(chosen.output, benchmark_host.table(chosen, load), "host")
    elif chosen.devices:
        replace(chosen.output, benchmark_device.table(chosen, load), "devices")
    elif chosen.startup:
        replace(chosen.output, benchmark_startup.table(chosen, load), "startup")
    else:
        replace(chosen.output, processes(chosen, load))
    shutil.rmtree(FOLDER / "rows", ignore_errors=True)
    if not chosen.keep:
        for data in FOLDER.glob("*.npz"):
            data.unlink()


def processes(chosen, load):
    """Whole processes, and the forward pass alone: what was asked for, and tables."""
    started = time.perf_counter()
    results = {}
    cases = plan(chosen)
    for case in cases:
        if chosen.minutes and results and time.perf_counter() - started > 60 * chosen.minutes:
            break
        results[case] = measure(case)
        print(row(case, *results[case]), flush=True)
    forward = ceilings(chosen.models, chosen.threads)
    inflated = {count: inflating(count) for count in {case.count for case in results}}
    minutes = (time.perf_counter() - started) / 60
    cut = "" if len(results) == len(cases) else f", the first {len(results)} of {len(cases)} cases"
    return tables(f"{described(load)}, {minutes:.0f} minutes{cut}.", results, forward, inflated)


def row_cache(chosen, load):
    """A table of second verifications of deflated files, each beside one of the same rows stored."""
    lines = []
    for count in chosen.sequences:
        stored, deflated = (FOLDER / f"{storage}_{count}.npz" for storage in ("stored", "deflated"))
        for model in chosen.models:
            for threads in chosen.threads:
                environment, rows = environment_for(threads), FOLDER / "rows"
                into_memory(stored)
                verifier(model, deflated, threads, environment, rows)
                pairs = [
                    (verifier(model, stored, threads, environment), verifier(model, deflated, threads, environment, rows))
                    for _ in range(1 if count > LARGE else chosen.repetitions)]
                plain, again = ({key: statistics.median(pair[i][key] for pair in pairs) for key in ("wall", "cpu")} for i in (0, 1))
                lines.append(
                    f"| {model} | {count:,} | {threads} | {plain['wall']:.1f} / {again['wall']:.1f} | **{again['wall'] / plain['wall']:.2f}** | "
                    f"{plain['cpu']:.1f} / {again['cpu']:.1f} | **{again['cpu'] / plain['cpu']:.2f}** |")
                print(lines[-1], flush=True)
    return "\n".join([
        f"{described(load)}.", "",
        "An uncompressed file / a deflated one whose rows were kept, one after the other; asked for: at most 1.10.", "",
        "| model | sequences | threads | wall s | ratio | CPU s | ratio |", "|---|--:|--:|--:|--:|--:|--:|", *lines])


def has_sha_instructions():
    """Whether the processor computes SHA-256 itself; None where that cannot be told."""
    try:
        words = pathlib.Path("/proc/cpuinfo").read_text().split()
    except OSError:
        return None
    return "sha_ni" in words or "sha2" in words


def launcher_flags():
    """The virtual machine's flags of bin/lvm-verify, without those that name its files."""
    text = (ROOT / "bin/lvm-verify").read_text()
    scaling = re.search(r"^scaling=(.*)$", text, re.MULTILINE)[1]
    words = shlex.split(text[text.index("run=(") : text.index("main=")].replace("$scaling", scaling))
    flags = [word for word in words if word.startswith(("-Xmn", "-XX:"))]
    huge = pathlib.Path("/sys/kernel/mm/transparent_hugepage/enabled")
    return flags + ["-XX:+UseTransparentHugePages"] * (huge.exists() and "[never]" not in huge.read_text())


def launcher_memory():
    """How bin/lvm-verify has the C library keep memory."""
    return re.search(r"^malloc=(.*)$", (ROOT / "bin/lvm-verify").read_text(), re.MULTILINE)[1]


def tool(name):
    """The command of one of the tools of src/tools/java, with the launcher's flags, memory and kept classes."""
    folder = ROOT / "target/lvm-verify"
    archive = folder / "classes.jsa"
    kept = [f"-XX:SharedArchiveFile={archive}"] if archive.exists() and archive.stat().st_size else []
    return [
        "env", f"GLIBC_TUNABLES={launcher_memory()}", "java", *launcher_flags(), *kept, "-Xmx1g",
        "-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true",
        f"-DENGINE_CACHE_DIR={folder / 'natives'}", f"-Dorg.bytedeco.javacpp.cachedir={folder / 'natives/javacpp'}",
        "-cp", f"{folder / 'lib'}/*:{ROOT / 'target/test-classes'}", f"io.jenkins.plugins.lvm.verifier.{name}"]


def passes(chosen, kinds, share):
    """Lines of a table of passes over one row in `share`, as processes of their own, of two kinds, in turn."""
    lines = []
    for count in chosen.sequences:
        data = FOLDER / f"stored_{count}.npz"
        into_memory(data)
        for model in chosen.models:
            for threads in chosen.threads:
                taken = {kind: [] for kind in kinds}
                for _ in range(chosen.repetitions):
                    for name, results in taken.items():
                        output, cost = run([
                            *tool("PassBenchmark"), name, str(FOLDER / f"{model}.pt"), str(data), str(threads), str(share)],
                            environment_for(threads))
                        seconds, cosine, _ = output.split()
                        results.append({**cost, "pass": float(seconds), "value": cosine})
                if len({result["value"] for results in taken.values() for result in results}) > 1:
                    sys.exit(f"{model}: {taken} differ in what they compute")
                plain, other = ({key: statistics.median(float(result[key]) for result in results) for key in results[0]}
                                for results in taken.values())

                def both(key):
                    return f"{plain[key]:.2f} / {other[key]:.2f} | **{other[key] / plain[key]:.3f}**"

                lines.append(f"| {model} | {count // share:,} | {threads} | {both('wall')} | {both('pass')} | {both('cpu')} |")
                print(lines[-1], flush=True)
    return ["| model | rows | threads | wall s | ratio | pass s | ratio | CPU s | ratio |", "|---|--:|--:|--:|--:|--:|--:|--:|--:|", *lines]


def digests(chosen, load):
    """A table of passes over a fifth of the rows, without and with the digests of the rows."""
    sha = {True: "which has SHA instructions", False: "without SHA instructions", None: "with or without SHA instructions"}
    return "\n".join([
        f"{described(load)}.", "",
        f"Without / with digests on this processor, {sha[has_sha_instructions()]}: processes that do one pass over a fifth of the rows of an "
        "uncompressed file, in turn, medians. Asked for: wall at most 1.03 where there are SHA instructions.", "", *passes(chosen, ("plain", "bound"), 5)])


def self_checks(chosen, load):
    """A table of passes over a tenth of the rows, without and with all that the verifier checks of itself."""
    return "\n".join([
        f"{described(load)}.", "",
        "Without / with self-checks: processes that do one pass of a verification, which looks at each batch for its profile, over a tenth of the "
        "rows of an uncompressed file, in turn, medians. Asked for: "
        "at most 1.03.", "", *passes(chosen, ("unchecked", "checked"), 10)])


HEADINGS = {
    "host": """## The host side alone

`bin/benchmark --host` runs the pass with a model that costs nothing: what is left is reading, staging and scoring.

""",
    "devices": """## Beside torch's own loop on a device

`bin/benchmark --device cuda`, or `--devices cpu,cuda`, measures the four models beside the shortest loop that torch allows
([reference_loop.py](../src/tools/python/reference_loop.py)). It needs no network, a torch that has the device (`LVM_PYTHON` names its
Python), and a libtorch that the verifier finds ([how](decisions/0018-cuda-is-found-not-brought.md)).

""",
    "definitions": """## Every definition beside torch

`bin/benchmark --definitions` runs the forward pass of each definition at its trainers' size, and a torch module of the same function and
weights ([reference_forward.py](../src/tools/python/reference_forward.py)), both warmed up first, each for a second, in turn.

"""}


def replace(output, measured, part="measured"):
    """Replaces a measured part of a document, and leaves what people wrote around it."""
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    text = output.read_text() if output.exists() else "# Benchmarks\n"
    if begin not in text:
        text += f"\n{HEADINGS.get(part, '')}{begin}\n{end}\n"
    output.write_text(f"{text[: text.index(begin)]}{begin}\n\n{measured}\n\n{text[text.index(end) :]}")


def tables(heading, results, forward, inflated):
    figures, reasons = judged(results, forward, inflated)
    return "\n".join([
        heading, "",
        "## Asked for and measured", "", "| figure | asked for | worst measured | met |", "|---|---|---|---|", *figures, "",
        *(["Where one is missed, and what it is made of:", "", *reasons, ""] if reasons else []),
        "## Whole processes", "",
        "Verifier / reference, and their ratio; medians where a case ran several times. Start-up is, of the verifier, everything but the "
        "pass over the data; of the reference, its imports:", "",
        "| model | npz | sequences | threads | wall s | ratio | CPU s | ratio | peak MiB | ratio | start-up s |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|", *(row(case, *pair) for case, pair in results.items()), "",
        "## The forward pass alone", "",
        "In batches of 256, against what libtorch's matrix product alone would allow:", "",
        "| model | threads | samples/s | ceiling | share |", "|---|--:|--:|--:|--:|",
        *(f"| {model} | {threads} | {samples:,.0f} | {ceiling:,.0f} | {samples / ceiling:.0%} |"
          for (model, threads), (samples, ceiling) in forward.items())])


if __name__ == "__main__":
    main()
