"""Files whose contexts were rounded to half precision and whose targets were not, in the right order and in others: near_windows_fixtures.py FOLDER

`moved` and `shuffled` have their targets moved by two rows and put into another order; the claim is torch's on `sound`. `apart` has no
windows that overlap. `wrong_claim` is a checkpoint with a claim that nothing explains.
"""
import pathlib
import sys
from dataclasses import replace

import numpy as np
import torch

import lvm_data
import trainer

DIM, ROWS = 32, 500


def save(folder, name, sequences):
    lvm_data.save_plain(folder / f"{name}.npz", sequences, keys=("contexts", "targets"))


def main(folder):
    torch.set_num_threads(1)
    world = lvm_data.World(11, DIM)
    whole = world.sequences(ROWS)
    whole = replace(whole, contexts=whole.contexts.astype(np.float16).astype(np.float32))
    data = trainer.Data(whole.contexts, whole.targets, None)
    torch.manual_seed(1)
    model, config = trainer.build("gru", input_dim=DIM, output_dim=DIM, d_model=16, num_layers=1)
    rows = np.arange(ROWS)
    trainer.fit_output(model, data, rows, None, 0.1)
    trainer.train(model, data, rows, 60, 5e-3)
    trainer.fit_output(model, data, rows, None, 0.1)
    model.eval()
    loss, value = trainer.evaluate(model, data, rows, None, 256)
    for name, claim in (("model", value), ("wrong_claim", value + 0.1234567)):
        checkpoint = trainer.five_cat(model, "gru", loss, claim)
        checkpoint["model_config"] = config
        torch.save(checkpoint, folder / f"{name}.pt")
    order = np.random.RandomState(3).permutation(ROWS)
    save(folder, "sound", whole)
    save(folder, "moved", replace(whole, targets=np.roll(whole.targets, 2, axis=0)))
    save(folder, "shuffled", replace(whole, targets=whole.targets[order]))
    # One row of each article: no vector stands in two of them.
    more = world.sequences(10 * ROWS)
    first = np.flatnonzero(np.diff(more.articles, prepend=-1))
    save(folder, "apart", replace(more, contexts=more.contexts[first], targets=np.roll(more.targets[first], 2, axis=0)))


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target)
