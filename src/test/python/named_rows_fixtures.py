"""Writes data that name the rows which validate, and torch's means over batches of 4 of them: named_rows_fixtures.py FOLDER"""
import json
import pathlib
import sys

import numpy as np
import torch

import foreign_models
import onnx_fixtures

ROWS, BATCH = 64, 4


def main(folder):
    rng = np.random.default_rng(31)
    contexts = rng.standard_normal((ROWS, foreign_models.LENGTH, foreign_models.DIM)).astype(np.float32)
    targets = (contexts.mean(1) + rng.standard_normal((ROWS, foreign_models.DIM))).astype(np.float32)
    numbers = rng.permutation(ROWS)[:17].astype(np.int64)
    mask = np.zeros(ROWS, dtype=bool)
    mask[rng.permutation(ROWS)[:23]] = True
    model = foreign_models.trained(foreign_models.Mixer(), 8)
    with torch.no_grad():
        targets = (targets + 3 * model(torch.from_numpy(contexts)).numpy()).astype(np.float32)
    np.savez(
        folder / "data.npz", contexts=contexts, targets=targets, numbers=numbers, small=numbers.astype(np.uint8), mask=mask,
        twice=np.array([1, 3, 3]), beyond=np.array([1, ROWS]), negative=np.array([-1, 2]), empty=np.zeros(ROWS, dtype=bool),
        many=np.arange(2 * ROWS))
    onnx_fixtures.export(model, folder / "forward.onnx")
    cosines = np.array(onnx_fixtures.cosines(model, contexts, targets))

    def batches(rows):
        return float(np.mean([cosines[rows[i:i + BATCH]].mean() for i in range(0, len(rows), BATCH)]))

    torch.save(onnx_fixtures.lightning(model.state_dict()), folder / "last.ckpt")
    (folder / "expected.json").write_text(json.dumps(
        {"numbers": batches(numbers), "small": batches(numbers), "mask": batches(np.flatnonzero(mask))}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
