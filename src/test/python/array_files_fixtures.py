"""Writes the same arrays as an npz, as a folder of .npy and as safetensors: array_files_fixtures.py FOLDER"""

import json
import pathlib
import struct
import sys

import numpy as np

ROWS, LENGTH, DIMENSION = 41, 3, 8
NAMES = {"f2": "F16", "f4": "F32", "f8": "F64", "i8": "I64", "i4": "I32", "u1": "U8", "b1": "BOOL"}


def save_safetensors(path, arrays):
    header, place = {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": NAMES[array.dtype.str[1:]], "shape": list(array.shape), "data_offsets": [place, place + array.nbytes]}
        place += array.nbytes
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(array.tobytes() for array in arrays.values()))


def main(folder):
    random = np.random.RandomState(3)
    arrays = {
        "contexts": random.standard_normal((ROWS, LENGTH, DIMENSION)).astype("<f4"),
        "targets": random.standard_normal((ROWS, DIMENSION)).astype("<f8"),
        "article_ids": (np.arange(ROWS) // 4).astype("<i8"),
        "chosen": np.array([40, 3, 17, 0], "<i4"),
        "half": random.standard_normal((ROWS, LENGTH, DIMENSION)).astype("<f2"),
        "odd": np.array([True, False] * 3),
    }
    np.savez(folder / "same.npz", **arrays)
    save_safetensors(folder / "same.safetensors", arrays)
    (folder / "same").mkdir(exist_ok=True)
    for name, array in arrays.items():
        np.save(folder / "same" / (name + ".npy"), array)
    # In the other order of bytes and of elements, which is the same data.
    (folder / "turned").mkdir(exist_ok=True)
    for name, array in arrays.items():
        np.save(folder / "turned" / (name + ".npy"), np.asfortranarray(array.astype(array.dtype.newbyteorder(">"))))
    (folder / "turned" / "README.txt").write_text("not an array")


if __name__ == "__main__":
    pathlib.Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    main(pathlib.Path(sys.argv[1]))
