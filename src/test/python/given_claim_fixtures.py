"""Writes what another team has: a Lightning checkpoint, data under other names, a claim in a JSON file: given_claim_fixtures.py FOLDER"""
import json
import pathlib
import sys

import numpy as np
import torch

import foreign_models
import onnx_fixtures


def main(folder):
    rng = np.random.default_rng(23)
    contexts = rng.standard_normal((64, foreign_models.LENGTH, foreign_models.DIM)).astype(np.float32)
    targets = rng.standard_normal((64, foreign_models.DIM)).astype(np.float32)
    np.savez(folder / "data.npz", x=contexts, y=targets, contexts=contexts[::-1], targets=targets)
    model = foreign_models.trained(foreign_models.Mixer(), 8)
    onnx_fixtures.export(model, folder / "forward.onnx")
    mean = float(np.mean(onnx_fixtures.cosines(model, contexts, targets)))
    checkpoint = onnx_fixtures.lightning(model.state_dict())
    checkpoint["callbacks"] = {
        "ModelCheckpoint{'monitor': 'val_cos', 'mode': 'max'}": {"best_model_score": torch.tensor(mean), "best_k_models": {}},
        "EarlyStopping{'monitor': 'val_cos'}": {"wait_count": 1}}
    checkpoint["val.history"] = [{"cos": 0.0}, {"cos": mean}]
    torch.save(checkpoint, folder / "last.ckpt")
    (folder / "metrics.json").write_text(json.dumps({"val": {"cos": mean, "loss": 12.5}}))
    (folder / "expected.json").write_text(json.dumps(mean))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
