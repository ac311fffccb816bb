"""Writes data whose articles are known, checkpoints, and what the alignment's oracle finds in them: alignment_fixtures.py FOLDER

`next_at_0` names the target's own place, as the field's exports do; `next_at_1` the place before it; `next_unknown` belongs to
other articles. Articles are stored in no order, at other lengths than one, and with gaps in their places.
"""
import json
import os
import pathlib
import sys

os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

import numpy as np
import torch

import alignment_oracle
import lvm_data
import trainer

SEED = 20251030
SAMPLES, HORIZON = 150, 4
LENGTH = lvm_data.LENGTH


def articles(world, count, first):
    """Article number, vectors, and the places that these are given."""
    made = []
    for number in range(count):
        size = int(world.rng.randint(5, 24))
        made.append((first + 7 * number, world.article(size).astype(np.float32), 2 + np.cumsum(world.rng.randint(1, 3, size))))
    return made


def write_articles(path, made, rng):
    rows = [(number, int(place), vector) for number, vectors, places in made for vector, place in zip(vectors, places)]
    rows = [rows[i] for i in rng.permutation(len(rows))]
    lengths = rng.uniform(0.5, 2.0, (len(rows), 1)).astype(np.float32)
    np.savez_compressed(
        path, vectors=np.stack([row[2] for row in rows]) * lengths, article_indices=np.array([row[0] for row in rows], np.int64),
        chunk_indices=np.array([row[1] for row in rows], np.int32))


def windows(made, rng, consecutive=False):
    """Contexts, targets, articles, places of the targets and of the vectors before them; some windows are left out."""
    rows = []
    for number, vectors, places in made:
        named = np.arange(len(vectors)) if consecutive else places
        for start in range(len(vectors) - LENGTH):
            if rng.rand() < 0.85:
                end = start + LENGTH
                rows.append((vectors[start:end], vectors[end], number, int(named[end]), int(named[end - 1])))
    return [np.array(column) for column in zip(*rows)]


def write_metadata(path, contexts, targets, numbers, places):
    metadata = [{"article_index": int(a), "target_chunk_index": int(p)} for a, p in zip(numbers, places)]
    np.savez(path, context_sequences=contexts, target_vectors=targets, metadata=np.array(metadata, dtype=object))


def write_checkpoint(path, model_type, contexts, targets, scale=None, **overrides):
    torch.manual_seed(SEED)
    data = trainer.Data(contexts, targets)
    rows = np.arange(len(data))
    model, config = trainer.build(model_type, **overrides)
    trainer.fit_output(model, data, rows, scale)
    optimizer = trainer.train(model, data, rows, steps=3, rate=1e-6, scale=scale)
    loss, value = trainer.evaluate(model, data, rows, scale)
    args = trainer.unified_args(model_type, "data.npz", use_positional=scale is not None)
    torch.save(trainer.unified(model, model_type, config, args, optimizer, loss, value), path)


def main(folder):
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    world = lvm_data.World(SEED)
    rng = np.random.RandomState(SEED)
    here, there = articles(world, 30, 100), articles(lvm_data.World(SEED + 1), 25, 1000)
    write_articles(folder / "articles.npz", here + there[:12], rng)
    write_articles(folder / "more_articles.npz", there[12:], rng)
    write_articles(folder / "strange_articles.npz", [(n, world.article(len(v)), p) for n, v, p in here], rng)

    contexts, targets, numbers, places, before = windows(here, rng)
    write_metadata(folder / "next_at_0.npz", contexts, targets, numbers, places)
    np.savez(folder / "next_at_1.npz", contexts=contexts, targets=targets, article_ids=numbers, target_indices=before)
    np.savez(folder / "no_places.npz", contexts=contexts, targets=targets, article_ids=numbers)
    other = windows(there, rng)
    write_metadata(folder / "other.npz", *other[:4])
    plain = windows(here, rng, consecutive=True)
    write_metadata(folder / "consecutive.npz", *plain[:4])

    write_checkpoint(folder / "amn.pt", "amn", contexts, targets, d_model=64, hidden_dim=96)
    write_checkpoint(folder / "lstm.pt", "lstm", contexts, targets, hidden_dim=48)
    write_checkpoint(folder / "positional.pt", "lstm", contexts, targets, scale=0.03, input_dim=769, hidden_dim=48)

    both = ["articles.npz", "more_articles.npz"]
    cases = [
        ("amn", "next_at_0", None, ["articles.npz"]),
        ("lstm", "next_at_0", "other", both),
        ("lstm", "next_at_1", "other", both),
        ("lstm", "next_at_0", None, ["strange_articles.npz"]),
        ("positional", "consecutive", None, []),
    ]
    written = []
    for model, data, ood, files in cases:
        found = alignment_oracle.alignment(
            folder / f"{model}.pt", folder / f"{data}.npz", folder / f"{ood}.npz" if ood else None,
            [folder / name for name in files], SAMPLES, HORIZON)
        written.append({
            "checkpoint": f"{model}.pt", "data": f"{data}.npz", "ood": f"{ood}.npz" if ood else None, "articles": files,
            "samples": SAMPLES, "horizon": HORIZON, "expected": found})
        print(model, data, ood, files, json.dumps(found, indent=1))
    (folder / "cases.json").write_text(json.dumps(written, indent=1, allow_nan=False))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
