"""Rows on which a sound checkpoint predicts nothing finite, and a checkpoint that predicts zero: bad_row_fixtures.py FOLDER GATES

Both are made of what `gates_fixtures.py` wrote into GATES. Every fifth row is so large that the first layer's sums are beyond float32.
"""
import pathlib
import sys

import numpy as np
import torch

EVERY = 5
LARGE = 3e38


def main(folder, gates):
    checkpoint = torch.load(gates / "good.pt", map_location="cpu")
    weights = checkpoint["model_state_dict"]
    arrays = dict(np.load(gates / "train.npz", allow_pickle=True))
    contexts = arrays["context_sequences"].copy()
    contexts[::EVERY] = LARGE * np.sign(weights["input_proj.weight"][0].numpy())
    np.savez(folder / "overflowing.npz", **{**arrays, "context_sequences": contexts})
    for name in ("output_proj.weight", "output_proj.bias"):
        weights[name] = torch.zeros_like(weights[name])
    torch.save(checkpoint, folder / "zero.pt")


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target, pathlib.Path(sys.argv[2]))
