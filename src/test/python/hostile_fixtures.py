"""Writes hostile, deviating and legitimate checkpoints into the folder given, and index.json: what each is, and what real torch makes of it.

index.json: [{file, family, hostile, expect, torch, safetensors}]. expect is one of
    read    a right file: it must be read
    refuse  a reading is not allowed: not what torch writes, or right in two formats
    agree   it is refused, or read as torch reads it
torch is the verdict of torch_oracle.py; safetensors that of the format's specification, for files that begin like one (else null).

Everything is made from files of torch.save by changing bytes; what a payload does is to create an empty file in a folder of its own.
"""

import collections
import io
import json
import multiprocessing
import os
import pathlib
import struct
import sys
import zlib

import torch

import hostile_archives
import hostile_formats
import hostile_pickles
import safetensors_oracle
import torch_archive
import torch_oracle
from torch_archive import Archive, Record

# What deviates from today's torch, but is or was written so, or could be: the same reading is enough.
TOLERATED = {"version_first", "record_format_version", "record_alignment_lies", "crc_storage_zero", "crc_pickle_zero"}
OUT = pathlib.Path(sys.argv[1])
INDEX = []


def add(family, name, hostile, data, expect="agree"):
    file = "%s_%s.%s" % (family, name, "safetensors" if family == "safetensors" else "pt")
    assert all(file != other["file"] for other in INDEX), file
    (OUT / file).write_bytes(data)
    INDEX.append({"file": file, "family": family, "hostile": hostile, "expect": expect})


def checkpoint(sign, claim):
    values = torch.arange(12, dtype=torch.float32).reshape(4, 3)
    weights = collections.OrderedDict(w=sign * values, b=sign * values[0].clone())
    return {"model_state_dict": weights, "val_cosine": claim, "model_type": "gru", "epoch": 3}


def saved(content, **how):
    out = io.BytesIO()
    torch.save(content, out, **how)
    return out.getvalue()


def with_pickle(good, raw, storages=None):
    """The archive with another data.pkl, and more storages."""
    records = torch_archive.parse(good)
    records[0].data = raw
    root = records[0].name.split("/")[0]
    records[-1:-1] = [Record("%s/data/%s" % (root, key), data) for key, data in (storages or {}).items()]
    return Archive(records).bytes()


def with_item(good, operations):
    """The archive with one more item of the outermost dictionary, before the others."""
    raw = torch_archive.parse(good)[0].data
    start = b"\x80\x02}q\x00("
    assert raw.startswith(start)
    return with_pickle(good, start + hostile_pickles.text("x") + operations + raw[len(start) :])


def legit(good):
    for protocol in (2, 3, 4, 5):
        add("legit", "protocol_%d" % protocol, "torch 1.13, pickle protocol %d" % protocol, saved(checkpoint(1, 0.5), pickle_protocol=protocol), "read")
    path = OUT / "legit_by_path.pt"
    torch.save(checkpoint(1, 0.5), path)
    add("legit", "by_path", "torch 1.13, saved under a name", path.read_bytes(), "read")
    add("legit", "old_format", "torch 1.13, the old format", saved(checkpoint(1, 0.5), _use_new_zipfile_serialization=False), "read")
    many = {"state_dict": {"w%d" % n: torch.full((n % 3, 2), float(n)) for n in range(25)}, "epoch": 1}
    many_saved = saved(many)
    add("legit", "many_storages", "torch 1.13, 25 storages, some without bytes", many_saved, "read")
    shared = torch.arange(24.0)
    views = {"a": shared, "b": shared[4:12].reshape(2, 4).t(), "c": shared[:1].expand(5), "d": torch.zeros(0, 3), "e": torch.tensor(1.5)}
    add("legit", "views", "torch 1.13, views of one storage", saved(views), "read")
    types = [torch.float16, torch.bfloat16, torch.float64, torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64, torch.bool]
    add("legit", "types", "torch 1.13, all element types", saved({str(t): (torch.arange(6) % 2).to(t) for t in types}), "read")
    parameters = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.BatchNorm1d(3)).state_dict()
    add("legit", "module", "torch 1.13, the state dict of a module", saved(parameters), "read")
    records, many_records = torch_archive.parse(good), torch_archive.parse(many_saved)
    for label, how in {
        "2_0": dict(byteorder=None, serialization_id=False, format_version=False),
        "2_1": dict(format_version=False),
        "2_7": {},
        "2_7_no_crc": dict(with_crc=False),
        "2_7_aligned": dict(alignment=4096),
    }.items():
        add("legit", "torch_" + label, "as torch %s archives it (%s)" % (label.replace("_", "."), how), torch_archive.torch2(records, **how).bytes(), "read")
        add("legit", "many_torch_" + label, "the same, 25 storages", torch_archive.torch2(many_records, **how).bytes(), "read")


