"""Writes a checkpoint that two definitions of the registry fit, with the graph of each: onnx_known_fixtures.py FOLDER"""
import json
import pathlib
import sys
import warnings

import numpy as np
import torch

import foreign_models
import lvm_models

DIM, LENGTH, ROWS = 48, 5, 64
warnings.filterwarnings("ignore")


def main(folder):
    rng = np.random.default_rng(21)
    contexts = rng.standard_normal((ROWS, LENGTH, DIM)).astype(np.float32)
    targets = (contexts.mean(1) + 0.1 * rng.standard_normal((ROWS, DIM))).astype(np.float32)
    np.savez(folder / "data.npz", context_sequences=contexts, target_vectors=targets)
    trained = foreign_models.trained(lvm_models.AttentionMixture(DIM, 16, 32), 4)
    numbers = {}
    for name in ("attention-mixture", "additive-memory"):
        model = lvm_models.load(name, trained.state_dict()).eval()
        torch.onnx.export(
            model, torch.randn(2, LENGTH, DIM), str(folder / f"{name}.onnx"), input_names=["context"], opset_version=14,
            dynamic_axes={"context": {0: "batch"}}, export_params=False, do_constant_folding=False)
        predictions = lvm_models.predict(model, torch.from_numpy(contexts))
        numbers[name] = torch.nn.functional.cosine_similarity(predictions.double(), torch.from_numpy(targets).double()).mean().item()
    torch.save({"model_state_dict": trained.state_dict(), "val_cosine": numbers["attention-mixture"]}, folder / "amn.pt")
    (folder / "expected.json").write_text(json.dumps(numbers))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
