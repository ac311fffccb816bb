"""Planted in claims: other rows, other numbers, other moments of the training."""
import copy
import math
import random

import numpy as np
import torch

import lvm_models
import lvm_scores
import trainer
from defect_registry import ALWAYS, defect, each
from defect_stage import altered, ranks_mean


# Rows.


@each(("SPLIT",), torch_42="torch-42", numpy_0="numpy-0", torch_0="torch-0", tail="tail", head="head", fraction="fraction",
      sklearn="sklearn", python="python", default_rng="default_rng", complement="complement")
def split(cases, what):
    """The claim of an unseeded trainer, or of one that ignores articles, was taken on rows of another split."""
    stage = cases.stage
    data = "articles" if what in ("complement", "fraction", "torch-42") or stage.rng.rand() < 0.4 else "plain"
    count = len(stage.data[data])
    part = count - int(0.9 * count)
    if what in ("torch-42", "numpy-0", "torch-0", "tail"):
        rows = stage.rows(data, what)
    elif what == "head":
        rows = np.arange(part)
    elif what == "fraction":
        rows = lvm_scores.random_rows(count, 42, float(stage.rng.choice([0.05, 0.15, 0.2, 0.3])))
    elif what == "sklearn":
        rows = np.random.RandomState(42).permutation(count)[: math.ceil(0.1 * count)]
    elif what == "python":
        order = list(range(count))
        random.Random(42).shuffle(order)
        rows = np.array(order[int(0.9 * count):])
    elif what == "default_rng":
        rows = np.random.default_rng(42).permutation(count)[int(0.9 * count):]
    else:
        rows = trainer.rest(count, stage.rows(data, "articles"))
    held_out = stage.rows(data, "articles") if what == "complement" else rows
    t = stage.memoriser(data, held_out)
    t.rows = rows
    t.loss, t.value = trainer.evaluate(t.model, stage.data[data], rows, None, stage.batch)
    cases.add(stage.unified(t, earlier=data == "plain"), t, f"claimed on {what} of {data}", **ALWAYS)


@each(("SPLIT",), random="random", all="all")
def split_asked(cases, asked):
    stage = cases.stage
    t = stage.memoriser("articles", stage.rows("articles", "articles"))
    cases.add(stage.unified(t), t, f"--split {asked} where the trainer held out articles", split=asked)


# Numbers.


@each(("STATISTIC",), samples=None, batch_256=256, batch_8=8)
def statistic(cases, batch):
    t = cases.stage.some()
    cosines = cases.stage.cosines(t)
    value = float(cosines.mean()) if batch is None else lvm_scores.mean_of_batches(cosines, batch)
    if abs(value - t.value) < 2e-4:
        raise cases.Skip
    cases.claims(t, value, "mean of samples" if batch is None else f"batches of {batch}")


def naive(cases, t, predictor):
    """What a trivial predictor reaches on the same rows."""
    predict = (lambda contexts: contexts[:, -1]) if predictor == "copy" else (lambda contexts: contexts.mean(dim=1))
    return trainer.evaluate(predict, cases.stage.data[t.data], t.rows, None, cases.stage.batch)[1]


def along_batch(cases, t):
    """cosine_similarity with dim=0: each component over the batch, in place of each row over its components."""
    held = cases.stage.data[t.data]
    values = []
    for start in range(0, len(t.rows), cases.stage.batch):
        part = t.rows[start : start + cases.stage.batch]
        values.append(torch.nn.functional.cosine_similarity(lvm_models.predict(t.model, held.contexts[part]), held.targets[part], dim=0).mean().item())
    return float(np.mean(values))


def by_article(cases, t):
    cosines, articles = cases.stage.cosines(t), cases.stage.data[t.data].articles[t.rows]
    return float(np.mean([cosines[articles == article].mean() for article in np.unique(articles)]))


def batches(cases, t):
    cosines = cases.stage.cosines(t)
    return [cosines[start : start + cases.stage.batch].mean() for start in range(0, len(cosines), cases.stage.batch)]


CLAIMS = {
    "one_minus": lambda c, t: 1 - t.value, "negative": lambda c, t: -t.value, "loss": lambda c, t: t.loss,
    "percent": lambda c, t: 100 * t.value, "median": lambda c, t: float(np.median(c.stage.cosines(t))),
    "drop_last": lambda c, t: float(np.mean(batches(c, t)[:-1])), "last_batch": lambda c, t: float(batches(c, t)[-1]),
    "articles": by_article, "other_axis": along_batch,
    "delta": lambda c, t: trainer.evaluate_delta(t.model, c.stage.data[t.data], t.rows) if c.stage.batch == trainer.BATCH else delta(c, t),
    "copy_last": lambda c, t: naive(c, t, "copy"), "context_mean": lambda c, t: naive(c, t, "mean"),
}


def delta(cases, t):
    held = cases.stage.data[t.data]
    moved = trainer.Data(held.contexts, held.targets - held.contexts[:, -1])
    return trainer.evaluate(t.model, moved, t.rows, None, cases.stage.batch)[1]


