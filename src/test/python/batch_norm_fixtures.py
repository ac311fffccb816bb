"""Weights with a batch normalisation that never saw a batch, and healthy likes of it: batch_norm_fixtures.py FOLDER"""
import pathlib
import sys

import torch
from torch import nn

DIM = 6


def main(folder):
    torch.manual_seed(5)
    untouched, seen, scaled = (nn.BatchNorm1d(DIM) for _ in range(3))
    seen(torch.randn(32, DIM))
    with torch.no_grad():
        scaled.weight.mul_(1.5)
    for name, norm in (("untouched", untouched), ("seen", seen), ("scaled", scaled), ("layer", nn.LayerNorm(DIM))):
        model = nn.Sequential()
        model.add_module("input_norm", norm)
        model.add_module("out", nn.Linear(DIM, DIM))
        torch.save({"model_state_dict": model.state_dict()}, folder / f"{name}.pt")


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target)
