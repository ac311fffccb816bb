"""Writes predictions and targets, and every metric of them in plain NumPy: metric_fixtures.py FOLDER

Formulas are written from the metrics' definitions, with loops where that is plainest, in float64.
"""
import json
import pathlib
import sys

import numpy as np

ROWS, DIM, CLASSES, BATCH, PARTNERS = 331, 12, 5, 32, 64


def per_row_errors(p, t):
    d = p.astype(np.float64) - t.astype(np.float64)
    return {"mse": (d ** 2).mean(1), "mae": np.abs(d).mean(1)}


def ranks(p, t):
    """Rank of each row's own target among all targets, 1 for the nearest by cosine."""
    p, t = (a.astype(np.float64) / np.linalg.norm(a.astype(np.float64), axis=1, keepdims=True) for a in (p, t))
    s = p @ t.T
    return 1 + (s > np.diag(s)[:, None]).sum(1)


def accuracy(predicted, true):
    return float((predicted == true).mean())


def macro_f1(predicted, true):
    scores = []
    for c in np.union1d(predicted, true):
        tp = ((predicted == c) & (true == c)).sum()
        fp = ((predicted == c) & (true != c)).sum()
        fn = ((predicted != c) & (true == c)).sum()
        scores.append(2 * tp / (2 * tp + fp + fn))
    return float(np.mean(scores))


def batches(function, *arrays):
    n = len(arrays[0])
    return float(np.mean([function(*(a[i:i + BATCH] for a in arrays)) for i in range(0, n, BATCH)]))


def jackknife(function, *arrays):
    """Standard error by leaving out each row."""
    n = len(arrays[0])
    left = np.array([function(*(np.delete(a, i, 0) for a in arrays)) for i in range(n)])
    return float(np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum()))


def by_mean(rows):
    return {"value": float(rows.mean()), "batches": batches(np.mean, rows), "error": float(rows.std(ddof=1) / len(rows) ** 0.5)}


def main(folder):
    rng = np.random.default_rng(16)
    targets = rng.standard_normal((ROWS, DIM)).astype(np.float32)
    predictions = (0.5 * targets + rng.standard_normal((ROWS, DIM))).astype(np.float32)
    classes = rng.choice(CLASSES, ROWS, p=[0.4, 0.3, 0.15, 0.1, 0.05])
    logits = rng.standard_normal((ROWS, CLASSES)).astype(np.float32)
    logits[np.arange(ROWS), classes] += 1
    predicted = logits.argmax(1)
    for name, array in {
            "predictions": predictions, "targets": targets, "logits": logits, "classes": classes, "predicted": predicted,
            "one_hot": np.eye(CLASSES, dtype=np.float32)[classes], "classes_column": classes[:, None].astype(np.int16),
            "beyond": np.where(np.arange(ROWS) == 7, CLASSES, classes), "fractions": classes + 0.5}.items():
        np.save(folder / f"{name}.npy", array)
    np.savez(folder / "flat.npz", nothing=np.zeros(3))
    expected = {name: by_mean(rows) for name, rows in per_row_errors(predictions, targets).items()}
    places = [i * ROWS // PARTNERS for i in range(PARTNERS)]
    for name in ("mse", "mae"):
        others = []
        for row in range(ROWS):
            mine = [place for place in places if place != row]
            others.append(per_row_errors(predictions[[row] * len(mine)], targets[mine])[name].mean())
        expected[name]["chance"] = float(np.mean(others))
    found = ranks(predictions, targets)
    for k in (1, 5, 50):
        expected[f"recall@{k}"] = by_mean((found <= k).astype(float)) | {"chance": k / ROWS}
    expected["mrr"] = by_mean(1 / found) | {"chance": float(np.mean(1 / np.arange(1, ROWS + 1)))}
    p, q = (np.bincount(a, minlength=CLASSES) / ROWS for a in (predicted, classes))
    expected["accuracy"] = by_mean((predicted == classes).astype(float)) | {"chance": float((p * q).sum())}
    expected["f1"] = {
        "value": macro_f1(predicted, classes), "batches": batches(macro_f1, predicted, classes),
        "jackknife": jackknife(macro_f1, predicted, classes), "chance": float(np.mean(2 * p * q / (p + q)))}
    (folder / "expected.json").write_text(json.dumps(expected))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
