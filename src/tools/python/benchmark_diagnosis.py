"""What a search for the cause of a gap costs beside the verification itself, in turn: `bin/benchmark --diagnosis`.

Everything that needs only the rows used (`--diagnose quick`) against none of it (`--diagnose never`), whole processes on a file with articles.
The last layer of each model is fitted in closed form, as training does for all layers, so that the weights look trained; a claim is what the
verifier measured, and something more. The threshold of the gap is set so low that each is searched for. CPU time is compared, because
others may use the machine.
"""
import json
import statistics
import sys
import time
import zipfile

import numpy as np
import torch

import benchmark
import benchmark_fixtures
import benchmark_risk
import trainer

SEQUENCES = 60_000
FITTED_ROWS = 3000
POSITIONAL = {"use_positional": True, "positional_scalar": 0.05}
FAR, NEAR, BESIDE = 0.2123457, 0.0212346, 0.0021235
DAMAGED = {"transformer": "transformer_decoder.layers.1.linear1.weight", "gru": "blocks.1.gru.weight_ih_l0"}


def narrowed(state):
    return {name: tensor.bfloat16().float() for name, tensor in state.items()}


def damaged(kind):
    def change(state):
        torch.manual_seed(1)
        tensor = state[DAMAGED[kind]]
        return {**state, DAMAGED[kind]: tensor + 3 * tensor.std() * torch.randn_like(tensor)}
    return change


# Name, model, what its trainer was told, what is done to its weights, what claims have more than what is measured.
CASES = (
    ("transformer", "transformer", {}, None, (BESIDE, NEAR, FAR, 0.24)),
    ("amn", "amn", {}, None, (NEAR, FAR)),
    ("lstm", "lstm", {}, None, (NEAR, FAR)),
    ("gru", "gru", {}, None, (NEAR, FAR)),
    ("transformer with a positional scale", "transformer", POSITIONAL, None, (BESIDE, NEAR, FAR)),
    ("gru with a positional scale", "gru", POSITIONAL, None, (NEAR, FAR)),
    ("lstm of bfloat16 weights", "lstm", {}, narrowed, (NEAR,)),
    ("transformer of bfloat16 weights", "transformer", {}, narrowed, (FAR,)),
)


class Models:
    """Checkpoints of real size under claims."""

    def __init__(self, data):
        contexts, targets = (benchmark_risk.first_rows(data, key, FITTED_ROWS) for key in ("context_sequences", "target_vectors"))
        self.held = trainer.Data(contexts.copy(), targets.copy())
        self.fitted = {}

    def model(self, kind, told):
        key = (kind, bool(told))
        if key not in self.fitted:
            torch.manual_seed(benchmark_fixtures.SEED)
            model, config = trainer.build(kind, **({"input_dim": benchmark.VECTOR + 1} if told else {}))
            trainer.fit_output(model, self.held, np.arange(FITTED_ROWS), told.get("positional_scalar"), 0.01)
            self.fitted[key] = model, config
        return self.fitted[key]

    def write(self, name, kind, told, change, claim):
        model, config = self.model(kind, told)
        checkpoint = trainer.unified(
            model, kind, config, trainer.unified_args(kind, "sequences.npz", **told), torch.optim.AdamW(model.parameters()), 0.0, claim)
        if change:
            checkpoint["model_state_dict"] = change(checkpoint["model_state_dict"])
        path = benchmark.FOLDER / f"diagnosis_{name}.pt"
        torch.save(checkpoint, path)
        return path


