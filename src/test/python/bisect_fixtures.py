"""Writes the epochs of a training run, sound and damaged: bisect_fixtures.py FOLDER

`good_K.pt` is epoch K with the claim that its trainer measured; `bad_K.pt` the same with one tensor damaged after that. `plain_K.pt`
records no epoch, and `silent_K.pt` no claim.
"""
import pathlib
import sys

import torch

import trainer
from defect_stage import Stage, altered

SEED = 8
EPOCHS = 9
DAMAGED = "blocks.0.gru.weight_ih_l0"


def damaged(name, tensor):
    if name == DAMAGED:
        # The new gate: the last third of the rows.
        rows = tensor.shape[0] // 3
        tensor[2 * rows :] = 5 * torch.randn(rows, tensor.shape[1], generator=torch.Generator().manual_seed(SEED))
    return tensor


def main(folder):
    torch.set_num_threads(1)
    stage = Stage(folder, SEED, fixed=True)
    t = stage.train("gru", steps=40)
    held = stage.data["articles"]
    for epoch in range(1, EPOCHS + 1):
        trainer.train(t.model, held, trainer.rest(len(held), t.rows), 5, 1e-4, batch=stage.batch)
        t.model.eval()
        t.value = stage.measure(t.model, t.data, t.rows)
        whole = {**stage.unified(t), "epoch": epoch}
        kinds = {
            "good": whole,
            "bad": {**whole, "model_state_dict": altered(t.model, damaged).state_dict()},
            "plain": {key: value for key, value in whole.items() if key != "epoch"},
            "silent": {key: value for key, value in whole.items() if not key.startswith("val_")},
        }
        for kind, checkpoint in kinds.items():
            torch.save(checkpoint, folder / f"{kind}_{epoch}.pt")
    (folder / stage.file("articles")).rename(folder / "data.npz")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
