"""Files whose windows do not overlap, with their targets in the right order and moved by some rows: shift_fixtures.py FOLDER

No vector stands in two rows, so that the file itself tells nothing of its order; rows of one article follow each other and are alike. Each
`PLACE.pt` is a model under the claim that torch measured on the right order, over all rows (`file`) or over those of the last articles
(`articles`); `PLACE_wrong.pt` is the same under a claim that nothing explains, `PLACE_rounded.pt` under a rounded one.
"""
import pathlib
import sys
from dataclasses import replace

import numpy as np
import torch

import lvm_data
import lvm_scores
import trainer

DIM, ROWS, BATCH = 24, 900, 32
MOVED = {"sound": 0, "moved_1": 1, "moved_back_2": -2}


def apart(world):
    """Every sixth window of each article: contexts of five vectors and their targets do not overlap."""
    whole = world.sequences(8 * ROWS)
    first = np.flatnonzero(np.diff(whole.articles, prepend=-1))
    within = np.arange(len(whole)) - np.maximum.accumulate(np.isin(np.arange(len(whole)), first) * np.arange(len(whole)))
    rows = np.flatnonzero(within % (lvm_data.LENGTH + 1) == 0)[:ROWS]
    return replace(whole, **{name: getattr(whole, name)[rows] for name in ("contexts", "targets", "articles", "chunks")})


def save(folder, name, checkpoint, value):
    for suffix, claim in (("", value), ("_wrong", value + 0.1234567), ("_rounded", round(value, 2))):
        torch.save({**checkpoint, "val_cosine": claim}, folder / f"{name}{suffix}.pt")


def main(folder):
    torch.set_num_threads(1)
    whole = apart(lvm_data.World(19, DIM))
    held = trainer.Data(whole.contexts, whole.targets, whole.articles)
    places = {"file": np.arange(ROWS), "articles": lvm_scores.article_rows(held.articles)}
    for place, rows in places.items():
        torch.manual_seed(2)
        model, config = trainer.build("gru", input_dim=DIM, output_dim=DIM, d_model=16, num_layers=1)
        seen = np.arange(ROWS)
        trainer.train(model, held, seen, 80, 5e-3)
        trainer.fit_output(model, held, seen, None, 0.1)
        model.eval()
        loss, value = trainer.evaluate(model, held, rows, None, 256 if place == "file" else BATCH)
        if place == "file":
            checkpoint = {**trainer.five_cat(model, "gru", loss, value), "model_config": config}
        else:
            told = {**trainer.unified_args("gru", "artifacts/x.npz"), "batch_size": BATCH}
            checkpoint = trainer.unified(model, "gru", config, told, torch.optim.AdamW(model.parameters(), lr=1e-3), loss, value)
        save(folder, place, checkpoint, value)
    for name, by in MOVED.items():
        moved = replace(whole, targets=np.roll(whole.targets, by, axis=0))
        lvm_data.save_plain(folder / f"file_{name}.npz", moved, keys=("contexts", "targets"))
        lvm_data.save_with_articles(folder / f"articles_{name}.npz", moved, compressed=False)


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target)
