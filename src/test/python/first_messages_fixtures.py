"""Writes what another team may hand over first, before anything fits: first_messages_fixtures.py FOLDER"""
import json
import os
import pathlib
import sys
import warnings

import numpy as np
import torch

ROWS, LENGTH, DIM = 64, 5, 16
warnings.filterwarnings("ignore")


class Ranker(torch.nn.Module):
    """Of names that no registry knows."""

    def __init__(self):
        super().__init__()
        self.tower = torch.nn.Linear(LENGTH * DIM, 24)
        self.score = torch.nn.Linear(24, DIM)

    def forward(self, context):
        return self.score(torch.tanh(self.tower(context.flatten(1))))


def three_lines():
    text = (pathlib.Path(__file__).resolve().parents[3] / "README.md").read_text()
    return text.split("## Your own model in three lines")[1].split("\n## ")[0].splitlines()


def main(folder):
    folder = folder.resolve()
    torch.manual_seed(31)
    model = Ranker()
    data = np.random.default_rng(31)
    contexts = data.standard_normal((ROWS, LENGTH, DIM)).astype(np.float32)
    targets = data.standard_normal((ROWS, DIM)).astype(np.float32)
    np.savez(folder / "data.npz", contexts=contexts, targets=targets)
    np.savez(folder / "features.npz", features=contexts, labels=targets)
    np.savez(folder / "wide.npz", contexts=np.tile(contexts, 2), targets=np.tile(targets, 2))
    (folder / "data.csv").write_text("f0,f1,label\n0.1,0.2,1\n")
    torch.save({"state_dict": model.state_dict(), "epoch": 7, "metrics": {"val_loss": 0.31}}, folder / "ranker.ckpt")
    torch.save(model, folder / "whole_model.pt")
    torch.jit.script(model).save(str(folder / "scripted.pt"))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.from_numpy(contexts)).sum().backward()
    optimizer.step()
    torch.save(optimizer.state_dict(), folder / "optimizer.pt")
    (folder / "model.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(64))
    # What README.md tells another team to write, by itself.
    lines = [line[4:] for line in three_lines() if line.startswith("    ")]
    (folder / "readme.txt").write_text("\n".join(lines))
    os.chdir(folder)
    for line in lines[:2]:
        exec(line, {"torch": torch, "np": np, "model": model, "context": torch.from_numpy(contexts), "contexts": contexts, "targets": targets})
    (folder / "forward.onnx").rename(folder / "of_readme.onnx")
    usual = {
        "input_names": ["context"], "output_names": ["prediction"], "dynamic_axes": {"context": {0: "batch"}}, "opset_version": 14,
        "export_params": False, "do_constant_folding": False}
    context = torch.randn(2, LENGTH, DIM)
    torch.onnx.export(model, context, str(folder / "forward.onnx"), **usual)
    other = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(LENGTH * DIM, DIM))
    torch.onnx.export(other, context, str(folder / "another.onnx"), **usual)
    (folder / "metrics.json").write_text(json.dumps({"val": {"mse": 0.31}}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
