"""The shortest validation that torch allows, as the yardstick of a device: reference_loop.py CHECKPOINT NPZ THREADS DEVICE

All arrays are loaded by `np.load`, batches of 256 go to the device, and cosines are taken there in double. Prints one line of JSON. With DEVICE
alone it only says whether torch has that device, by its exit code and in one sentence.
"""
import json
import sys
import time

import numpy as np
import torch

import lvm_data
import lvm_models

BATCH, EPSILON = 256, 1e-8


def missing(device):
    """Why there is no such device, in a sentence; None where there is one."""
    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as e:
        return f"torch {torch.__version__} has no device '{device}' here: {str(e).splitlines()[0].rstrip('.')}."
    return None


def finish(device):
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def main(checkpoint, npz, threads, device):
    torch.set_num_threads(threads)
    saved = torch.load(checkpoint, map_location="cpu")
    heads = saved["model_config"].get("nhead")
    definition = lvm_models.variants(lvm_models.fitting(saved["model_state_dict"]), heads)[0]
    model = lvm_models.load(definition, saved["model_state_dict"]).eval().to(device)
    with torch.no_grad():
        model(torch.zeros(BATCH, lvm_data.LENGTH, lvm_data.VECTOR, device=device))
        finish(device)
        started = time.perf_counter()
        with np.load(npz, allow_pickle=True) as arrays:
            contexts = torch.from_numpy(arrays["context_sequences"])
            targets = torch.from_numpy(arrays["target_vectors"])
        loaded = time.perf_counter()
        cosines = []
        for start in range(0, len(contexts), BATCH):
            predicted = model(contexts[start : start + BATCH].to(device)).double()
            wanted = targets[start : start + BATCH].to(device).double()
            predicted = predicted / (predicted.norm(dim=1, keepdim=True) + EPSILON)
            wanted = wanted / (wanted.norm(dim=1, keepdim=True) + EPSILON)
            cosines.append((predicted * wanted).sum(1))
        value = torch.cat(cosines).mean().item()
        finish(device)
    name = torch.cuda.get_device_name() if device.startswith("cuda") else device
    print(json.dumps({
        "value": value, "rows": len(contexts), "loadSeconds": loaded - started,
        "passSeconds": time.perf_counter() - loaded, "device": name}))


if __name__ == "__main__":
    if len(sys.argv) == 2:
        sys.exit(missing(sys.argv[1]))
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
