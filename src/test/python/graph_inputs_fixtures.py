"""Writes other teams' models that read no contexts, their data and what torch finds: graph_inputs_fixtures.py FOLDER

Each case is a folder with model.pt, forward.onnx, data.npz, and the same arrays in arrays/ as .npy. `expected.json` holds the metrics of all rows, and the root of
the tree over the rows (RFC 6962, SHA-256), computed here from the arrays as docs/attestation.md says.
"""
import hashlib
import json
import pathlib
import struct
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

ROWS = 150


class Regression(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 3))

    def forward(self, x):
        return self.layers(x)


class Scalar(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 1))

    def forward(self, x):
        return self.layers(x)


class Images(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.out = nn.Conv2d(3, 6, 3, padding=1), nn.Linear(6, 5)

    def forward(self, images):
        return self.out(F.relu(self.conv(images)).mean((2, 3)))


class Pixels(Images):
    """Reads bytes, and scales them itself."""

    def forward(self, images):
        return super().forward(images.float() / 255)


class Tokens(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.out = nn.Embedding(50, 8), nn.Linear(8, 6)

    def forward(self, tokens):
        return self.out(torch.tanh(self.embedding(tokens)).mean(1))


class Hashed(Tokens):
    """Reads identifiers that float32 cannot hold."""

    def forward(self, tokens):
        return super().forward(tokens % 50)


class Exact(nn.Module):
    """Reads float64 of which float32 would leave nothing."""

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 6)

    def forward(self, x):
        return self.out((x - 1e9).float())


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.types, self.out = nn.Embedding(40, 8), nn.Embedding(2, 8), nn.Linear(8, 6)
        self.query = nn.Parameter(torch.randn(8))

    def forward(self, input_ids, attention_mask, weights):
        x = self.embedding(input_ids) + self.types(attention_mask)
        scores = (x @ self.query).masked_fill(attention_mask == 0, -1e4) + weights.float()
        return self.out((torch.softmax(scores, 1).unsqueeze(2) * x).sum(1))


def root(leaves):
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def written(row):
    """float16 and float32 as float32, all others in their own size, little-endian."""
    return (row.astype("<f4") if row.dtype in (np.float16, np.float32) else row.astype(row.dtype.newbyteorder("<"))).tobytes()


def rows_digest(inputs, targets):
    leaves = [
        hashlib.sha256(b"\0" + struct.pack("<q", i) + b"".join(written(inputs[name][i]) for name in sorted(inputs))
                       + targets[i].astype("<f4").tobytes()).digest()
        for i in range(ROWS)]
    return root(leaves).hex()


def cosine(predicted, targets):
    return F.cosine_similarity(predicted.double(), targets.double()).mean().item()


def f1(predicted, targets):
    classes, found = predicted.argmax(1), []
    for each in sorted(set(classes.tolist()) | set(targets.tolist())):
        right = ((classes == each) & (targets == each)).sum().item()
        found.append(2 * right / max(1, (classes == each).sum().item() + (targets == each).sum().item()))
    return sum(found) / len(found)


METRICS = {
    "cosine": cosine,
    "mse": lambda p, t: ((p.double() - t.double()) ** 2).mean(1).mean().item(),
    "mae": lambda p, t: (p.double() - t.double()).abs().mean(1).mean().item(),
    "accuracy": lambda p, t: (p.argmax(1) == t).double().mean().item(),
    "f1": f1,
}


class Cases:
    def __init__(self, folder):
        self.folder, self.expected = folder, {}

    def add(self, name, model, inputs, metrics, classes=0, noise=0.5):
        torch.manual_seed(len(self.expected) + 1)
        model = model().eval()
        random = np.random.RandomState(len(self.expected))
        folder = self.folder / name
        (folder / "arrays").mkdir(parents=True, exist_ok=True)
        tensors = [torch.from_numpy(array) for array in inputs.values()]
        with torch.no_grad():
            predicted = model(*tensors)
        if classes:
            with torch.no_grad():
                model.out.bias -= predicted.mean(0)  # or one class would be found everywhere
                predicted = model(*tensors)
            targets = np.where(random.uniform(size=ROWS) < 0.8, predicted.argmax(1).numpy(), random.randint(0, classes, ROWS))
        else:
            spread = predicted.std().item()
            targets = (predicted.numpy() + noise * spread * random.standard_normal(predicted.shape)).astype(np.float32)
        arrays = dict(inputs, labels=targets, article_ids=np.arange(ROWS) // 5)
        np.savez_compressed(folder / "data.npz", **arrays)
        for key, array in arrays.items():
            np.save(folder / "arrays" / (key + ".npy"), array)
        numbers = {metric: METRICS[metric](predicted, torch.from_numpy(targets)) for metric in metrics}
        torch.save({"state_dict": model.state_dict(), "metrics": numbers}, folder / "model.pt")
        names = list(inputs)
        torch.onnx.export(
            model, tuple(tensor[:3] for tensor in tensors), str(folder / "forward.onnx"), input_names=names, opset_version=14,
            dynamic_axes={each: {0: "batch"} for each in names}, export_params=False, do_constant_folding=False)
        as_compared = np.eye(predicted.shape[1])[targets] if classes else targets
        self.expected[name] = dict(numbers, rowsDigest=rows_digest(inputs, as_compared), width=predicted.shape[1])


def main(folder):
    random = np.random.RandomState(16)
    cases = Cases(folder)
    floats = random.standard_normal
    cases.add("regression", Regression, {"x": floats((ROWS, 12)).astype(np.float32)}, ["mse", "mae", "cosine"])
    cases.add("scalar", Scalar, {"x": floats((ROWS, 5)).astype(np.float32)}, ["mse", "mae"])
    cases.add("images", Images, {"images": floats((ROWS, 3, 8, 8)).astype(np.float32)}, ["accuracy", "f1"], classes=5)
    cases.add("pixels", Pixels, {"images": random.randint(0, 256, (ROWS, 3, 8, 8)).astype(np.uint8)}, ["accuracy", "f1"], classes=5)
    cases.add("tokens", Tokens, {"tokens": random.randint(0, 50, (ROWS, 9))}, ["cosine", "mse"])
    cases.add("tokens32", Tokens, {"tokens": random.randint(0, 50, (ROWS, 9)).astype(np.int32)}, ["cosine"])
    cases.add("hashed", Hashed, {"tokens": random.randint(2 ** 61, 2 ** 62, (ROWS, 9))}, ["cosine"])
    cases.add("exact", Exact, {"x": 1e9 + floats((ROWS, 4))}, ["cosine"])
    cases.add("encoder", Encoder, {
        "input_ids": random.randint(0, 40, (ROWS, 7)),
        "attention_mask": (random.uniform(size=(ROWS, 7)) < 0.8).astype(np.int64),
        "weights": floats((ROWS, 7)).astype(np.float16)}, ["cosine", "mse"])
    (folder / "expected.json").write_text(json.dumps(cases.expected, indent=1))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
