"""Writes two models of other inputs than contexts, their data in three forms, and data in which one number is another: attested_inputs_fixtures.py FOLDER

`rounded` has data in bfloat16, and the same numbers in float32.
"""
import json
import pathlib
import struct
import sys

import numpy as np
import torch

import graph_inputs_fixtures as graphs

NAMES = {torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.int64: "I64", torch.uint8: "U8"}
CHANGED = 17


def save_safetensors(path, tensors):
    header, body = {}, b""
    for name, tensor in tensors.items():
        data = (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).contiguous().numpy().tobytes()
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def otherwise(array):
    """Another number in one place, such that no graph refuses it."""
    changed = array.copy()
    at = (CHANGED,) + (0,) * (array.ndim - 1)
    changed[at] = (changed[at] + 1) % (array.max() + 1) if array.dtype.kind in "iu" else changed[at] + 0.25
    return changed


def more_forms(folder, tampered):
    arrays = dict(np.load(folder / "data.npz"))
    save_safetensors(folder / "data.safetensors", {name: torch.from_numpy(array) for name, array in arrays.items()})
    for name in tampered:
        np.savez(folder / f"other_{name}.npz", **dict(arrays, **{name: otherwise(arrays[name])}))


def rounded(folder, model):
    arrays = dict(np.load(folder / "data.npz"))
    tensors = {name: torch.from_numpy(arrays[name]).to(torch.bfloat16) for name in ("x", "labels")}
    tensors["article_ids"] = torch.from_numpy(arrays["article_ids"])
    save_safetensors(folder / "bfloat16.safetensors", tensors)
    wide = {name: tensor.float() if tensor.dtype == torch.bfloat16 else tensor for name, tensor in tensors.items()}
    np.savez(folder / "float32.npz", **{name: tensor.numpy() for name, tensor in wide.items()})
    module = model()
    module.load_state_dict(torch.load(folder / "model.pt")["state_dict"])
    with torch.no_grad():
        predicted = module(wide["x"])
    return {"cosine": graphs.cosine(predicted, wide["labels"]), "mse": graphs.METRICS["mse"](predicted, wide["labels"]),
            "rowsDigest": graphs.rows_digest({"x": wide["x"].numpy()}, wide["labels"].numpy())}


def main(folder):
    random = np.random.RandomState(23)
    rows = graphs.ROWS
    cases = graphs.Cases(folder)
    cases.add("encoder", graphs.Encoder, {
        "input_ids": random.randint(0, 40, (rows, 7)),
        "attention_mask": (random.uniform(size=(rows, 7)) < 0.8).astype(np.int64),
        "weights": random.standard_normal((rows, 7)).astype(np.float16)}, ["cosine", "mse"])
    cases.add("pixels", graphs.Pixels, {"images": random.randint(0, 256, (rows, 3, 8, 8)).astype(np.uint8)}, ["accuracy"], classes=5)
    cases.add("rounded", graphs.Regression, {"x": random.standard_normal((rows, 12)).astype(np.float32)}, ["mse"])
    more_forms(folder / "encoder", ["input_ids", "attention_mask", "weights", "labels"])
    more_forms(folder / "pixels", ["images", "labels"])
    cases.expected["rounded"] = rounded(folder / "rounded", graphs.Regression)
    (folder / "expected.json").write_text(json.dumps(cases.expected, indent=1))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
