"""Writes checkpoints with real torch, and what torch itself reads from them, into the folder given.

expected.json: {file: {"state_dict": {name: {dtype, shape, stride, offset, values}}, "metadata": {...}}}, with only what the tests compare.
Values are written as float64; float16 and bfloat16 bit patterns are covered by whole .f32 files.
"""

import argparse
import collections
import json
import pathlib
import struct
import sys
import zipfile

import numpy as np
import torch

import torch_archive

OUT = pathlib.Path(sys.argv[1])
EXPECTED = {}

torch.manual_seed(7)


def describe(state_dict):
    return {
        name: {
            "dtype": str(tensor.dtype).replace("torch.", ""),
            "shape": list(tensor.shape),
            "stride": list(tensor.stride()),
            "offset": tensor.storage_offset(),
            "values": [str(value) for value in tensor.detach().double().reshape(-1).tolist()],
        }
        for name, tensor in state_dict.items()
    }


def save(name, content, state_dict=None, **how):
    torch.save(content, OUT / name, **how)
    if state_dict is not None:
        # What torch reads back, not what was given: geometry is compared as it stands in the file.
        loaded = torch.load(OUT / name, map_location="cpu")
        for step in state_dict:
            loaded = loaded[step]
        EXPECTED[name] = {"state_dict": describe(loaded)}


