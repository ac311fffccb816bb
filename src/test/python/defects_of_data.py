"""Planted in sequences and settings; and what no code explains."""
import copy
import math

import numpy as np
import torch

import lvm_data
import lvm_scores
import trainer
from defect_registry import ALWAYS, NOT_EXPLAINED, defect, each


# Data.


@each(("CONTEXT_ORDER",), stored="stored", trained="trained")
def context_order(cases, what):
    stage = cases.stage
    kind = ["lstm", "gru", "transformer"][stage.rng.randint(3)]
    held = stage.data["articles"]
    if what == "stored":
        t = stage.base(kind)
        data = stage.changed_data("newest_first", contexts=stage.data["articles"].sequences.contexts[:, ::-1].copy())
        cases.add(stage.unified(t, data=f"artifacts/{stage.file(data)}"), t, "the file holds contexts newest first", data, **ALWAYS)
        return
    t = stage.train(kind, held=trainer.Data(held.contexts.flip(1), held.targets, held.articles), rows=stage.rows("articles", "articles"))
    cases.add(stage.unified(t), t, "the trainer turned its contexts round", **ALWAYS)


@each(("LEAK",), last=-1, first=0, plain=-1)
def leak(cases, place):
    """The target stands in the context."""
    stage = cases.stage
    of = "plain" if cases.name.endswith("plain") else "articles"
    sequences = stage.data[of].sequences
    data = stage.changed_data(f"leak{place}_{of}", of, targets=sequences.contexts[:, place])
    t = stage.train(["lstm", "gru"][stage.rng.randint(2)], data, steps=60, rate=5e-3)
    cases.add(stage.unified(t, earlier=of == "plain"), t, f"the target is context vector {place}", data)


@each(("NOT_UNIT",), small=0.03, twelve=12.0, twenty=20.0)
def not_unit(cases, scale):
    stage = cases.stage
    t = stage.some("lstm", "gru", "transformer", "amn")
    sequences = stage.data["articles"].sequences
    data = stage.changed_data(f"norm{scale}", contexts=sequences.contexts * scale, targets=sequences.targets * scale)
    actual = stage.measure(t.model, data, t.rows)
    if abs(actual - t.value) < 1e-3:
        raise cases.Skip
    cases.add(stage.unified(t, data=f"artifacts/{stage.file(data)}"), t, f"vectors of length {scale}, trained on unit vectors", data, **ALWAYS, **stage.serving(t))


@each(("METADATA_ORDER",), permuted="permuted", rows="rows")
def metadata_order(cases, what):
    stage = cases.stage
    t = stage.memoriser("articles", stage.rows("articles", "articles"))
    sequences = stage.data["articles"].sequences
    order = np.random.RandomState(stage.seed).permutation(len(sequences))
    if what == "permuted":
        data = stage.changed_data("metadata_permuted", articles=sequences.articles[order], chunks=sequences.chunks[order])
    else:
        data = stage.changed_data("rows_permuted", contexts=sequences.contexts[order], targets=sequences.targets[order])
    cases.add(stage.unified(t, data=f"artifacts/{stage.file(data)}"), t, f"metadata and rows do not belong together ({what})", data, **ALWAYS)


@each(("OTHER_SPACE",), rotation="rotation", permutation="permutation", encoder="encoder", signs="signs")
def other_space(cases, what):
    stage = cases.stage
    t = stage.some("lstm", "gru", "transformer")
    rng = np.random.RandomState(stage.seed)
    dim = stage.dim
    matrix = {
        "rotation": lambda: np.linalg.qr(rng.standard_normal((dim, dim)))[0], "permutation": lambda: np.eye(dim)[rng.permutation(dim)],
        "encoder": lambda: rng.standard_normal((dim, dim)) / math.sqrt(dim), "signs": lambda: np.diag(rng.choice([-1.0, 1.0], dim)),
    }[what]()
    change = (lambda v: lvm_data.unit(np.tanh(3 * v @ matrix))) if what == "encoder" else (lambda v: v @ matrix)
    sequences = stage.data["articles"].sequences
    data = stage.changed_data(f"space_{what}", contexts=change(sequences.contexts), targets=change(sequences.targets))
    cases.add(stage.unified(t, data=f"artifacts/{stage.file(data)}"), t, f"the vectors are from another space ({what})", data, **ALWAYS)


@each(("SHIFT", "OTHER_SPACE"), plus_1=1, plus_2=2, minus_3=-3)
def shift(cases, by):
    """Targets that stand some rows beside their contexts."""
    stage = cases.stage
    t = stage.some("lstm", "gru", "transformer")
    sequences = stage.data["articles"].sequences
    data = stage.changed_data(f"shift{by}", targets=np.roll(sequences.targets, -by, axis=0))
    cases.add(stage.unified(t, data=f"artifacts/{stage.file(data)}"), t, f"targets moved by {by} rows", data, **ALWAYS)


