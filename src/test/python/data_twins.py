"""Data that two readers can take for different things: an npz whose twin has the same names, sizes and CRC-32, and metadata with a gap in the memo.

    data_twins.py <output folder>                 writes true.npz, forged.npz, memo-*.npz and expected.json
    data_twins.py <output folder> <npz>           writes the forged twin of that file, under its name

expected.json: {"crc": {entry: [true, forged]}, "articles": {file: what numpy reads}}.
"""

import io
import json
import pathlib
import pickle
import pickletools
import sys
import zipfile
import zlib

import numpy as np

TARGETS = "target_vectors.npy"
ROWS = 64
CRC_BITS = 32


def forge_crc32(data, target_crc, bits=None):
    """The data with few bits changed so that its CRC-32 is the one wanted.

    bits: the (byte, bit) pairs that may change, by default those of the last four bytes. CRC-32 is linear: what changing a bit does to it
    depends on the place of the bit alone, so that the bits to change are the solution of 32 linear equations.
    """
    bits = bits or [(len(data) - 4 + byte, bit) for byte in range(4) for bit in range(8)]
    pivots = {}  # leading bit -> (effect on the CRC, which of the bits together have it)
    for number, (byte, bit) in enumerate(bits):
        tail = len(data) - byte - 1
        effect = zlib.crc32(bytes([1 << bit]) + bytes(tail)) ^ zlib.crc32(bytes(1 + tail))
        effect, chosen = reduced(effect, 1 << number, pivots)
        if effect:
            pivots[effect.bit_length()] = effect, chosen
    left, chosen = reduced(zlib.crc32(data) ^ target_crc, 0, pivots)
    if left:
        raise ValueError("these bits do not reach every CRC-32")
    forged = bytearray(data)
    for number, (byte, bit) in enumerate(bits):
        if chosen >> number & 1:
            forged[byte] ^= 1 << bit
    assert zlib.crc32(forged) == target_crc
    return bytes(forged)


def reduced(effect, chosen, pivots):
    while effect and effect.bit_length() in pivots:
        pivot, others = pivots[effect.bit_length()]
        effect, chosen = effect ^ pivot, chosen ^ others
    return effect, chosen


def npy(array):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array)
    return stream.getvalue()


def low_bits(raw, size, floats=24):
    """The lowest bits of the fractions of the last little-endian floats, which hardly change the values."""
    starts = [len(raw) - size * (number + 1) for number in range(floats)]
    return [(start, bit) for start in starts for bit in range(4)]


def forged_twin(source, twin):
    """Writes an npz with the same names, sizes and CRC-32 whose targets have the other sign. Returns {entry: [CRC, CRC]}."""
    crcs = {}
    with zipfile.ZipFile(source) as true, zipfile.ZipFile(twin, "w") as forged:
        for info in true.infolist():
            raw = true.read(info)
            if info.filename == TARGETS:
                targets = np.lib.format.read_array(io.BytesIO(raw))
                other = npy(-targets)
                raw = forge_crc32(other, info.CRC, low_bits(other, targets.dtype.itemsize))
            forged.writestr(info.filename, raw, info.compress_type)
    with zipfile.ZipFile(source) as true, zipfile.ZipFile(twin) as forged:
        for one, other in zip(true.infolist(), forged.infolist()):
            assert (one.filename, one.file_size, one.CRC) == (other.filename, other.file_size, other.CRC)
            crcs[one.filename] = [one.CRC, other.CRC]
    return crcs


def rows(first):
    array = np.empty(3, dtype=object)
    for number in range(3):
        array[number] = {"article_index": first + number, "target_chunk_index": number}
    return array


def with_gap(raw, value, seen_by_slots, seen_by_entries):
    """A pickle whose first BININT1 `value` is one number for who counts the memo's slots and another for who counts its entries."""
    entries = 0
    for opcode, argument, at in pickletools.genops(raw):
        entries += opcode.name in ("BINPUT", "LONG_BINPUT", "MEMOIZE")
        if opcode.name == "BININT1" and argument == value:
            slot = bytes([entries + 1])
            gap = b"K%cq%c0K%c\x940h%c" % (seen_by_slots, slot[0], seen_by_entries, slot[0])
            return raw[:at] + gap + raw[at + 2 :]
    raise ValueError("no such value")


def write_metadata(path, pickled):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|O", "fortran_order": False, "shape": (3,)})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("context_sequences.npy", npy(np.ones((3, 1, 1), dtype=np.float32)))
        archive.writestr(TARGETS, npy(np.ones((3, 1), dtype=np.float32)))
        archive.writestr("metadata.npy", header.getvalue() + pickled)


def articles(path):
    with np.load(path, allow_pickle=True) as data:
        return [row["article_index"] for row in data["metadata"]]


def main(out):
    random = np.random.RandomState(3)
    contexts = random.standard_normal((ROWS, 5, 8)).astype(np.float32)
    np.savez_compressed(out / "true.npz", context_sequences=contexts, target_vectors=contexts.mean(axis=1))
    expected = {"crc": forged_twin(out / "true.npz", out / "forged.npz"), "articles": {}}
    plain = pickle.dumps(rows(40), protocol=3)
    for name, pickled in {
        "memo-plain": plain,
        "memo-gap": with_gap(plain, 40, 7, 9),
        "memo-gap-same": with_gap(plain, 40, 7, 7),
        "memo-protocol4": pickle.dumps(rows(40), protocol=4),
    }.items():
        write_metadata(out / (name + ".npz"), pickled)
        expected["articles"][name + ".npz"] = articles(out / (name + ".npz"))
    (out / "expected.json").write_text(json.dumps(expected, indent=1))


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    if len(sys.argv) > 2:
        forged_twin(sys.argv[2], folder / pathlib.Path(sys.argv[2]).name)
    else:
        main(folder)