def every_dtype():
    return {
        "float16": torch.randn(3, 4).half(),
        "bfloat16": torch.randn(3, 4).bfloat16(),
        "float32": torch.randn(3, 4),
        "float64": torch.randn(3, 4, dtype=torch.float64),
        "int8": torch.tensor([-128, 0, 127], dtype=torch.int8),
        "int16": torch.tensor([-32768, 1, 32767], dtype=torch.int16),
        "int32": torch.tensor([-(2**31), 1, 2**31 - 1], dtype=torch.int32),
        "int64": torch.tensor([-(2**52), 1, 2**52 + 1]),
        "uint8": torch.tensor([0, 128, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
    }


def geometries():
    base = torch.arange(4 * 6 * 5, dtype=torch.float32).reshape(4, 6, 5)
    big = torch.randn(300, 301)
    return {
        "whole": base,
        "transposed": base.transpose(0, 2),
        "permuted": base.permute(1, 2, 0),
        "row": base[2],
        "column": base[:, 3, 1],
        "every_other": base[::2, 1::3, ::4],
        "flipped_shape": base.reshape(24, 5).t(),
        "diagonal": torch.diagonal(base[:, :4, 0]),
        "expanded": torch.arange(3.0).reshape(3, 1).expand(3, 4),
        "expanded_scalar": torch.tensor(2.5).expand(2, 3),
        "scalar": torch.tensor(-1.25),
        "empty": torch.zeros(0, 7),
        "empty_middle": torch.zeros(3, 0, 2),
        "unit_axes": base[1:2, :, 2:3],
        "overlapping_windows": torch.arange(8.0).unfold(0, 3, 1),
        "large_transposed": big.t(),
        "large_slice": big[7:, 5:],
        "halves": torch.randn(6, 4).half()[1::2].t(),
    }


def trainer_checkpoint():
    model = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.LayerNorm(3))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    model(torch.randn(5, 4)).sum().backward()
    optimizer.step()
    arguments = argparse.Namespace(batch_size=64, lr=5e-4, data="x.npz", tags=["a", None, True], save_dir=pathlib.PosixPath("/runs/1"))
    return {
        "epoch": 3,
        "model_type": "gru",
        "model_state_dict": model.state_dict(),
        "optimizer_state_dict": optimizer.state_dict(),
        "val_loss": np.float64(0.0123),
        "val_cosine": 0.5329,
        "model_config": {"input_dim": 4, "d_model": 3},
        "args": vars(arguments),
    }


def metadata_checkpoint():
    return {
        "model_state_dict": collections.OrderedDict(w=torch.ones(2)),
        "namespace": argparse.Namespace(alpha=1, nested=argparse.Namespace(beta="two")),
        "path": pathlib.PosixPath("/x/y z/é.pt"),
        "relative": pathlib.PurePosixPath("a/b"),
        "windows": pathlib.PureWindowsPath("C:\\runs\\1"),
        "float64": np.float64(0.25),
        "float32": np.float32(0.5),
        "float16": np.float16(1.5),
        "int64": np.int64(-7),
        "uint8": np.uint8(200),
        "numpy_bool": np.bool_(True),
        "big_endian": np.dtype(">f8").type(3.5),
        "numpy_text": np.str_("naïve ✓"),
        "vector": np.arange(3, dtype=np.float32),
        "matrix": np.zeros((2, 3)),
        "big": 2**70,
        "long": 2**62 + 1,
        "negative": -(2**40),
        "small": -1,
        "nan": float("nan"),
        "infinity": float("-inf"),
        "none": None,
        "set": {1},
        "frozenset": frozenset(["x"]),
        "tuple": (1, (2, "3"), []),
        "bytes": b"\x00\xff",
        "complex": 1 + 2j,
        "keys": {3: "three", None: "none"},
        "default": collections.defaultdict(list, a=[1]),
        "device": torch.device("cuda", 1),
        "dtype": torch.bfloat16,
        "size": torch.Size([2, 3]),
        "tensor": torch.zeros(2, 5, dtype=torch.int64),
        "random_state": np.random.RandomState(1).get_state(),
    }


METADATA = {
    "namespace": {"alpha": 1, "nested": {"beta": "two"}},
    "path": "/x/y z/é.pt",
    "relative": "a/b",
    "windows": "C:\\runs\\1",
    "float64": 0.25,
    "float32": 0.5,
    "float16": 1.5,
    "int64": -7,
    "uint8": 200,
    "numpy_bool": True,
    "big_endian": 3.5,
    "numpy_text": "naïve ✓",
    "vector": [0.0, 1.0, 2.0],
    "matrix": "numpy.ndarray f8[2, 3]",
    "big": "1180591620717411303424",
    "long": 2**62 + 1,
    "negative": -(2**40),
    "small": -1,
    "none": None,
    "set": [1],
    "frozenset": ["x"],
    "tuple": [1, [2, "3"], []],
    "bytes": "bytes[2]",
    "keys": {"3": "three", "None": "none"},
    "default": {"a": [1]},
    "device": "cuda:1",
    "dtype": "torch.bfloat16",
    "size": [2, 3],
}


def repack(source, target, byteorder):
    """The archive with a record of the byte order, storages swapped where a machine of the other order is imitated."""
    records = torch_archive.parse((OUT / source).read_bytes())
    if byteorder == b"big":
        for record in records:
            if "/data/" in record.name:
                record.data = np.frombuffer(record.data, dtype="<f4").astype(">f4").tobytes()
    (OUT / target).write_bytes(torch_archive.torch2(records, byteorder=byteorder).bytes())
    EXPECTED[target] = EXPECTED[source]


def deflate(source, target):
    """What another tool makes of an archive when it packs it again."""
    with zipfile.ZipFile(OUT / source) as old, zipfile.ZipFile(OUT / target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))


class Calls:
    """Pickles as a call of whatever function is given."""

    def __init__(self, function, *arguments):
        self.function = function
        self.arguments = arguments

    def __reduce__(self):
        return self.function, self.arguments


