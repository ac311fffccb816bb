"""Plants claims that were made through other code than the checkpoint's names say: variant_claims.py FOLDER [SEED...]

`cases.json` has the shape of planted_defects.py's, and in `function` the name by which the verifier knows the code that made the claim;
null where the code is the usual one. Seeds that are given draw sizes, models and data; without one the usual sizes are taken.
"""
import json
import pathlib
import sys

import numpy as np
import torch

import lvm_models
import trainer
from defect_stage import Stage
from variant_fixtures import altered

KNOWN = 5
NAMES = {"transformer": "transformer-decoder", "amn": "attention-mixture", "gru": "gru-stack", "lstm": "lstm-baseline", "memory_gru": "memory-gru"}
CODE = {
    "transformer": (
        "pre-norm", "GELU in its layers", "GELU by tanh in its layers", "pre-norm, GELU in its layers", "without a memory mask",
        "without a causal mask", "without a causal mask, without a memory mask", "mean pooling", "ReLU in its head"),
    "amn": ("ReLU in its head", "without residual connections"),
    "gru": ("pre-norm", "mean pooling", "without residual connections"),
    "lstm": ("mean pooling", "half of it added to the last vector", "added to the last vector"),
    "memory_gru": ("mean pooling", "ReLU in its head"),
}


class Cases:
    def __init__(self, folder):
        self.folder, self.cases = folder, []

    def add(self, stage, t, what, function, state=None, value=None, **args):
        name = f"s{stage.seed}_{t.kind}_{what}".replace(", ", "_").replace(" ", "-")
        checkpoint = stage.unified(t, state=state, value=value, **args)
        torch.save(checkpoint, self.folder / f"{name}.pt")
        self.cases.append({
            "name": name, "checkpoint": f"{name}.pt", "data": stage.file(t.data), "function": function,
            "request": {"diagnose": "always", **stage.serving(t)}, "claim": checkpoint["val_cosine"]})


def trained(stage, kind, what):
    """A model trained through other code; its class's own where nothing is asked for."""
    model, config = stage.build(kind, **({"num_layers": 2} if kind != "amn" and kind != "memory_gru" else {}))
    model = altered(model, what) if what else model
    if kind == "transformer":
        return stage.sharp(model, config)
    return stage.train(kind, "long" if kind == "memory_gru" else "articles", model=model, config=config, steps=60)


def plant(cases, stage):
    for kind, variants in CODE.items():
        if kind == "memory_gru" and "long" not in stage.data:
            continue
        cases.add(stage, trained(stage, kind, None), "as-it-is", None)
        for what in variants:
            t = trained(stage, kind, what)
            inner = t.model.base.state_dict() if isinstance(t.model, lvm_models.ResidualNext) else None
            cases.add(stage, t, what, f"{NAMES[kind]} ({what})", state=inner)
    for true, told in ((3, 4), (1, 8), (12, 2)):
        t = stage.sharp(*stage.build("transformer", d_model=48, nhead=true, num_layers=2))
        t.config["nhead"] = told
        cases.add(stage, t, f"heads-{true}", f"transformer-decoder[heads={true}]")
    t = stage.train("lstm", residual=True)
    # The loss is that of the same validation, as a trainer writes it.
    t.loss, t.value = trainer.evaluate(t.model.base, stage.data[t.data], t.rows, None, stage.batch)
    cases.add(stage, t, "wrapper-off", "lstm-baseline (without the residual wrapper)")
    t = stage.train("lstm", told={"use_positional": True, "positional_scalar": 0.2})
    cases.add(stage, t, "scale", "lstm-baseline", positional_scalar=2.0)
    t = stage.train("lstm", told={"use_positional": True, "positional_scalar": 0.65}, steps=4)
    with torch.no_grad():
        t.model.lstm.weight_ih_l0[:, -1] = 6 * torch.randn(t.model.lstm.weight_ih_l0.shape[0])
    t = stage.train("lstm", model=t.model, config=t.config, steps=0, told=t.args)
    cases.add(stage, t, "odd-scale", "fitted", positional_scalar=2.0)
    # Claims that no code makes: a little beside the truth, so that among some 50 functions one may come near by chance.
    for kind in CODE:
        if kind != "memory_gru" or "long" in stage.data:
            t = stage.base(kind)
            for draw in range(4):
                value = t.value + float(np.random.RandomState(stage.seed * 10 + draw).uniform(-0.08, 0.08))
                cases.add(stage, t, f"any-{draw}", "none", value=value)


def main(folder, *seeds):
    torch.set_num_threads(1)
    cases = Cases(folder)
    for seed in seeds or (KNOWN,):
        plant(cases, Stage(folder, int(seed), fixed=not seeds))
    (folder / "cases.json").write_text(json.dumps(cases.cases, indent=1, allow_nan=False))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), *sys.argv[2:])