def once(checkpoint, data, diagnose, *more):
    report = benchmark.FOLDER / "diagnosis.json"
    _, cost = benchmark.run(
        [str(benchmark.ROOT / "bin/lvm-verify"), "verify", "--checkpoint", str(checkpoint), "--data", str(data), "--row-cache", "none",
         "--threads", "1", "--device", "cpu", "--diagnose", diagnose, "--unstable-threshold", "0.0005", "--quiet", "--report", str(report), *more],
        benchmark.environment_for(1))
    found = json.loads(report.read_text())["verifications"][0]
    if (diagnose == "never") == (found.get("diagnosis") is not None):
        sys.exit(f"{checkpoint.name}: nothing was searched for, or something although it was not asked for")
    return {"cpu": cost["cpu"], "value": found["actual"]["value"], "rows": found["split"]["validationRows"],
            "tried": (found.get("diagnosis") or {}).get("alternatives"), "first": [finding["code"] for finding in found["findings"]][:1]}


def line(name, claim, alone, with_search):
    ratio = with_search["cpu"] / alone["cpu"]
    text = (f"| {name} | {claim:.7g} | {claim - alone['value']:.3f} | {with_search['tried']} | {alone['cpu']:.1f} | {with_search['cpu']:.1f} | "
            f"**{ratio:.2f}** |")
    print(text, flush=True)
    return ratio, text


def measured(name, checkpoint_for, data, claims, repetitions, *more):
    """One line for each claim; what the verification alone takes is the median of its runs, one beside each search."""
    first = once(checkpoint_for(0.5), data, "never", *more)
    alone, searched = [], []
    for more_than in claims:
        claim = round(first["value"] + more_than, 2) if more_than == 0.24 else first["value"] + more_than
        checkpoint = checkpoint_for(claim)
        taken = []
        for _ in range(repetitions):
            alone.append(once(checkpoint, data, "never", *more)["cpu"])
            taken.append(once(checkpoint, data, "quick", *more))
            print(f"{name}, claim {claim:.7g}: {alone[-1]:.1f} s, {taken[-1]['cpu']:.1f} s, {taken[-1]['first']}", file=sys.stderr, flush=True)
        searched.append((claim, {**taken[0], "cpu": statistics.median(each["cpu"] for each in taken)}))
    return [line(name, claim, {**first, "cpu": statistics.median(alone)}, found) for claim, found in searched]


def table(chosen, load):
    """Lines of all cases."""
    count = chosen.sequences[0] if len(chosen.sequences) == 1 else SEQUENCES
    data = benchmark.FOLDER / f"articles_{count}.npz"
    benchmark.FOLDER.mkdir(parents=True, exist_ok=True)
    if not data.exists():
        benchmark_fixtures.write_npz(data, count, zipfile.ZIP_STORED, articles=True)
    torch.set_num_threads(1)
    models = Models(data)
    benchmark.into_memory(data)
    repetitions = 1 if chosen.quick else chosen.repetitions
    started = time.perf_counter()
    lines, left_out = [], []
    blamed = [(f"{kind} with a damaged tensor, and its baseline", kind, {}, damaged(kind), None) for kind in DAMAGED]
    for name, kind, told, change, claims in (*CASES, *blamed):
        if kind not in chosen.models or (chosen.minutes and time.perf_counter() - started > 60 * chosen.minutes):
            left_out.append(name)
            continue
        more = ()
        if claims is None:
            good = models.write("good", kind, {}, None, 0.5)
            more = ("--baseline", str(good))
            claims = (once(good, data, "never")["value"] - once(models.write("case", kind, {}, change, 0.5), data, "never")["value"],)
        lines += measured(name, lambda claim: models.write("case", kind, told, change, claim), data, claims, repetitions, *more)
    rows = once(models.write("case", "amn", {}, None, 0.5), data, "never")["rows"]
    return "\n".join([
        f"{benchmark.described(load)}.", "",
        f"{count:,} sequences, of which {rows:,} validate. Whole processes on one thread. Asked for: at most 2 times the verification itself; the "
        f"most measured is {max(ratio for ratio, _ in lines):.2f}." + (f" Left out: {'; '.join(left_out)}." if left_out else ""), "",
        "| model | claim | above the actual by | alternatives | CPU s alone | CPU s with the search | times |", "|---|--:|--:|--:|--:|--:|--:|",
        *(text for _, text in lines)])