def hostile():
    import os
    import subprocess

    weights = {"w": torch.ones(2)}
    for name, bad in {
        "system": Calls(os.system, f"touch {OUT}/executed"),
        "eval": Calls(eval, "1+1"),
        "getattr": Calls(getattr, "", "join"),
        "popen": Calls(subprocess.Popen, ["true"]),
        "load_from_bytes": Calls(torch.storage._load_from_bytes, b""),
        "import": Calls(__import__, "os"),
    }.items():
        torch.save({"model_state_dict": weights, "extra": bad}, OUT / f"hostile_{name}.pt")
        torch.save(
            {"model_state_dict": weights, "extra": bad}, OUT / f"hostile_{name}_protocol4.pt", pickle_protocol=4
        )
    torch.save(torch.nn.Linear(2, 2), OUT / "hostile_whole_module.pt")
    scripted = torch.jit.script(torch.nn.Linear(2, 2))
    scripted.save(str(OUT / "torchscript.pt"))


def legacy():
    how = {"_use_new_zipfile_serialization": False}
    save("legacy_dtypes.pt", {"model_state_dict": every_dtype()}, ["model_state_dict"], **how)
    save("legacy_geometry.pt", {"model_state_dict": geometries()}, ["model_state_dict"], **how)
    save("legacy_bare.pt", torch.nn.Linear(3, 2).state_dict(), [], **how)
    save("legacy_trainer.pt", trainer_checkpoint(), ["model_state_dict"], **how)
    save("legacy_protocol4.pt", trainer_checkpoint(), ["model_state_dict"], pickle_protocol=4, **how)

    # The format is five pickles and then the storages; every one of the five must pass the same guard.
    import os
    import pickle

    good = (OUT / "legacy_bare.pt").read_bytes()
    import io

    stream = io.BytesIO(good)
    bounds = [0]
    for _ in range(5):
        unpickler = pickle.Unpickler(stream)
        unpickler.persistent_load = lambda saved: torch.FloatStorage(saved[4])
        unpickler.load()
        bounds.append(stream.tell())
    bad = pickle.dumps(Calls(os.system, f"touch {OUT}/executed"), protocol=2)
    for i in range(1, 5):
        (OUT / f"hostile_legacy_{i}.pt").write_bytes(good[: bounds[i]] + bad + good[bounds[i + 1] :])


def safetensors():
    """The format is small enough to write by hand: length, JSON header, bytes."""
    state = every_dtype()
    names = {
        "float16": "F16", "bfloat16": "BF16", "float32": "F32", "float64": "F64", "int8": "I8",
        "int16": "I16", "int32": "I32", "int64": "I64", "uint8": "U8", "bool": "BOOL",
    }
    header = {"__metadata__": {"format": "pt", "model_type": "gru", "val_cosine": "0.5329", "args": '{"batch_size": 16}'}}
    blob = b""
    for name, tensor in state.items():
        raw = tensor.view(torch.int16).numpy().tobytes() if name == "bfloat16" else tensor.numpy().tobytes()
        header[name] = {"dtype": names[name], "shape": list(tensor.shape), "data_offsets": [len(blob), len(blob) + len(raw)]}
        blob += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (OUT / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + blob)
    EXPECTED["model.safetensors"] = {"state_dict": describe(state)}


def claims():
    weights = {"w": torch.ones(2)}
    places = {
        "val_cosine": {"val_cosine": 0.5},
        "val_metrics.val_cosine": {"val_metrics": {"val_cosine": np.float64(0.5)}},
        "val_results.cosine_sim": {"val_results": {"cosine_sim": np.float32(0.5)}},
        "metrics.val_cosine": {"metrics": {"val_cosine": 0.5}},
        "metrics.cos_next": {"metrics": {"cos_next": np.float64(0.5), "margin": np.float64(0.1)}},
        "final_metrics.cos_next": {"final_metrics": {"cos_next": np.float64(0.5)}},
        "history[-1].val_cosine": {"history": [{"val_cosine": 0.1}, {"val_cosine": 0.5}]},
        "tensor": {"val_cosine": torch.tensor(0.5)},
    }
    for place, extra in places.items():
        torch.save({"model_state_dict": weights, **extra}, OUT / f"claim_{place}.pt")
    unusable = {
        "nan": {"val_cosine": float("nan")},
        "infinite": {"val_metrics": {"val_cosine": np.float64("inf")}},
        "percent": {"val_cosine": 53.29},
        "text": {"metrics": {"val_cosine": "0.5"}},
        "none": {"val_cosine": None},
        "vector": {"val_cosine": torch.ones(3)},
        "second_place": {"val_cosine": None, "metrics": {"cos_next": 0.25}},
        "absent": {"history": [], "metrics": [0.5], "val_metrics": {"loss": 0.1}},
    }
    for name, extra in unusable.items():
        torch.save({"model_state_dict": weights, **extra}, OUT / f"unusable_{name}.pt")


