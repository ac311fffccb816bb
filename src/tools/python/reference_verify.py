"""Redoes a validation the way the trainers do, as the yardstick of the benchmarks: reference_verify.py CHECKPOINT NPZ THREADS

All arrays are loaded, a random tenth (seed 42) is held out, a DataLoader hands out batches of 32, and the means over batches of
loss and cosine are printed as one line of JSON with the seconds that each stage took.
"""
import time

started = time.perf_counter()

import json
import sys

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Subset

import lvm_models
import lvm_scores
import trainer

imported = time.perf_counter()


class Sequences(Dataset):
    """One context and its target at a time, as the trainers' data sets have it."""

    def __init__(self, path):
        with np.load(path, allow_pickle=True) as arrays:
            self.contexts = torch.from_numpy(arrays["context_sequences"])
            self.targets = torch.from_numpy(arrays["target_vectors"])

    def __len__(self):
        return len(self.contexts)

    def __getitem__(self, row):
        return self.contexts[row], self.targets[row]


def main(checkpoint, npz, threads):
    torch.set_num_threads(threads)
    saved = torch.load(checkpoint, map_location="cpu")
    heads = saved["model_config"].get("nhead")
    definition = lvm_models.variants(lvm_models.fitting(saved["model_state_dict"]), heads)[0]
    model = lvm_models.load(definition, saved["model_state_dict"]).eval()
    data = Sequences(npz)
    rows = lvm_scores.random_rows(len(data), 42)
    loaded = time.perf_counter()
    losses, cosines = [], []
    with torch.no_grad():
        for contexts, targets in DataLoader(Subset(data, rows.tolist()), batch_size=trainer.BATCH):
            predictions = model(contexts)
            losses.append(torch.nn.functional.mse_loss(predictions, targets).item())
            cosines.append(trainer.cosine(predictions, targets).item())
    print(json.dumps({
        "value": sum(cosines) / len(cosines), "mse": sum(losses) / len(losses), "rows": len(rows),
        "startupSeconds": imported - started, "loadSeconds": loaded - imported,
        "passSeconds": time.perf_counter() - loaded}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