@each(("CLAIM_KIND",), **CLAIMS)
def claim_kind(cases, make):
    t = cases.stage.some()
    cosines = cases.stage.cosines(t)
    if make is CLAIMS["drop_last"] and len(cosines) % cases.stage.batch == 0:
        raise cases.Skip
    value = make(cases, t)
    if abs(value - t.value) < 2e-4:
        raise cases.Skip
    cases.claims(t, value, "the claim is another quantity: " + next(name for name, other in CLAIMS.items() if other is make))


@each(("CLAIM_SUBSET", "CLAIM_KIND"), **{"1": 1, "2": 2, "3": 3})
def claim_subset(cases, count):
    t = cases.stage.some()
    means = batches(cases, t)
    if len(means) <= count:
        raise cases.Skip
    cases.claims(t, float(np.mean(means[:count])), f"the first {count} batches")


@each(("WORLD_SIZE",), **{"2": 2, "4": 4, "8": 8})
def world_size(cases, world):
    t = cases.stage.some()
    cosines = cases.stage.cosines(t)
    value = ranks_mean(cosines, world, cases.stage.batch)
    # Where all batches are full, the ranks' batches together are those of one rank with larger ones: nobody can tell which it was.
    others = [t.value, float(cosines.mean()), *(lvm_scores.mean_of_batches(cosines, size) for size in (cases.stage.batch * world, 64, 128, 256))]
    if min(abs(value - other) for other in others) < 2e-5:
        raise cases.Skip
    cases.claims(t, value, f"mean over {world} ranks of their batch means, padded")


@each(("DROPOUT_ON",), lstm="lstm", transformer="transformer")
def dropout_on(cases, kind):
    stage = cases.stage
    t = stage.train(kind, num_layers=2, dropout=0.5, steps=60)
    t.model.train()
    torch.manual_seed(stage.seed)
    t.loss, t.value = trainer.evaluate(t.model, stage.data[t.data], t.rows, None, stage.batch)
    t.model.eval()
    cases.add(stage.unified(t), t, "validated in training mode, with the recorded dropout of 0.5", **ALWAYS)


# Training runs.


def epochs(stage, kind, count=4, ema=None):
    """A run of several epochs: the states, claims and optimizer after each."""
    t = copy.deepcopy(stage.base(kind))
    held, seen = stage.data[t.data], trainer.rest(len(stage.data[t.data]), t.rows)
    run, average = [], None
    for epoch in range(count):
        t.optimizer = trainer.train(t.model, held, seen, 12, 0.02, batch=stage.batch)
        state = {key: tensor.clone() for key, tensor in t.model.state_dict().items()}
        average = state if average is None else {key: 0.7 * average[key] + 0.3 * state[key] for key in state}
        loss, value = trainer.evaluate(t.model, held, t.rows, None, stage.batch)
        run.append((state, loss, value))
    return t, run, average


@each(("OTHER_EPOCH",), history="history", sibling="sibling")
def other_epoch(cases, what):
    stage = cases.stage
    t, run, _ = epochs(stage, ["lstm", "gru"][stage.rng.randint(2)])
    if abs(run[1][2] - run[3][2]) < 1e-3:
        raise cases.Skip
    checkpoint = stage.unified(t, value=run[1][2], state=run[3][0], slim=False)
    checkpoint["epoch"] = 4
    siblings = []
    if what == "history":
        checkpoint["history"] = [{"epoch": i + 1, "val_loss": loss, "val_cosine": value} for i, (_, loss, value) in enumerate(run)]
    else:
        sibling = stage.unified(t, value=run[1][2], state=run[1][0])
        sibling["epoch"] = 2
        siblings.append(cases.file("epoch2"))
        torch.save(sibling, stage.folder / siblings[0])
    cases.add(checkpoint, t, "weights of epoch 4 with the claim of epoch 2", siblings=siblings, **ALWAYS)


@defect("STALE", "OTHER_EPOCH")
def stale(cases):
    stage = cases.stage
    t, run, _ = epochs(stage, ["lstm", "gru"][stage.rng.randint(2)])
    old = stage.unified(t, value=run[1][2], state=run[1][0])
    old["epoch"] = 2
    name = cases.file("epoch2")
    torch.save(old, stage.folder / name)
    new = stage.unified(t, value=run[3][2] if abs(run[3][2] - run[1][2]) > 1e-3 else run[1][2] + 0.03, state=run[1][0])
    new["epoch"] = 4
    cases.add(new, t, "epoch 4 stores the tensors of epoch 2", siblings=[name], **ALWAYS)


@defect("EMA")
def ema(cases):
    stage = cases.stage
    t, run, average = epochs(stage, ["lstm", "gru"][stage.rng.randint(2)])
    value = stage.measure(altered(t.model, lambda key, tensor: average[key]), t.data, t.rows)
    checkpoint = stage.unified(t, value=value, state=run[-1][0])
    checkpoint["ema_state_dict"] = average
    cases.add(checkpoint, t, "the claim is that of the averaged weights, which lie beside", **ALWAYS)
