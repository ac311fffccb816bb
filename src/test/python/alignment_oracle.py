"""The 5-to-1 causal alignment, one prediction at a time, written from docs/alignment.md alone:

alignment_oracle.py CHECKPOINT DATA [--ood NPZ] [--articles NPZ ...] [--samples N] [--horizon H] [--threads N]

Predictions are torch's in float32, everything else is numpy in float64. Prints JSON. It is the yardstick for numbers and for speed.
"""
import argparse
import bisect
import json
import random
import time

import numpy as np
import torch

import lvm_models
import trainer

CONTEXTS = ("context_sequences", "contexts")
TARGETS = ("target_vectors", "targets")
OFFSETS = range(-3, 4)


def unit(vectors):
    vectors = np.asarray(vectors, np.float64)
    return vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9)


def cosine(first, second):
    return float(np.dot(first, second) / (np.linalg.norm(first) * np.linalg.norm(second)))


def mean(values):
    return float(np.mean(values)) if len(values) else None


class Sequences:
    def __init__(self, path):
        with np.load(path, allow_pickle=True) as arrays:
            pick = lambda names: arrays[next(name for name in names if name in arrays)]
            self.contexts, self.targets = unit(pick(CONTEXTS)), unit(pick(TARGETS))
            self.articles = self.places = None
            if "metadata" in arrays:
                self.articles = [row["article_index"] for row in arrays["metadata"]]
                self.places = [row["target_chunk_index"] for row in arrays["metadata"]]
            elif "article_ids" in arrays:
                self.articles, self.places = arrays["article_ids"].tolist(), arrays["target_indices"].tolist()

    def __len__(self):
        return len(self.targets)


class Articles:
    """For each article its vectors in the order of their places."""

    def __init__(self, triples):
        found = {}
        for article, place, vector in triples:
            found.setdefault(article, {}).setdefault(place, vector)
        self.places = {article: sorted(vectors) for article, vectors in found.items()}
        self.vectors = {
            article: np.stack([vectors[place] for place in self.places[article]]) for article, vectors in found.items()}

    @classmethod
    def read(cls, paths):
        triples = []
        for path in paths:
            with np.load(path) as arrays:
                triples += zip(arrays["article_indices"].tolist(), arrays["chunk_indices"].tolist(), unit(arrays["vectors"]))
        return cls(triples)

    @classmethod
    def of(cls, data):
        known = [(a, p, v) for a, p, v in zip(data.articles, data.places, data.targets)]
        length = data.contexts.shape[1]
        for article, place, context in zip(data.articles, data.places, data.contexts):
            known += [(article, place - length + i, context[i]) for i in range(length) if place - length + i >= 0]
        return cls(known)

    def position(self, article, place):
        places = self.places.get(article, [])
        at = bisect.bisect_left(places, place)
        return at if at < len(places) and places[at] == place else None


class Model:
    def __init__(self, path):
        saved = torch.load(path, map_location="cpu")
        weights = saved["model_state_dict"]
        definition = lvm_models.variants(lvm_models.fitting(weights), saved.get("model_config", {}).get("nhead"))[0]
        self.model = lvm_models.load(definition, weights).eval()
        positional = any(size == 769 for tensor in weights.values() for size in tensor.shape)
        args = saved.get("args", {})
        self.scale = (args.get("positional_scalar") or args.get("pos_scale", trainer.POS_SCALE)) if positional else None
        self.predictions = 0

    def __call__(self, context):
        self.predictions += 1
        given = torch.from_numpy(np.ascontiguousarray(context, np.float32))[None]
        with torch.no_grad():
            return unit(self.model(given if self.scale is None else lvm_models.with_position(given, self.scale))[0].numpy())


def usable(data, articles, condition, most):
    """The first rows whose target's position in its article fulfils a condition."""
    rows = []
    for row in range(len(data)):
        position = articles.position(data.articles[row], data.places[row])
        if position is not None and condition(position, len(articles.places[data.articles[row]])):
            rows.append((row, position))
            if len(rows) == most:
                break
    return rows


def true_next(data, articles):
    """The offset at which the articles hold the targets."""
    rows = usable(data, articles, lambda at, size: at >= 3 and at + 3 < size, 256)
    likeness = {
        k: mean([cosine(data.targets[row], articles.vectors[data.articles[row]][at + k]) for row, at in rows]) for k in OFFSETS}
    best = max(OFFSETS, key=lambda k: likeness[k])
    return best if likeness[best] >= 0.999 else None


def placed(data, articles, model, zero, following, samples, horizon):
    sweep = {k: [] for k in OFFSETS}
    rows = usable(data, articles, lambda at, size: at + zero >= 3 and at + zero + 3 < size, samples)
    for row, at in rows:
        prediction = model(data.contexts[row])
        for k in OFFSETS:
            sweep[k].append(cosine(prediction, articles.vectors[data.articles[row]][at + zero + k]))
    means = {str(k): mean(values) for k, values in sweep.items()}
    ranks = []
    for row, at in usable(data, articles, lambda at, size: size >= 6 and 0 <= at + following < size, samples):
        vectors = articles.vectors[data.articles[row]]
        likeness = vectors @ model(data.contexts[row])
        truth = at + following
        ranks.append(1 + sum(1 for other in range(len(vectors)) if other != truth and likeness[other] > likeness[truth]))
    rolled = []
    for row, at in usable(data, articles, lambda at, size: at + zero + 1 >= 0 and at + zero + horizon < size, samples):
        context, reached = data.contexts[row], []
        for step in range(1, horizon + 1):
            prediction = model(context)
            reached.append(cosine(prediction, articles.vectors[data.articles[row]][at + zero + step]))
            context = np.concatenate([context[1:], prediction[None]])
        rolled.append(mean(reached))
    ranks = np.array(ranks)
    return {
        "offsets": means, "margin": means["1"] - max(means[str(k)] for k in OFFSETS if k != 1), "offsetRows": len(rows),
        "recallAt1": mean(ranks == 1), "recallAt5": mean(ranks <= 5), "meanReciprocalRank": mean(1 / ranks),
        "retrievalRows": len(ranks), "rollout": mean(rolled), "rolloutRows": len(rolled)}


