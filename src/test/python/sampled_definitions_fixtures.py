"""A small AMN whose weights fit both functions of that name, and enough rows to sample: sampled_definitions_fixtures.py FOLDER

`healthy` claims what the trainers' function reaches on all rows, `other` what the inference side's does. expected.json: the batch mean of
each function on `many`. `few` has too few rows to sample.
"""
import json
import pathlib
import sys

import numpy as np
import torch

import lvm_data
import lvm_models
import trainer

DIM, WIDTH, ROWS, FEW = 24, 8, 1500, 300
BATCH = 256


def main(folder):
    torch.set_num_threads(1)
    whole = lvm_data.World(21, DIM).sequences(ROWS)
    data = trainer.Data(whole.contexts, whole.targets, None)
    torch.manual_seed(2)
    model = lvm_models.AttentionMixture(DIM, WIDTH, 2 * WIDTH)
    rows = np.arange(ROWS)
    trainer.fit_output(model, data, rows, None, 0.1)
    other = lvm_models.AdditiveMemory.sized_like(model.state_dict())
    other.load_state_dict(model.state_dict())
    ours = trainer.evaluate(model.eval(), data, rows, None, BATCH)
    theirs = trainer.evaluate(other.eval(), data, rows, None, BATCH)
    for name, stated in (("healthy", ours), ("other", theirs)):
        torch.save(trainer.five_cat(model, "amn", *stated), folder / f"{name}.pt")
    (folder / "expected.json").write_text(json.dumps({"attention-mixture": ours[1], "additive-memory": theirs[1]}))
    lvm_data.save_plain(folder / "many.npz", whole, keys=("contexts", "targets"))
    lvm_data.save_plain(folder / "few.npz", lvm_data.World(21, DIM).sequences(FEW), keys=("contexts", "targets"))


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target)