@each(("DATA_DRIFT",), coherent=0.33, loose=0.12)
def data_drift(cases, walk):
    """The same model on vectors of another kind, and an earlier report on the kind that it knows."""
    stage = cases.stage
    t = stage.base("lstm")
    name = f"drift{walk}"
    if name not in stage.data:
        usual = stage.world
        stage.world = lvm_data.World(stage.seed, stage.dim, topic=0.35 if walk > 0.2 else 0.1, walk=walk)
        stage.add_data(name, stage.windows(400), articles=False)
        stage.world = usual
    checkpoint = trainer.five_cat(t.model, t.kind, 0.01, stage.measure(t.model, name, stage.rows(name, "all"), batch=256))
    checkpoint["model_config"] = t.config
    # An earlier verification of the same model, whose data profile the case is held against.
    cases.add(checkpoint, t, "vectors unlike those of the earlier verification", name, baseline=cases.reference(t))


@each(("CONFIGURATION",), width="width", type="type", depth="depth")
def configuration(cases, what):
    stage = cases.stage
    t = copy.copy(stage.base("gru"))
    t.config = {"width": {**t.config, "d_model": 512}, "type": {"input_dim": stage.dim}, "depth": {**t.config, "num_layers": 9}}[what]
    checkpoint = stage.unified(t)
    if what == "type":
        checkpoint["model_type"] = "lstm"
    cases.add(checkpoint, t, f"the recorded {what} contradicts the weights")


@defect("RESOLUTION", NOT_EXPLAINED)
def resolution(cases):
    """A threshold below what so few rows of a split that nobody can redo resolve."""
    stage = cases.stage
    t = stage.some("lstm", "gru", data="plain")
    cases.add(stage.unified(t, earlier=True), t, "a threshold of 0.001 on a split that cannot be redone",
              gates={"unstableThreshold": 0.001, "failThreshold": 0.3})


# What no code explains.


@each((NOT_EXPLAINED,), a=0, b=1, c=2, d=3, e=4, f=5, g=6, h=7)
def any_claim(cases, number):
    """A claim that has nothing to do with the model: 0.01 to 0.3 beside the truth, on rows that can be redone."""
    t = cases.stage.some()
    size = math.exp(cases.stage.rng.uniform(math.log(0.01), math.log(0.3)))
    value = t.value + (size if number % 2 else -size)
    cases.claims(t, value if abs(value) < 0.98 else t.value - size, f"a claim {value - t.value:+.3f} beside the truth")


@each((NOT_EXPLAINED,), memory="memory_gru", hierarchical="hierarchical_gru", residual="residual_gru")
def any_claim_of(cases, kind):
    t = cases.stage.base(kind)
    cases.claims(t, t.value + float(cases.stage.rng.uniform(0.06, 0.3)), f"a claim above the truth of a {kind}")


@each((NOT_EXPLAINED,), a=0, b=1, c=2, d=3, e=4, f=5)
def other_seed(cases, number):
    """The claim was taken on a random split of a seed that nobody tries, though the data names articles."""
    stage = cases.stage
    seed = int(stage.rng.randint(3000, 2**31 - 1))
    rows = lvm_scores.random_rows(len(stage.data["articles"]), seed)
    t = stage.memoriser("articles", rows)
    cases.add(stage.unified(t), t, f"claimed on a split of seed {seed}", **ALWAYS)


@each((NOT_EXPLAINED,), half=0.5, tenth=0.1, third=0.33, fifth=0.2, most=2.0)
def contaminated(cases, share):
    """Some of the rows validated were training rows, drawn without a seed that anyone records."""
    stage = cases.stage
    t = stage.memoriser("articles", stage.rows("articles", "articles"))
    seen = trainer.rest(len(stage.data["articles"]), t.rows)
    mixed = np.concatenate([t.rows, stage.rng.choice(seen, int(share * len(t.rows)), replace=False)])
    t.value = stage.measure(t.model, "articles", stage.rng.permutation(mixed))
    cases.add(stage.unified(t), t, f"validation rows and {share:.0%} as many training rows", **ALWAYS)


@each((NOT_EXPLAINED,), noise="noise", redrawn="redrawn", digits="digits", other_model="other_model")
def unexplained(cases, what):
    stage = cases.stage
    t = copy.copy(stage.some("lstm", "gru", "transformer"))
    held = stage.data[t.data]
    if what == "noise":
        noisy = held.contexts + 0.1 * torch.randn(held.contexts.shape, generator=torch.Generator().manual_seed(stage.seed))
        value = trainer.evaluate(t.model, trainer.Data(noisy, held.targets), t.rows, None, stage.batch)[1]
    elif what == "redrawn":
        other = stage.windows(200)
        value = trainer.evaluate(t.model, trainer.Data(other.contexts, other.targets), np.arange(200), None, stage.batch)[1]
    elif what == "digits":
        digits = f"{t.value:.4f}"
        value = float(digits[:2] + digits[3] + digits[2] + digits[4:])
    else:
        value = stage.train(t.kind, t.data, t.rows, steps=30).value
    if abs(value - t.value) < 2e-4:
        raise cases.Skip
    cases.claims(t, value, {"noise": "validated with noise on its inputs", "redrawn": "validated on rows that are not in the file",
                            "digits": "two digits of the claim are exchanged", "other_model": "the claim of another run"}[what])
