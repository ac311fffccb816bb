"""Planted in some of the rows only."""
import numpy as np

from defect_registry import ALWAYS, each
from healthy_catalogue import healthy
from lvm_data import unit

ARTICLES = 200


def long_articles(stage):
    """Data of so many articles that a tenth of them can be compared with each other."""
    if "long_articles" not in stage.data:
        stage.add_data("long_articles", stage.windows(ARTICLES * 14, shortest=10, longest=20))
    return "long_articles"


def turned(stage, sequences, wanted):
    """Contexts and targets of some rows in the coordinates of another encoder."""
    turn = np.linalg.qr(np.random.RandomState(stage.seed).standard_normal((stage.dim, stage.dim)))[0]
    contexts, targets = sequences.contexts.copy(), sequences.targets.copy()
    contexts[wanted], targets[wanted] = contexts[wanted] @ turn, targets[wanted] @ turn
    return {"contexts": contexts, "targets": targets}


@each(("BROKEN_SLICE",), few=3, more=6)
def broken_slice(cases, count):
    """After the claim was taken, some neighbouring articles were encoded anew, by another encoder."""
    stage = cases.stage
    if stage.dim > 200:
        raise cases.Skip
    t = stage.train(["lstm", "gru"][stage.rng.randint(2)], long_articles(stage), steps=60)
    sequences = stage.data[t.data].sequences
    validated = np.unique(sequences.articles[t.rows])
    at = int(stage.rng.randint(len(validated) - count))
    data = stage.changed_data(f"broken{count}", t.data, **turned(stage, sequences, np.isin(sequences.articles, validated[at : at + count])))
    cases.add(stage.unified(t, data=f"artifacts/{stage.file(data)}"), t, f"{count} of {len(validated)} articles are of another encoder", data, **ALWAYS)


@healthy(noisier="noisier")
def hard_articles(cases, what):
    """Some articles are harder for every predictor, as those with much noise are."""
    stage = cases.stage
    if stage.dim > 200:
        raise cases.Skip
    name = long_articles(stage)
    sequences = stage.data[name].sequences
    articles = np.unique(sequences.articles)
    hard = np.isin(sequences.articles, stage.rng.choice(articles, len(articles) // 6, replace=False))
    noise = np.random.RandomState(stage.seed)
    targets = sequences.targets.copy()
    targets[hard] = unit(targets[hard] + 0.8 * noise.standard_normal(targets[hard].shape) / np.sqrt(stage.dim))
    data = stage.changed_data(f"articles_{what}", name, targets=targets)
    t = stage.train(["lstm", "gru"][stage.rng.randint(2)], data, steps=60)
    cases.add(stage.unified(t), t, "a sixth of the articles is noisier", **ALWAYS)
