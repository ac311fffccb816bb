"""Writes npz files of every layout that numpy has, malformed ones, and what numpy and torch make of them.

    dataset_fixtures.py <output folder>

`<name>.npz` comes with `<name>.contexts.f32` and `<name>.targets.f32`: the values as little-endian float32, as numpy converts them.
`expected.json` holds fingerprints, permutations and splits.
"""

import hashlib
import io
import json
import os
import pickle
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np
import torch

OUT = Path(sys.argv[1])
ROWS, LENGTH, DIMENSION = 37, 3, 8
EXPECTED = {}


def arrays(rows=ROWS, length=LENGTH, dimension=DIMENSION, seed=1):
    random = np.random.RandomState(seed)
    return random.standard_normal((rows, length, dimension)), random.standard_normal((rows, dimension))


def npy(array, version=(1, 0)):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, version=version)
    return stream.getvalue()


def write_zip(path, entries, compression=zipfile.ZIP_STORED, force_zip64=False):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in entries.items():
            with archive.open(name, "w", force_zip64=force_zip64) as entry:
                entry.write(content)


def write_values(name, contexts, targets):
    (OUT / f"{name}.contexts.f32").write_bytes(np.ascontiguousarray(contexts).astype("<f4").tobytes())
    (OUT / f"{name}.targets.f32").write_bytes(np.ascontiguousarray(targets).astype("<f4").tobytes())


def layouts():
    """Element type x byte order x index order x compression x format version."""
    contexts, targets = arrays()
    # Numbers that float16 holds as subnormal ones, and the largest one.
    contexts[0, 0, :4] = [6e-8, -6e-5, 65504, -1e-6]
    names = []
    for kind in ("f2", "f4", "f8"):
        for order in "<>":
            for fortran in (False, True):
                for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    for version in ((1, 0), (2, 0), (3, 0)):
                        make = np.asfortranarray if fortran else np.ascontiguousarray
                        name = "layout-{}{}-{}-{}-{}".format(
                            "le" if order == "<" else "be",
                            kind,
                            "F" if fortran else "C",
                            "deflated" if compression else "stored",
                            version[0],
                        )
                        path = OUT / f"{name}.npz"
                        write_zip(
                            path,
                            {
                                "context_sequences.npy": npy(make(contexts.astype(order + kind)), version),
                                "target_vectors.npy": npy(make(targets.astype(order + kind)), version),
                            },
                            compression,
                        )
                        with np.load(path) as loaded:
                            write_values(name, loaded["context_sequences"], loaded["target_vectors"])
                        names.append(name)
    EXPECTED["layouts"] = names


def containers():
    """What zip allows: zip64 fields, data descriptors, files written by numpy itself."""
    contexts, targets = (a.astype(np.float32) for a in arrays(seed=2))
    np.savez(OUT / "numpy-stored.npz", contexts=contexts, targets=targets)
    np.savez_compressed(OUT / "numpy-deflated.npz", contexts=contexts, targets=targets)
    entries = {"contexts.npy": npy(contexts), "targets.npy": npy(targets)}
    write_zip(OUT / "zip64.npz", entries, force_zip64=True)

    class Unseekable(io.RawIOBase):
        def __init__(self, path):
            self.file = open(path, "wb")

        def writable(self):
            return True

        def write(self, data):
            return self.file.write(data)

        def close(self):
            self.file.close()
            super().close()

    for name, compression in (("descriptor-stored", zipfile.ZIP_STORED), ("descriptor-deflated", zipfile.ZIP_DEFLATED)):
        with Unseekable(OUT / f"{name}.npz") as stream:
            write_zip(stream, entries, compression)
    names = ["numpy-stored", "numpy-deflated", "zip64", "descriptor-stored", "descriptor-deflated"]
    for name in names:
        write_values(name, contexts, targets)
    EXPECTED["containers"] = names
    with zipfile.ZipFile(OUT / "zip64.npz") as archive:
        EXPECTED["zip64Entries"] = [
            {"name": info.filename, "size": info.file_size, "crc": info.CRC} for info in archive.infolist()
        ]
    # Long enough for several batches and inflated pieces; not all rows are compressible.
    contexts, targets = (a.astype(np.float32) for a in arrays(3000, 5, 64, seed=3))
    contexts[::3] = np.round(contexts[::3])
    contexts[contexts == 0] = 1
    np.savez(OUT / "long-stored.npz", context_sequences=contexts, target_vectors=targets)
    np.savez_compressed(OUT / "long-deflated.npz", context_sequences=contexts, target_vectors=targets)
    for name in ("long-stored", "long-deflated"):
        write_values(name, contexts, targets)


