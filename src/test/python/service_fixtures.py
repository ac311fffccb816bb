"""Writes checkpoints and data for services to serve: service_fixtures.py FOLDER

`amn.pt` fits two forward definitions, `stale.pt` is an earlier state of it, `averaged.pt` has the former's weights as an average beside
the latter's, `coded.pt` takes vectors that end in sixteen code
components. Also a certificate that signed itself, for 127.0.0.1.
"""
import os
import pathlib
import subprocess
import sys

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
import torch

import lvm_models
from forward_fixtures import roughened

DIM = 24
ROWS = 3000
FEW = 12
CODED_ROWS = 60
VECTOR, CODES = 768, 16
LENGTH = 5


def units(generator, *shape):
    values = generator.standard_normal(shape).astype(np.float32)
    return values / np.linalg.norm(values, axis=-1, keepdims=True)


def save(path, model, model_type, sizes):
    torch.save({"model_state_dict": model.state_dict(), "model_type": model_type, "model_config": sizes, "val_cosine": 0.5}, path)


def write_amn(folder, generator):
    contexts = units(generator, ROWS, LENGTH, DIM)
    targets = contexts.mean(axis=1) + 0.1 * units(generator, ROWS, DIM)
    np.savez(folder / "rows.npz", context_sequences=contexts, target_vectors=targets.astype(np.float32))
    np.savez(folder / "few.npz", context_sequences=contexts[:FEW], target_vectors=targets[:FEW].astype(np.float32))
    model = roughened(lvm_models.AttentionMixture(DIM, 8, 16))
    sizes = {"input_dim": DIM, "d_model": 8, "hidden_dim": 16}
    save(folder / "amn.pt", model, "amn", sizes)
    with torch.no_grad():
        for tensor in model.parameters():
            tensor.add_(0.01 * torch.randn_like(tensor))
    save(folder / "stale.pt", model, "amn", sizes)
    averaged = torch.load(folder / "stale.pt")
    averaged["ema_state_dict"] = torch.load(folder / "amn.pt")["model_state_dict"]
    torch.save(averaged, folder / "averaged.pt")


def bits(numbers):
    """Domain, task and modifier as sixteen components: four bits, five, six, the lowest first, and one unused."""
    domain, task, modifier = numbers
    return np.array(
        [domain >> i & 1 for i in range(4)] + [task >> i & 1 for i in range(5)] + [modifier >> i & 1 for i in range(6)] + [0],
        dtype=np.float32)


def write_coded(folder, generator):
    contexts = units(generator, CODED_ROWS, LENGTH, VECTOR)
    codes = np.stack([bits((int(generator.integers(16)), int(generator.integers(32)), int(generator.integers(64))))
                      for _ in range(CODED_ROWS)])
    tiled = np.repeat(codes[:, None], LENGTH, axis=1)
    targets = np.concatenate([units(generator, CODED_ROWS, VECTOR), codes], axis=1)
    np.savez(folder / "coded.npz", context_sequences=np.concatenate([contexts, tiled], axis=2), target_vectors=targets)
    model = roughened(lvm_models.DEFINITIONS["latent-lstm"](VECTOR + CODES, 16, 1))
    torch.save({"model_state_dict": model.state_dict(), "val_cosine": 0.1}, folder / "coded.pt")


def write_certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")],
        check=True, capture_output=True)


def main(folder):
    torch.manual_seed(3)
    generator = np.random.default_rng(3)
    write_amn(folder, generator)
    write_coded(folder, generator)
    write_certificate(folder)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