def orders(data, model, samples):
    changes = {name: [] for name in ("base", "shuffled", "reversed", "leaveOneOut", "repeatLast", "firstAsLast")}
    draw = random.Random(17)
    count = min(samples, len(data))
    for context, target in zip(data.contexts[:count], data.targets[:count]):
        base = cosine(model(context), target)
        changes["base"].append(base)

        def change(changed):
            return cosine(model(changed), target) - base

        order = list(range(len(context)))
        draw.shuffle(order)
        changes["shuffled"].append(change(context[order]))
        changes["reversed"].append(change(context[::-1]))
        changes["leaveOneOut"].append(mean(
            [change(np.concatenate([np.delete(context, i, axis=0), context[-1:]])) for i in range(len(context))]))
        changes["repeatLast"].append(change(np.repeat(context[-1:], len(context), axis=0)))
        changes["firstAsLast"].append(change(np.concatenate([context[:-1], context[:1]])))
    return {**{name: mean(values) for name, values in changes.items()}, "rows": count}


def bins(data, model, samples):
    low, normal = [], []
    for context, target in zip(data.contexts[:samples], data.targets[:samples]):
        coherence = mean([cosine(context[i], context[i + 1]) for i in range(len(context) - 1)])
        value = cosine(model(context), target)
        if coherence < 0.45:
            low.append(value)
        elif coherence <= 0.55:
            normal.append(value)
    return {"lowMean": mean(low), "lowRows": len(low), "normalMean": mean(normal), "normalRows": len(normal)}


def tested(path, model, article_files, samples, horizon):
    data = Sequences(path)
    articles = None
    if data.articles is not None:
        articles = Articles.read(article_files) if article_files else Articles.of(data)
    started = time.perf_counter()
    result = {"legacy": None, "corrected": None, "trueNextOffset": None}
    if articles is not None:
        offset = true_next(data, articles)
        result["trueNextOffset"] = offset
        result["legacy"] = placed(data, articles, model, 0, 0, samples, horizon)
        if offset is not None:
            result["corrected"] = placed(data, articles, model, offset - 1, offset, samples, horizon)
    result.update(orders=orders(data, model, samples), bins=bins(data, model, samples))
    return {**result, "seconds": time.perf_counter() - started}


def gates(here, there, numbering):
    """The five conditions; None where a number is missing and none of the others misses its limit."""
    def both(*conditions):
        found = [condition(rows, other) for other, rows in enumerate((here, there)) if rows for condition in conditions]
        return False if False in found else None if None in found else True

    def at_least(value, *limits):
        def condition(rows, other):
            found = value(rows[numbering]) if rows[numbering] else None
            return None if found is None else bool(found >= limits[other])
        return condition

    def at_most(name, limit):
        return lambda rows, _: None if rows["orders"][name] is None else bool(rows["orders"][name] <= limit)

    return {
        "offset_sweep": both(
            at_least(lambda found: found["offsets"]["1"], 0.50, 0.48), at_least(lambda found: found["margin"], 0.12, 0.10)),
        "retrieval_rank": both(
            at_least(lambda found: found["recallAt1"], 0.60, 0.55), at_least(lambda found: found["recallAt5"], 0.95, 0.92),
            at_least(lambda found: found["meanReciprocalRank"], 0.80, 0.75)),
        "ablations": both(
            at_most("shuffled", -0.15 + 1e-6), at_most("reversed", -0.1 + 1e-6), at_most("leaveOneOut", -0.08 + 1e-6),
            at_most("repeatLast", 0.05), at_most("firstAsLast", 0.05)),
        "rollout": both(at_least(lambda found: found["rollout"], 0.45, 0.42)),
        "bins_delta": None if there is None else bool(abs(here["bins"]["normalMean"] - there["bins"]["normalMean"]) <= 0.05),
    }


def alignment(checkpoint, data, ood=None, articles=(), samples=10_000, horizon=5):
    model = Model(checkpoint)
    here = tested(data, model, articles, samples, horizon)
    there = tested(ood, model, articles, samples, horizon) if ood else None
    return {
        "trueNextOffset": here["trueNextOffset"], "validation": here, "outOfDistribution": there,
        "legacyGates": gates(here, there, "legacy"), "correctedGates": gates(here, there, "corrected"),
        "predictions": model.predictions,
        # Of the tests alone: reading is a matter of the file, not of the rows tested.
        "seconds": here["seconds"] + (there["seconds"] if there else 0)}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("checkpoint")
    options.add_argument("data")
    options.add_argument("--ood")
    options.add_argument("--articles", nargs="+", default=[])
    options.add_argument("--samples", type=int, default=10_000)
    options.add_argument("--horizon", type=int, default=5)
    options.add_argument("--threads", type=int, default=1)
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    print(json.dumps(alignment(
        chosen.checkpoint, chosen.data, chosen.ood, chosen.articles, chosen.samples, chosen.horizon)))


if __name__ == "__main__":
    main()