def huge():
    """Entries above 4 GiB (stored, sparse on disk) and above 2 GiB (deflated); all rows but the first and last are zero."""
    row = np.arange(1, 96 * 40 + 1, dtype="<f4").reshape(1, 96, 40)
    zeros = bytes(1 << 24)

    def header(rows):
        stream = io.BytesIO()
        np.lib.format.write_array_header_1_0(
            stream, {"descr": "<f4", "fortran_order": False, "shape": (rows, 96, 40)}
        )
        return stream.getvalue()

    def pieces(rows):
        yield header(rows)
        yield row.tobytes()
        left = (rows - 2) * row.nbytes
        while left > 0:
            yield zeros[:left]
            left -= len(zeros)
        yield (-row).tobytes()

    rows = 280_000
    targets = np.full((rows, 40), 7, dtype="<f2")
    size, checksum = 0, 0
    for piece in pieces(rows):
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
    assert size > 1 << 32
    name = b"contexts.npy"
    with open(OUT / "huge-stored.npz", "wb") as file:
        extra = struct.pack("<HHQQ", 1, 16, size, size)
        file.write(
            struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0, 0, 0, 33, checksum, 0xFFFFFFFF, 0xFFFFFFFF, len(name), len(extra))
        )
        file.write(name + extra)
        start = file.tell()
        file.write(header(rows) + row.tobytes())
        file.seek(start + size - row.nbytes)
        file.write((-row).tobytes())
        body = npy(targets)
        second = file.tell()
        target_name = b"targets.npy"
        file.write(
            struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 33, zlib.crc32(body), len(body), len(body), len(target_name), 0)
        )
        file.write(target_name + body)
        directory = file.tell()
        file.write(
            struct.pack(
                "<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0, 0, 0, 33, checksum, 0xFFFFFFFF, 0xFFFFFFFF, len(name), len(extra), 0, 0, 0, 0, 0
            )
        )
        file.write(name + extra)
        extra = struct.pack("<HHQ", 1, 8, second)
        file.write(
            struct.pack(
                "<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0, 0, 0, 33, zlib.crc32(body), len(body), len(body), len(target_name), len(extra), 0, 0, 0, 0, 0xFFFFFFFF
            )
        )
        file.write(target_name + extra)
        end = file.tell()
        file.write(struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 2, 2, end - directory, directory))
        file.write(struct.pack("<IIQI", 0x07064B50, 0, end, 1))
        file.write(struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 2, 2, 0xFFFFFFFF, 0xFFFFFFFF, 0))
    # Python reads it too.
    with zipfile.ZipFile(OUT / "huge-stored.npz") as archive:
        with archive.open("targets.npy") as entry:
            assert np.array_equal(np.lib.format.read_array(entry), targets)
        with archive.open("contexts.npy") as entry:
            assert entry.read(len(header(rows)) + row.nbytes) == header(rows) + row.tobytes()

    rows = 145_000
    with zipfile.ZipFile(OUT / "huge-deflated.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("contexts.npy", "w", force_zip64=True) as entry:
            for piece in pieces(rows):
                entry.write(piece)
        archive.writestr("targets.npy", npy(np.full((rows, 40), 7, dtype="<f2")))


class Reduced:
    """Pickles as a call of a given function."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def object_array(rows):
    array = np.empty(len(rows), dtype=object)
    for index, value in enumerate(rows):
        array[index] = value
    return array


def write_metadata(name, pickled, rows, compression=zipfile.ZIP_DEFLATED, descr="|O", shape=None, **more):
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        stream, {"descr": descr, "fortran_order": False, "shape": (rows,) if shape is None else shape}
    )
    entries = {
        "context_sequences.npy": npy(np.ones((rows, 1, 1), dtype=np.float32)),
        "target_vectors.npy": npy(np.ones((rows, 1), dtype=np.float32)),
        "metadata.npy": stream.getvalue() + pickled,
    }
    entries.update({f"{key}.npy": npy(value) for key, value in more.items()})
    write_zip(OUT / f"{name}.npz", entries, compression)


def metadata():
    def realistic(i):
        return {
            "article_index": 1000 + i // 7,
            "last_context_article": 1000 + i // 7,
            "target_chunk_index": i % 7,
            "target_cpe_id": f"article-{i // 7}-chunk-{i % 7}",
            "crosses_article": i % 7 == 0,
        }

    # Made anew for each use: the pickle refers back where Python has one object.
    rows = object_array([realistic(i) for i in range(2500)])
    for protocol in (2, 3, 4, 5):
        write_metadata(f"metadata-protocol{protocol}", pickle.dumps(rows, protocol=protocol), len(rows))
    np.savez(
        OUT / "metadata-numpy.npz",
        context_sequences=np.ones((2500, 1, 1), np.float32),
        target_vectors=np.ones((2500, 1), np.float32),
        metadata=rows,
    )
    modern = pickle.dumps(rows, protocol=4).replace(b"\x8c\x15numpy.core.multiarray", b"\x8c\x16numpy._core.multiarray")
    assert b"_core" in modern
    # numpy 2 renamed the module; the frame is one byte longer.
    assert modern[2:3] == b"\x95"
    modern = modern[:3] + struct.pack("<Q", struct.unpack("<Q", modern[3:11])[0] + 1) + modern[11:]
    write_metadata("metadata-numpy2", modern, len(rows))

    shared = {"article_index": 5, "target_chunk_index": 6}
    odd = [
        {"article_index": np.int64(10), "target_chunk_index": np.int32(-3), "score": 0.5, "list": [1, [2, {"article_index": 99}]]},
        {"article_index": np.uint8(7), "target_chunk_index": np.int8(-1), "tuple": (1, 2, 3, 4, 5), "set": {1, 2}, "fs": frozenset([3])},
        {"article_index": np.array([3], dtype=">i4")[0], "target_chunk_index": np.int16(300), "array": np.arange(5), "none": None},
        {"article_index": 2**40, "target_chunk_index": -(2**62), "big": 2**200, "bytes": b"x" * 300, "text": "\u00e4" * 1000},
        {"article_index": -(2**31), "target_chunk_index": 2**63 - 1, "flag": True, "objects": object_array([1, "a"])},
        shared,
        {"article_index": 2**28, "target_chunk_index": 255, 17: 4, ("a", 1): 2, "empty": ()},
        shared,
        {"article_index": np.uint8(7), "target_chunk_index": np.int8(-1), "scalar": np.float32(1.5), "b": np.bool_(True)},
    ]
    for protocol in (2, 3, 4, 5):
        write_metadata(f"metadata-odd{protocol}", pickle.dumps(object_array(odd), protocol=protocol), len(odd))
    EXPECTED["odd"] = {
        "article_index": [int(row["article_index"]) for row in odd],
        "target_chunk_index": [int(row["target_chunk_index"]) for row in odd],
    }
    # More keys than a pickler sets at once.
    wide = [dict([(f"key{i}", i) for i in range(2500)] + [("article_index", 40 + j)]) for j in range(3)]
    write_metadata("metadata-wide", pickle.dumps(object_array(wide), protocol=3), 3)

    numbers = np.arange(4)
    plain = [{"article_index": i} for i in range(4)]
    absent = {
        "missing": plain[:2] + [{"other": 1}] + plain[3:],
        "none": plain[:2] + [{"article_index": None}] + plain[3:],
        "float": plain[:2] + [{"article_index": 2.0}] + plain[3:],
        "bool": plain[:2] + [{"article_index": True}] + plain[3:],
        "text": plain[:2] + [{"article_index": "2"}] + plain[3:],
        "huge": plain[:2] + [{"article_index": 2**64}] + plain[3:],
        "nodict": plain[:2] + [17] + plain[3:],
    }
    for name, rows in absent.items():
        write_metadata(f"absent-{name}", pickle.dumps(object_array(rows), protocol=3), 4)
    dictionary = np.empty((), dtype=object)
    dictionary[()] = {"article_index": 1}
    write_metadata("absent-scalar", pickle.dumps(dictionary, protocol=3), 4, shape=())
    write_metadata("absent-short", pickle.dumps(object_array(plain[:3]), protocol=3), 4, shape=(3,))
    write_zip(
        OUT / "absent-structured.npz",
        {
            "contexts.npy": npy(np.ones((4, 1, 1), np.float32)),
            "targets.npy": npy(np.ones((4, 1), np.float32)),
            "metadata.npy": npy(np.zeros(4, dtype=[("article_index", "<i8"), ("name", "<U5", (2,)), ("pair", [("a", "<f4"), ("b", "O")])][:2])),
        },
    )
    good = pickle.dumps(object_array(plain), protocol=3)
    for name, more in {
        "article_ids": {"article_ids": numbers.astype(">i4") * 1000},
        "truth_keys": {"truth_keys": np.stack([numbers + 50, numbers], axis=1).astype("<u2")},
        "truth_keys-fortran": {"truth_keys": np.asfortranarray(np.stack([numbers + 60, numbers], axis=1))},
        "chain_ids": {"chain_ids": numbers.astype(np.int8) - 2},
        "chain_text": {"chain_ids": np.array(["a", "b", "c", "d"])},
        "both": {"article_ids": np.array([1, 2, 3]), "truth_keys": np.stack([numbers + 70, numbers], axis=1)},
    }.items():
        write_metadata(f"column-{name}", pickle.dumps(object_array(absent["missing"]), protocol=3), 4, **more)

    hostile = {
        "system": pickle.dumps(object_array([{"article_index": Reduced(os.system, "touch /tmp/executed")}] * 4), protocol=3),
        "system4": pickle.dumps(object_array([{"article_index": Reduced(os.system, "touch /tmp/executed")}] * 4), protocol=4),
        "class": pickle.dumps(object_array([{"article_index": 1, "path": Path("x")}] * 4), protocol=4),
        "notarray": pickle.dumps(plain, protocol=3),
        "number": pickle.dumps(4, protocol=3),
        "numeric": pickle.dumps(np.arange(4), protocol=3),
        "short": pickle.dumps(object_array(plain[:3]), protocol=3),
        "long": pickle.dumps(object_array(plain + plain), protocol=3),
        "truncated": good[:-20],
        "empty": b"",
        "protocol0": pickle.dumps(object_array(plain), protocol=0),
        "protocol9": b"\x80\x09" + good[2:],
        "length": b"\x80\x03X\xff\xff\xff\xffabc",
        "length8": b"\x80\x04\x8d" + b"\xff" * 8,
        "memo": b"\x80\x03}r\xff\xff\xff\x7f.",
        "recall": b"\x80\x03}q\x00h\x05.",
        "underflow": b"\x80\x03e.",
        "persistent": b"\x80\x03X\x01\x00\x00\x00aQ.",
        "deep": b"\x80\x03" + b"(" * 3_000_000 + b".",
        "deeplists": b"\x80\x03" + b"](" * 1_000_000 + b"e" * 1_000_000 + b".",
        "objects": b"\x80\x03" + b"}" * 3_000_000 + b".",
    }
    for name, pickled in hostile.items():
        write_metadata(f"hostile-{name}", pickled, 4)

    write_metadata("metadata-600k", pickle.dumps(object_array([realistic(i) for i in range(600_000)]), protocol=3), 600_000)
    scalars = object_array(
        [{"article_index": np.int64(i // 7), "target_chunk_index": np.int64(i % 7), "target_cpe_id": f"{i}"} for i in range(600_000)]
    )
    write_metadata("metadata-600k-scalars", pickle.dumps(scalars, protocol=4), 600_000)


def problems():
    """Data that cannot be used, and files that are no npz."""
    contexts, targets = (a.astype(np.float32) for a in arrays(seed=4))

    def save(name, **content):
        np.savez(OUT / f"problem-{name}.npz", **content)

    def spoiled(array, where, value):
        copy = array.copy()
        copy[where] = value
        return copy

    save("nan", contexts=contexts, targets=spoiled(targets, (12, 3), np.nan))
    save("infinity", contexts=spoiled(contexts, (30, 1, 7), -np.inf), targets=targets)
    save("overflow", contexts=spoiled(contexts.astype(np.float64), (5, 2, 0), 1e300), targets=targets)
    save("zero-target", contexts=contexts, targets=spoiled(targets, 36, 0))
    save("zero-context", contexts=spoiled(contexts, (8, 2), -0.0), targets=targets)
    save("rows", contexts=contexts, targets=targets[:-1])
    save("dimension", contexts=contexts, targets=targets[:, :-1])
    save("empty", contexts=contexts[:0], targets=targets[:0])
    save("nocomponents", contexts=contexts[:, :, :0], targets=targets[:, :0])
    save("flat", contexts=contexts.reshape(ROWS, -1), targets=targets)
    save("deep", contexts=contexts, targets=targets[:, None])
    save("integers", contexts=contexts.astype(np.int32), targets=targets)
    save("objects", contexts=contexts.astype(object), targets=targets)
    save("longdouble", contexts=contexts.astype(np.longdouble), targets=targets)
    save("nocontexts", ctx=contexts, targets=targets)
    save("notargets", contexts=contexts, labels=targets)
    save("nothing")
    np.save(OUT / "problem-single.npy", contexts)
    (OUT / "problem-lfs.npz").write_text(
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n"
    )
    (OUT / "problem-text.npz").write_text("not a zip archive\n")
    (OUT / "problem-zerolength.npz").write_bytes(b"")
    whole = (OUT / "numpy-deflated.npz").read_bytes()
    (OUT / "problem-cut.npz").write_bytes(whole[: len(whole) // 2])

    good = npy(contexts)
    vectors = npy(targets)
    write_zip(OUT / "problem-longer.npz", {"contexts.npy": good + b"xx", "targets.npy": vectors})
    write_zip(OUT / "problem-shorter.npz", {"contexts.npy": good[:-2], "targets.npy": vectors})
    write_zip(OUT / "problem-magic.npz", {"contexts.npy": b"\x93NUMPX" + good[6:], "targets.npy": vectors})
    write_zip(OUT / "problem-version.npz", {"contexts.npy": good[:6] + b"\x04\x00" + good[8:], "targets.npy": vectors})
    write_zip(OUT / "problem-bzip2.npz", {"contexts.npy": good, "targets.npy": vectors}, zipfile.ZIP_BZIP2)
    deflated = bytearray(whole)
    with zipfile.ZipFile(OUT / "numpy-deflated.npz") as archive:
        first = archive.infolist()[0]
        crc = struct.pack("<I", first.CRC)
    (OUT / "problem-checksum.npz").write_bytes(whole.replace(crc, struct.pack("<I", first.CRC ^ 1)))
    middle = first.header_offset + 60 + first.compress_size // 2
    deflated[middle : middle + 40] = bytes(40)
    (OUT / "problem-corrupt.npz").write_bytes(bytes(deflated))
    # A compressed array in Fortran order has to be buffered; the directory claims more than may be.
    claimed = 3 << 30
    columns = claimed // 4 // 8 // 64
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": True, "shape": (columns, 8, 64)})
    size = len(header.getvalue()) + columns * 8 * 64 * 4
    body = zlib.compressobj(1, zlib.DEFLATED, -15)
    compressed = body.compress(header.getvalue() + bytes(1 << 20)) + body.flush()
    entry = b"contexts.npy"
    target_header = io.BytesIO()
    np.lib.format.write_array_header_1_0(target_header, {"descr": "<f4", "fortran_order": False, "shape": (columns, 64)})
    target_body = zlib.compressobj(1, zlib.DEFLATED, -15)
    target_compressed = target_body.compress(target_header.getvalue()) + target_body.flush()
    target_size = len(target_header.getvalue()) + columns * 64 * 4
    with open(OUT / "problem-fortran.npz", "wb") as file:
        directory = b""
        for name, data, full in ((entry, compressed, size), (b"targets.npy", target_compressed, target_size)):
            offset = file.tell()
            fields = struct.pack("<HHHHIIIHH", 0, 8, 0, 33, 0, len(data), full, len(name), 0)
            file.write(struct.pack("<IH", 0x04034B50, 20) + fields + name + data)
            directory += struct.pack("<IHH", 0x02014B50, 20, 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name
        start = file.tell()
        file.write(directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 2, 2, len(directory), start, 0))


def sha256(rows):
    return hashlib.sha256(np.asarray(rows, dtype="<i8").tobytes()).hexdigest()


def permutations():
    cases = []
    for n in (1, 2, 3, 7, 100, 623, 624, 625, 6015, 65536, 65537, 438_568, 600_000):
        for seed in (0, 1, 42, 2**31 - 1):
            drawn = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).numpy()
            cases.append({"kind": "torch", "n": n, "seed": seed, "sha256": sha256(drawn), "head": drawn[:6].tolist()})
            drawn = np.random.RandomState(seed).permutation(n)
            cases.append({"kind": "numpy", "n": n, "seed": seed, "sha256": sha256(drawn), "head": drawn[:6].tolist()})
    EXPECTED["permutations"] = cases


def splits():
    cases = []
    for n in (10, 11, 19, 20, 101, 999, 6015, 59_352, 340_000):
        for fraction in (0.1, 0.2, 0.15, 0.05):
            for kind, validation in (
                ("TRAIN_FLOOR", n - int((1 - fraction) * n)),
                ("VALIDATION_FLOOR", int(n * fraction)),
            ):
                if validation == 0:
                    continue
                case = {"n": n, "fraction": fraction, "rounding": kind, "count": validation}
                parts = [n - validation, validation]
                subset = torch.utils.data.random_split(range(n), parts, generator=torch.Generator().manual_seed(42))[1]
                case["torch"] = sha256(list(subset.indices))
                case["numpy"] = sha256(np.random.RandomState(42).permutation(n)[n - validation :])
                case["tail"] = sha256(np.arange(n)[n - validation :])
                cases.append(case)
    # The usual spelling of the trainers.
    assert all(n - int((1 - 0.1) * n) == n - int(0.9 * n) for n in range(1, 200_000))
    EXPECTED["splits"] = cases

    groups = []
    for count, fraction, seed in ((1, 0.1, 1), (9, 0.1, 2), (10, 0.1, 3), (25, 0.1, 4), (1234, 0.1, 5), (700, 0.2, 6)):
        # Out of order, with gaps, and of different sizes.
        names = np.random.RandomState(seed).permutation(3 * count)[:count].astype(np.int64) - count
        column = np.repeat(names, np.random.RandomState(seed).randint(1, 5, count))
        unique = np.unique(column)
        last = unique[len(unique) - max(1, int(fraction * len(unique))) :]
        shuffled = unique.copy()
        np.random.RandomState(42).shuffle(shuffled)
        drawn = shuffled[int((1 - fraction) * count) :]
        groups.append(
            {
                "column": column.tolist(),
                "fraction": fraction,
                "articles": np.where(np.isin(column, last))[0].tolist(),
                "random": np.where(np.isin(column, drawn))[0].tolist(),
            }
        )
    EXPECTED["groups"] = groups


for make in (layouts, containers, huge, metadata, problems, permutations, splits):
    make()
(OUT / "expected.json").write_text(json.dumps(EXPECTED))
