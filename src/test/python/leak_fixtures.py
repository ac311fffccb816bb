"""Rows whose target stands in their own context, rows of one article, and rows and targets in other orders: leak_fixtures.py FOLDER

Each file has a small model under the claim that torch measures for it on all rows; `expected.json` gives the share of leaked rows.
"""
import json
import pathlib
import sys
from dataclasses import replace

import numpy as np
import torch

import lvm_data
import trainer

DIM, ROWS = 24, 1500
SHARES = {"few": 0.03, "many": 0.3}


def leaked(sequences, share):
    """Every so many rows the target is the third vector of the context."""
    rows = np.arange(len(sequences)) % 100 < round(100 * share)
    targets = sequences.targets.copy()
    targets[rows] = sequences.contexts[rows, 2]
    return replace(sequences, targets=targets), float(rows.mean())


def write(folder, name, sequences):
    lvm_data.save_with_articles(folder / f"{name}.npz", sequences, compressed=False)
    data = trainer.Data(sequences.contexts, sequences.targets, sequences.articles)
    torch.manual_seed(1)
    model, config = trainer.build("gru", input_dim=DIM, output_dim=DIM, d_model=16, num_layers=1)
    rows = np.arange(len(sequences))
    trainer.fit_output(model, data, rows, None, 0.1)
    trainer.train(model, data, rows, 120, 5e-3)
    trainer.fit_output(model, data, rows, None, 0.1)
    model.eval()
    loss, value = trainer.evaluate(model, data, rows)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    torch.save(trainer.unified(model, "gru", config, trainer.unified_args("gru", f"artifacts/{name}.npz"), optimizer, loss, value), folder / f"{name}.pt")


def main(folder):
    torch.set_num_threads(1)
    world, expected = lvm_data.World(7, DIM), {}
    for name, share in SHARES.items():
        sequences, expected[name] = leaked(world.sequences(ROWS), share)
        write(folder, name, sequences)
    whole = world.sequences(ROWS)
    order = np.random.RandomState(3).permutation(ROWS)
    write(folder, "sound", whole)
    write(folder, "rows_shuffled", replace(whole, **{name: getattr(whole, name)[order] for name in ("contexts", "targets", "articles", "chunks")}))
    # The claim is of the file as it was; its targets were put into another order since.
    write(folder, "targets_shuffled", whole)
    lvm_data.save_with_articles(folder / "targets_shuffled.npz", replace(whole, targets=whole.targets[order]), compressed=False)
    one = world.sequences(200)
    write(folder, "one", replace(one, articles=np.ones(len(one), dtype=int)))
    (folder / "expected.json").write_text(json.dumps(expected))


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target)
