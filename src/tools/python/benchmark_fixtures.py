"""Writes what the benchmarks need: benchmark_fixtures.py FOLDER COUNT...

For each count an npz of so many sequences, stored and deflated, checkpoints of the four models at their real sizes, and for the
alignment a small npz with articles. Large files are written piece by piece.
"""
import itertools
import pathlib
import sys
import zipfile

import numpy as np
import torch

import lvm_data
import trainer

SEED = 20251031
PIECE = 4000
MODELS = ("amn", "lstm", "gru", "transformer")


def write_npz(path, count, compression, articles=False):
    """Contexts and targets as `numpy.savez` lays them out, in memory for one piece of contexts and for all targets; with articles if told so."""
    world, numbers = lvm_data.World(SEED), itertools.count()
    targets = np.empty((count, lvm_data.VECTOR), np.float32)
    metadata = []
    with zipfile.ZipFile(path, "w", compression, allowZip64=True) as archive:
        with archive.open("context_sequences.npy", "w", force_zip64=True) as entry:
            write_header(entry, (count, lvm_data.LENGTH, lvm_data.VECTOR))
            for start in range(0, count, PIECE):
                piece = world.sequences(min(PIECE, count - start), numbers)
                entry.write(np.ascontiguousarray(piece.contexts, np.float32).tobytes())
                targets[start : start + len(piece)] = piece.targets
                metadata.extend(piece.metadata())
        with archive.open("target_vectors.npy", "w", force_zip64=True) as entry:
            write_header(entry, targets.shape)
            for start in range(0, count, PIECE):
                entry.write(targets[start : start + PIECE].tobytes())
        if articles:
            with archive.open("metadata.npy", "w") as entry:
                np.lib.format.write_array(entry, np.array(metadata, dtype=object))


def write_header(entry, shape):
    np.lib.format.write_array_header_1_0(entry, {"descr": "<f4", "fortran_order": False, "shape": shape})


def write_checkpoint(path, model_type):
    """An untrained model: speed does not depend on what the weights are."""
    torch.manual_seed(SEED)
    model, config = trainer.build(model_type)
    optimizer = torch.optim.AdamW(model.parameters())
    args = trainer.unified_args(model_type, "sequences.npz")
    torch.save(trainer.unified(model, model_type, config, args, optimizer, 0.0, 0.0), path)


def main(folder, counts):
    folder.mkdir(parents=True, exist_ok=True)
    for model_type in MODELS:
        write_checkpoint(folder / f"{model_type}.pt", model_type)
    lvm_data.save_with_articles(folder / "articles.npz", lvm_data.World(SEED).sequences(10_000), compressed=False)
    for count in counts:
        write_npz(folder / f"stored_{count}.npz", count, zipfile.ZIP_STORED)
        write_npz(folder / f"deflated_{count}.npz", count, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), [int(count) for count in sys.argv[2:]])
