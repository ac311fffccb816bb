"""A small decoder, and what it and its pre-norm likeness reach in torch on enough rows to sample: function_screen_fixtures.py FOLDER

`expected.json`: the mean cosine of batches for both.
"""
import json
import pathlib
import sys

import numpy as np
import torch

import lvm_data
import lvm_models
import trainer
import variant_fixtures

DIM, ROWS = 24, 6010
BATCH = 32


def main(folder):
    torch.set_num_threads(1)
    whole = lvm_data.World(22, DIM).sequences(ROWS)
    data = trainer.Data(whole.contexts, whole.targets, None)
    torch.manual_seed(3)
    model, config = trainer.build("transformer", input_dim=DIM, output_dim=DIM, d_model=16, nhead=4, num_layers=2)
    rows = np.arange(ROWS)
    trainer.fit_output(model, data, rows, None, 0.1)
    loss, ours = trainer.evaluate(model.eval(), data, rows, None, BATCH)
    torch.save(
        trainer.unified(model, "transformer", config, trainer.unified_args("transformer", "rows.npz"), torch.optim.AdamW(model.parameters()), loss, ours),
        folder / "decoder.pt")
    variant_fixtures.normalise(model, True)
    _, other = trainer.evaluate(model.eval(), data, rows, None, BATCH)
    (folder / "expected.json").write_text(json.dumps({"transformer-decoder": ours, "transformer-decoder (pre-norm)": other}))
    lvm_data.save_plain(folder / "rows.npz", whole, keys=("contexts", "targets"))


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target)
