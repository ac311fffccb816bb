"""Writes a model whose prediction for a row hangs on the row before it in the batch, as what keeps a state does: rows_of_a_batch_fixtures.py FOLDER

No number of it can be verified. Its checkpoint, its ONNX graph by torch, and data.
"""
import pathlib
import sys

import numpy as np
import torch

ROWS, LENGTH, DIM = 96, 3, 8


class RowsOfABatch(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.out = torch.nn.Linear(LENGTH * DIM, DIM)

    def forward(self, context):
        predicted = self.out(context.flatten(1))
        return predicted + 0.5 * torch.cat([torch.zeros_like(predicted[:1]), predicted[:-1]])


def main(folder):
    rng = np.random.default_rng(3)
    contexts = rng.standard_normal((ROWS, LENGTH, DIM)).astype(np.float32)
    np.savez(folder / "data.npz", context_sequences=contexts, target_vectors=contexts.mean(1))
    torch.manual_seed(3)
    model = RowsOfABatch().eval()
    torch.save({"model_state_dict": model.state_dict(), "val_cosine": 0.1}, folder / "model.pt")
    torch.onnx.export(
        model, torch.randn(2, LENGTH, DIM), str(folder / "forward.onnx"), input_names=["context"], output_names=["prediction"],
        dynamic_axes={"context": {0: "batch"}}, opset_version=14, export_params=False, do_constant_folding=False)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
