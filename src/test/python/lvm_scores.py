"""Splits and statistics, worked out independently of the verifier: the oracle for what stands in its report."""
import hashlib
import math

import numpy as np
import torch

PERCENTILES = {"p1": 1, "p5": 5, "p25": 25, "p50": 50, "p75": 75, "p95": 95, "p99": 99}
BLOCK = 64


# Splits: validation rows in the order in which they are evaluated.


def article_rows(articles, fraction=0.1):
    """Rows of the last share of the sorted distinct articles, at least one article, in file order."""
    distinct = sorted(set(int(article) for article in articles))
    held_out = set(distinct[-max(1, int(fraction * len(distinct))) :])
    return np.array([row for row, article in enumerate(articles) if int(article) in held_out], dtype=np.int64)


def random_rows(count, seed, fraction=0.1, permutation="torch", rounding="train"):
    """The tail of a seeded permutation; `rounding` says which side of the split is cut down to a whole number."""
    held_out = count - int((1 - fraction) * count) if rounding == "train" else int(fraction * count)
    if permutation == "torch":
        order = torch.randperm(count, generator=torch.Generator().manual_seed(seed)).numpy()
    else:
        order = np.random.RandomState(seed).permutation(count)
    return order[count - held_out :].astype(np.int64)


def tail_rows(count, fraction=0.1):
    """The last share in file order."""
    return np.arange(int((1 - fraction) * count), count, dtype=np.int64)


def all_rows(count):
    return np.arange(count, dtype=np.int64)


def rows_digest(rows):
    """SHA-256 over the rows as little-endian int64."""
    return hashlib.sha256(np.asarray(rows, dtype="<i8").tobytes()).hexdigest()


# Scores.


def guarded_unit(vectors):
    """x / (|x| + 1e-8) in float64; a row that is not finite becomes zero, so that it counts as cosine 0."""
    vectors = np.asarray(vectors, dtype=np.float64)
    finite = np.isfinite(vectors).all(axis=-1, keepdims=True)
    vectors = np.where(finite, vectors, 0.0)
    return vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-8)


def groups_of(rows, articles):
    """A group number for each row: runs of equal articles in file order, without articles blocks of 64 rows."""
    order = np.argsort(rows, kind="stable")
    groups = np.empty(len(rows), dtype=np.int64)
    if articles is None:
        groups[order] = np.arange(len(rows)) // BLOCK
    else:
        ordered = np.asarray(articles)[np.asarray(rows)[order]]
        groups[order] = np.concatenate([[0], np.cumsum(ordered[1:] != ordered[:-1])])
    return groups


def sums_by_group(values, groups):
    sums = np.zeros((groups.max() + 1, *values.shape[1:]))
    np.add.at(sums, groups, values)
    return sums


def chance_level(predictions, targets, groups):
    """Mean cosine over all pairs of a prediction and a target of another group; over all i != j if there is one group."""
    p, t = guarded_unit(predictions), guarded_unit(targets)
    if groups.max() == 0:
        groups = np.arange(len(groups))
    sizes = np.bincount(groups)
    pairs = len(groups) ** 2 - int(np.sum(sizes.astype(np.int64) ** 2))
    if pairs == 0:
        return None
    within = np.sum(sums_by_group(p, groups) * sums_by_group(t, groups))
    return float((p.sum(axis=0) @ t.sum(axis=0) - within) / pairs)


def standard_error(cosines, articles):
    """Of the mean, and its kind: the larger of the clustered one and that of independent rows where articles are known.

    `articles` has one entry per cosine, or is None. There is no standard error of a single row, nor of a single article.
    """
    n = len(cosines)
    independent = float(np.std(cosines, ddof=1) / math.sqrt(n)) if n > 1 else None
    if articles is None:
        return independent, "INDEPENDENT"
    _, clusters = np.unique(articles, return_inverse=True)
    count = clusters.max() + 1
    if count < 2:
        return None, "CLUSTERED_BY_ARTICLE"
    sums = sums_by_group(cosines - cosines.mean(), clusters)
    return max(independent, float(math.sqrt(count / (count - 1) * np.sum(sums**2)) / n)), "CLUSTERED_BY_ARTICLE"


def mean_of_batches(values, batch):
    return float(np.mean([np.mean(values[start : start + batch]) for start in range(0, len(values), batch)]))


def baselines(contexts, targets):
    """Mean cosine that trivial predictors reach: the last context vector, and the mean of the context."""
    wanted = guarded_unit(targets)
    return {
        "copyLast": float(np.mean(np.sum(guarded_unit(contexts[:, -1]) * wanted, axis=1))),
        "contextMean": float(np.mean(np.sum(guarded_unit(contexts.astype(np.float64).mean(axis=1)) * wanted, axis=1))),
    }


def score(predictions, contexts, targets, rows, articles, batch):
    """Everything that a report says about predictions; all arrays are those of `rows`, in evaluation order.

    `articles` has one entry per sequence of the whole file, or is None. A prediction that is not finite counts as zero.
    """
    predictions = np.asarray(predictions, dtype=np.float32)
    finite = np.isfinite(predictions).all(axis=1)
    cosines = np.sum(guarded_unit(predictions) * guarded_unit(targets), axis=1)
    norms = np.linalg.norm(predictions.astype(np.float64), axis=1)
    chance = chance_level(predictions, targets, groups_of(rows, articles))
    error, error_kind = standard_error(cosines, None if articles is None else articles[rows])
    counts, _ = np.histogram(np.clip(cosines, -1, 1), bins=40, range=(-1, 1))
    squared = np.mean((np.where(finite[:, None], predictions, 0).astype(np.float64) - targets) ** 2, axis=1)
    return {
        "cosines": cosines,
        "norms": norms,
        "sampleMean": float(cosines.mean()),
        "batchMean": mean_of_batches(cosines, batch),
        "mse": mean_of_batches(squared, batch),
        "standardDeviation": float(np.std(cosines, ddof=1)) if len(cosines) > 1 else 0.0,
        "standardError": error,
        "standardErrorKind": error_kind,
        "min": float(cosines.min()),
        "max": float(cosines.max()),
        "percentiles": {name: float(np.percentile(cosines, at)) for name, at in PERCENTILES.items()},
        "histogram": counts.tolist(),
        "chance": chance,
        "skill": None if chance is None else float(cosines.mean() - chance),
        "nonFinite": float(1 - finite.mean()),
        "zeroPredictions": float(np.mean(norms == 0)),
        "meanNorm": float(norms[finite].mean()) if finite.any() else None,
        "baselines": baselines(contexts, targets),
    }
