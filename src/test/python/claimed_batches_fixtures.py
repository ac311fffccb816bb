"""Claims that are of the first batches only, or of several ranks: claimed_batches_fixtures.py FOLDER

`recorded` says so itself, `share` by a fraction of all batches, `searched` does not; `elsewhere` records another number than that of its claim.
`whole` records a limit that leaves nothing out, under the claim of all batches. `ranks_N` is the mean over N ranks of the means of their batches,
rows dealt out and padded by torch's own sampler.
"""
import pathlib
import sys

import torch
from torch.utils.data.distributed import DistributedSampler

import lvm_data
import lvm_scores
import trainer

DIM, ROWS, BATCH, FIRST = 24, 2400, 32, 3
LIMITS = {
    "recorded": {"limit_val_batches": FIRST}, "share": {"limit_val_batches": 0.4}, "searched": {}, "elsewhere": {"limit_val_batches": 2},
    "whole": {"limit_val_batches": 1.0}}
RANKS = (3, 16)


def main(folder):
    torch.set_num_threads(1)
    sequences = lvm_data.World(23, DIM).sequences(ROWS)
    lvm_data.save_with_articles(folder / "sequences.npz", sequences, compressed=False)
    held = trainer.Data(sequences.contexts, sequences.targets, sequences.articles)
    rows = lvm_scores.article_rows(held.articles)
    torch.manual_seed(4)
    model, config = trainer.build("gru", input_dim=DIM, output_dim=DIM, d_model=16, num_layers=1)
    trainer.train(model, held, trainer.rest(ROWS, rows), 60, 5e-3)
    trainer.fit_output(model, held, trainer.rest(ROWS, rows), None, 0.1)
    model.eval()
    loss = trainer.evaluate(model, held, rows, None, BATCH)[0]
    batches = -(-len(rows) // BATCH)
    claims = {name: FIRST for name in LIMITS} | {"share": int(0.4 * batches), "whole": batches}
    values = {name: trainer.evaluate(model, held, rows[: first * BATCH], None, BATCH)[1] for name, first in claims.items()}
    for ranks in RANKS:
        own = [list(DistributedSampler(rows, ranks, rank, shuffle=False)) for rank in range(ranks)]
        values[f"ranks_{ranks}"] = sum(trainer.evaluate(model, held, rows[part], None, BATCH)[1] for part in own) / ranks
    for name, value in values.items():
        told = {**trainer.unified_args("gru", "artifacts/sequences.npz"), "batch_size": BATCH, **LIMITS.get(name, {})}
        torch.save(trainer.unified(
            model, "gru", config, told, torch.optim.AdamW(model.parameters(), lr=1e-3), loss, value), folder / f"{name}.pt")


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target)
