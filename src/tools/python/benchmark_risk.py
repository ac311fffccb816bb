"""What --risk saves against our own full pass, in turn, on what bin/benchmark has made: `bin/benchmark --risk`.

Rows read, seconds of the pass, wall and CPU, and each as a part of the full pass's. An untrained model predicts noise, and whether its skill
is above the floor takes many rows. So the last layer is fitted here, in closed form, to a few thousand rows, as training does for all layers; and what
it reaches is given as its claim, so that its gap is 0.
"""
import json
import statistics
import sys
import zipfile

import numpy as np
import torch

import benchmark
import lvm_models

MODULES = {"transformer": lvm_models.TransformerDecoder, "lstm": lvm_models.LstmHead}
FITTED_ROWS = 4000
RIDGE = 1.0


def first_rows(data, key, count):
    with zipfile.ZipFile(data) as archive, archive.open(f"{key}.npy") as entry:
        np.lib.format.read_magic(entry)
        shape, _, dtype = np.lib.format.read_array_header_1_0(entry)
        size = int(np.prod(shape[1:]))
        return np.frombuffer(entry.read(count * size * dtype.itemsize), dtype).reshape(count, *shape[1:])


def fitted(model, data):
    """The checkpoint with its last layer fitted to the first rows of the data, which no random tenth of the rows is."""
    path = benchmark.FOLDER / f"{model}_fitted.pt"
    if not path.exists():
        checkpoint = torch.load(benchmark.FOLDER / f"{model}.pt", map_location="cpu")
        state = checkpoint["model_state_dict"]
        module = MODULES[model].sized_like(state).eval()
        module.load_state_dict(state)
        features = []
        module.head[2].register_forward_hook(lambda _, __, out: features.append(out))
        with torch.no_grad():
            for piece in np.split(first_rows(data, "context_sequences", FITTED_ROWS), FITTED_ROWS // 250):
                module(torch.from_numpy(piece.copy()))
        h = torch.cat([torch.cat(features), torch.ones(FITTED_ROWS, 1)], dim=1).double()
        wanted = torch.from_numpy(first_rows(data, "target_vectors", FITTED_ROWS).copy()).double()
        weights = torch.linalg.solve(h.T @ h + RIDGE * torch.eye(h.shape[1], dtype=torch.float64), h.T @ wanted).float()
        state["head.3.weight"], state["head.3.bias"] = weights[:-1].T.contiguous(), weights[-1].contiguous()
        torch.save(checkpoint, path)
    return path


def once(checkpoint, data, threads, risk, claim=None):
    report = benchmark.FOLDER / "risk.json"
    _, cost = benchmark.run(
        [str(benchmark.ROOT / "bin/lvm-verify"), "verify", "--checkpoint", str(checkpoint), "--data", str(data),
         "--row-cache", "none", "--threads", str(threads), "--device", "cpu", "--diagnose", "never", "--quiet", "--risk", risk,
         "--report", str(report), *([] if claim is None else ["--claim", str(claim)])],
        benchmark.environment_for(threads))
    found = json.loads(report.read_text())["verifications"][0]
    return {"wall": cost["wall"], "cpu": cost["cpu"], "pass": found["timing"]["passSeconds"], "rows": found["split"]["validationRows"],
            "verdict": found["verdict"], "actual": found["actual"]["value"]}


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
            for model in (model for model in chosen.models if model in MODULES):
                for threads in chosen.threads:
                    lines.append(row(model, storage, data, threads, chosen.repetitions))
                    print(lines[-1], flush=True)
    return "\n".join([
        f"{benchmark.described(load)}.", "",
        "Verifications at a risk of 1e-6 / of all rows, one after the other, medians. Asked for: the transformer at 60,000 sequences, stored, "
        "at most 0.25 of the full pass.", "",
        "| model | npz | threads | rows read / all | part | pass s | part | wall s | part | CPU s | part |", "|---|---|--:|---|--:|---|--:|---|--:|---|--:|", *lines])


def row(model, storage, data, threads, repetitions):
    checkpoint = fitted(model, data)
    claim = once(checkpoint, data, threads, "0")["actual"]
    some, all_rows = [], []
    for _ in range(repetitions):
        some.append(once(checkpoint, data, threads, "1e-6", claim))
        all_rows.append(once(checkpoint, data, threads, "0", claim))
    if {run["verdict"] for run in some} != {all_rows[0]["verdict"]}:
        sys.exit(f"{model}: {[run['verdict'] for run in some]} at the risk, {all_rows[0]['verdict']} on all rows")
    ours, whole = medians(some), medians(all_rows)
    return (f"| {model} | {storage} | {threads} | {ours['rows']:,.0f} / {whole['rows']:,.0f} | {ours['rows'] / whole['rows']:.2f} "
            + "".join(f"| {ours[key]:.1f} / {whole[key]:.1f} | **{ours[key] / whole[key]:.2f}** " for key in ("pass", "wall", "cpu")) + "|")
