"""Writes towers and Mamba-2 models and what torch predicts with them, as forward_fixtures.py does: tower_fixtures.py FOLDER"""
import pathlib
import sys

import torch

import tower_models as towers
from forward_fixtures import USUAL, Writer

SEED = 11


def main(folder):
    torch.manual_seed(SEED)
    writer = Writer(folder)
    one = ((7, 1, 1.0), (64, 1, 6.0))
    long = USUAL + ((2, 300, 5.0),)
    for name, definition, model, cases in (
        ("pooled-gru", "pooled-gru", towers.PooledRecurrence("gru", 24, 10, 1), USUAL),
        ("pooled-gru-3", "pooled-gru", towers.PooledRecurrence("gru", 24, 10, 3), USUAL),
        ("pooled-lstm", "pooled-lstm", towers.PooledRecurrence("lstm", 24, 10, 1), USUAL),
        ("pooled-lstm-2", "pooled-lstm", towers.PooledRecurrence("lstm", 24, 10, 2), USUAL),
        ("mean-gru", "mean-gru", towers.MeanGru(24), USUAL),
        ("mean-gru-2", "mean-gru", towers.MeanGru(24, 2), USUAL),
        ("placed-gru", "placed-gru", towers.PlacedGru(24), USUAL),
        ("payload-tower", "payload-tower", towers.PayloadTower(24), one),
        ("mamba2", "mamba2", towers.Mamba2Predictor(24, 12, 3), long),
        ("mamba2-deep", "mamba2", towers.Mamba2Predictor(24, 16, 5, states=5, taps=3, expand=3, head=8), long),
    ):
        writer.add(f"small-{name}", definition, model, dim=24, cases=cases)
    writer.close()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
