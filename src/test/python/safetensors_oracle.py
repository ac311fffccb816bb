"""What a file is by the specification of safetensors, read as strictly as its text allows.

https://github.com/huggingface/safetensors (README, "Format"): 8 bytes, the length of the header; the header, JSON that begins with "{" and may be
padded with spaces; the values, which it covers without holes. Duplicate keys are not allowed. Metadata is texts only.
"""

import json
import math
import pathlib
import struct

import torch

import torch_oracle

LONGEST_HEADER = 100_000_000
TYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64, "I32": torch.int32,
    "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool,
}  # fmt: skip


class Wrong(Exception):
    pass


def require(condition, what):
    if not condition:
        raise Wrong(what)


def judge(path):
    try:
        tensors, metadata = read(pathlib.Path(path).read_bytes())
        return {"outcome": "loads", "tensors": {name: torch_oracle.describe(tensor) for name, tensor in tensors.items()}, "metadata": metadata}
    except (Wrong, ValueError, RecursionError, KeyError, TypeError, AttributeError) as e:
        return {"outcome": "raises", "what": "%s: %s" % (type(e).__name__, str(e)[:80])}


def unique(pairs):
    require(len({key for key, _ in pairs}) == len(pairs), "a key twice")
    return dict(pairs)


def natural(text):
    require(not text.startswith("-"), "a negative number")
    return int(text)


def never(text):
    raise Wrong("a number that is no integer: " + text[:20])


def read(data):
    require(len(data) >= 8, "no length")
    length = struct.unpack("<Q", data[:8])[0]
    require(length <= min(LONGEST_HEADER, len(data) - 8), "a header beyond the file")
    raw, values = data[8 : 8 + length], data[8 + length :]
    require(raw.startswith(b"{"), "no header")
    header = json.loads(raw.decode("utf-8").rstrip(" "), object_pairs_hook=unique, parse_int=natural, parse_float=never, parse_constant=never)
    require(raw.rstrip(b" ").endswith(b"}"), "padding other than spaces")
    metadata = header.pop("__metadata__", {})
    require(isinstance(metadata, dict) and all(isinstance(value, str) for value in metadata.values()), "metadata other than texts")
    at = 0
    tensors = {}
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        name.encode("utf-8")  # not for lone surrogates
        require(set(entry) == {"dtype", "shape", "data_offsets"}, "other fields")
        start, end = entry["data_offsets"]
        require(all(type(n) is int and 0 <= n < 1 << 64 for n in [*entry["shape"], start, end]), "a number that cannot be")
        dtype = TYPES[entry["dtype"]]
        size = torch.tensor([], dtype=dtype).element_size()
        require(math.prod(n for n in entry["shape"] if n) < 1 << 63, "an overflow")
        require(start == at and end - start == math.prod(entry["shape"]) * size, "a place that does not fit")
        require(end <= len(values), "values beyond the file")
        flat = torch.frombuffer(bytearray(values[start:end]), dtype=dtype) if end > start else torch.empty(0, dtype=dtype)
        tensors[name] = flat.reshape(entry["shape"])
        at = end
    require(at == len(values), "values that nothing refers to")
    return tensors, metadata