def layouts():
    weights = {"w": torch.ones(2)}
    contents = {
        "two_tower": {"epoch": 1, "q_tower_state_dict": weights, "p_tower_state_dict": weights, "metrics": {"val_cosine": 0.5}},
        "query_and_document": {"model_q_state_dict": weights, "model_d_state_dict": weights},
        "query": {"epoch": 1, "model_q": weights, "loss": 0.5},
        "no_weights": {"epoch": 1, "loss": 0.5},
        "list": [torch.ones(2)],
        "not_a_tensor": {"model_state_dict": {"w": torch.ones(2), "scale": 0.5}},
        "config": {"model_state_dict": weights, "config": {"batch_size": 8, "model_type": "lstm"}},
        "namespace": {"model_state_dict": weights, "args": argparse.Namespace(model_type="amn")},
        "shared": {"model_state_dict": {"a": weights["w"], "b": weights["w"], "zero": torch.zeros(3), "bad": torch.tensor([float("nan"), 1.0])}},
    }
    for name, content in contents.items():
        torch.save(content, OUT / f"layout_{name}.pt")


def main():
    save("dtypes.pt", {"model_state_dict": every_dtype()}, ["model_state_dict"])
    save("geometry.pt", {"model_state_dict": geometries()}, ["model_state_dict"])
    save("trainer.pt", trainer_checkpoint(), ["model_state_dict"])
    save("bare_ordered.pt", torch.nn.Linear(3, 2).state_dict(), [])
    save("bare_dict.pt", dict(torch.nn.Linear(3, 2).state_dict()), [])
    save("parameters.pt", {"state_dict": dict(torch.nn.Linear(3, 2).named_parameters())}, ["state_dict"])
    for protocol in (3, 4, 5):
        save(f"protocol{protocol}.pt", trainer_checkpoint(), ["model_state_dict"], pickle_protocol=protocol)
        torch.save(metadata_checkpoint(), OUT / f"metadata_protocol{protocol}.pt", pickle_protocol=protocol)
    torch.save(metadata_checkpoint(), OUT / "metadata_protocol2.pt")
    (OUT / "metadata.json").write_text(json.dumps(METADATA))

    deflate("trainer.pt", "deflated_small.pt")
    repack("bare_ordered.pt", "little_endian.pt", b"little")
    repack("bare_ordered.pt", "big_endian.pt", b"big")

    # Every bit pattern of the two 16-bit formats, and what torch makes of it.
    patterns = torch.arange(-32768, 32768, dtype=torch.int32).to(torch.int16)
    halves = {"float16": patterns.clone().view(torch.float16), "bfloat16": patterns.clone().view(torch.bfloat16)}
    torch.save(halves, OUT / "sixteen_bits.pt")
    for name, tensor in halves.items():
        tensor.float().numpy().astype("<f4").tofile(OUT / f"{name}.f32")
    wide = torch.randint(-(2**63), 2**63 - 1, (1000,))
    torch.save({"wide": wide}, OUT / "wide_integers.pt")
    wide.float().numpy().astype("<f4").tofile(OUT / "wide_integers.f32")

    claims()
    layouts()
    hostile()
    legacy()
    safetensors()
    (OUT / "expected.json").write_text(json.dumps(EXPECTED))


main()