def big_endian(good):
    swapped = [Record(r.name, swap(r.data) if "/data/" in r.name else r.data) for r in torch_archive.parse(good)]
    # Debian's torch knows no byte order record; torch 2.1 and later swap. Swapped or refused, never as they stand.
    add("big_endian", "swapped", "as torch 2.x writes it on a big-endian machine", torch_archive.torch2(swapped, byteorder=b"big").bytes(), "swap")
    add("big_endian", "swapped_2_1", "the same by torch 2.1", torch_archive.torch2(swapped, byteorder=b"big", format_version=False).bytes(), "swap")
    lying = torch_archive.torch2(torch_archive.parse(good))
    lying.records.insert(1, Record(lying.records[0].name.replace("data.pkl", "BYTEORDER"), b"big"))
    add("big_endian", "two_orders", "byteorder and BYTEORDER", lying.bytes(), "refuse")


def swap(data):
    return struct.pack(">%df" % (len(data) // 4), *struct.unpack("<%df" % (len(data) // 4), data))


def main():
    torch.set_num_threads(1)  # a child of a process with OpenMP threads would wait for them
    good, evil = saved(checkpoint(1, 0.5)), saved(checkpoint(-1, 0.9))
    payload = b"\x80\x02" + hostile_pickles.executed() + b"."
    legit(good)
    big_endian(good)
    for name, hostile, data in hostile_archives.files(good, evil, payload):
        add("archive", name, hostile, data, "agree" if name in TOLERATED else "refuse")
    for name, hostile, operations in hostile_pickles.values():
        add("pickle", name, hostile, with_item(good, operations))
    for name, hostile, raw in hostile_pickles.two_readings():
        add("pickle", name, hostile, with_pickle(good, raw, {hostile_pickles.OTHER: struct.pack("<12f", *range(100, 112))}))
    old, evil_old = (saved(checkpoint(*one), _use_new_zipfile_serialization=False) for one in ((1, 0.5), (-1, 0.9)))
    for name, hostile, data in hostile_formats.old(old, evil_old, good):
        add("old", name, hostile, data, "refuse" if name.startswith(("trailing", "tar")) else "agree")
    for name, hostile, data, right in hostile_formats.safe(good, old):
        add("safetensors", name, hostile, data, "read" if right else "refuse")
    for name, hostile, operations, storages in hostile_formats.tensors():
        raw = b"\x80\x02}" + hostile_pickles.text("w") + operations + hostile_pickles.SETITEM + hostile_pickles.STOP
        if name == "key_capitals":
            storages = {"abc": struct.pack("<3f", 7, 8, 9)}
        add("tensor", name, hostile, with_pickle(good, raw, storages))
    zeros = bytes(hostile_formats.DEFLATED)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(zeros) + packer.flush()
    for name, hostile, operations in hostile_formats.deflated():
        raw = b"\x80\x02}" + hostile_pickles.text("w") + operations + hostile_pickles.SETITEM + hostile_pickles.STOP
        records = torch_archive.parse(with_pickle(good, raw))
        records.insert(1, Record("archive/data/big", zeros, stored=packed, method=8))
        add("tensor", "deflated_" + name, "200 MB deflated to 200 kB: " + hostile, Archive(records).bytes(), "refuse")
    for name, hostile, operations in hostile_formats.numpy_objects():
        add("numpy", name, hostile, with_item(good, operations))
    # Processes, not threads: a child forked beside another would keep that one's pipe open.
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as judges:
        judgements = judges.map(torch_oracle.judge, [OUT / entry["file"] for entry in INDEX], chunksize=1)
    for entry, judgement in zip(INDEX, judgements):
        path = OUT / entry["file"]
        entry["torch"] = judgement
        entry["safetensors"] = safetensors_oracle.judge(path) if path.read_bytes()[8:9] == b"{" else None
        if entry["expect"] == "swap":  # what torch 2.x reads: the true values
            entry["torch"] = next(other["torch"] for other in INDEX if other["file"] == "legit_protocol_2.pt")
            entry["expect"] = "agree"
    (OUT / "index.json").write_text(json.dumps(INDEX, indent=1))


if __name__ == "__main__":
    main()
