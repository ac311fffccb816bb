"""Every definition in torch at its trainers' size, as the yardstick of its throughput.

reference_forward.py write FOLDER                      writes an untrained checkpoint of each
reference_forward.py measure THREADS CHECKPOINT:LENGTH ... prints of each the samples that torch's forward pass does in a second
"""
import pathlib
import statistics
import sys
import time

import torch

import lvm_custom
import lvm_encoders
import lvm_mamba
import lvm_models as models
import tower_models as towers

SEED, BATCH, SECONDS, VECTOR = 20251031, 256, 1.0, 768
# Seconds before they count, as in ForwardThroughput.
WARM_UP = 0.25
# Heads that the checkpoint records, so that one variant judges.
HEADS = {
    **dict.fromkeys(("transformer-decoder", "transformer-encoder", "p7-transformer", "p8-transformer", "graphmert", "bare-encoder",
                     "custom-encoder", "custom-performer"), 8),
    **dict.fromkeys(("mamba-hybrid", "mamba-sandwich", "custom-hybrid"), 4)}
TOWERS = {
    "pooled-gru": lambda: towers.PooledRecurrence("gru", VECTOR, 512, 1),
    "pooled-lstm": lambda: towers.PooledRecurrence("lstm", VECTOR, 512, 1),
    "mean-gru": lambda: towers.MeanGru(VECTOR),
    "placed-gru": lambda: towers.PlacedGru(VECTOR),
    "payload-tower": lambda: towers.PayloadTower(VECTOR),
    "mamba2": lambda: towers.Mamba2Predictor(VECTOR, 512, 4, states=128, head=64),
}
SIZED = {
    "mlp": lambda: models.Mlp(5, VECTOR, 1024),
    "mamba-hybrid": lambda: lvm_mamba.MambaHybrid(VECTOR, 256, 12, attention_every=4),
}


def build(definition):
    torch.manual_seed(SEED)
    made = {**TOWERS, **SIZED}.get(definition, models.DEFINITIONS.get(definition))
    return made().eval()


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for definition in [*models.DEFINITIONS, *TOWERS]:
        path = folder / f"{definition}.pt"
        # The other AMN's weights are those of the trainers' one, which judges them.
        if definition != "additive-memory" and not path.exists():
            config = {"nhead": HEADS[definition]} if definition in HEADS else {}
            if definition == "hierarchical-gru":
                config = {"chunk_size": 10}
            torch.save({"model_state_dict": build(definition).state_dict(), "model_config": config}, path)


def measure(path, length):
    model = build(path.stem)
    model.load_state_dict(torch.load(path)["model_state_dict"])
    dimension = 784 if path.stem == "latent-lstm" else VECTOR
    contexts = torch.sin(torch.arange(BATCH * length * dimension, dtype=torch.float32)).view(BATCH, length, dimension) / 20
    with torch.no_grad():
        times_of(model, contexts, WARM_UP)
        print(BATCH / statistics.median(times_of(model, contexts, SECONDS)), flush=True)


def times_of(model, contexts, seconds):
    """The seconds that each forward pass takes, for so many seconds."""
    started = now = time.perf_counter()
    times = []
    while not times or now - started < seconds:
        before = now
        model(contexts)
        now = time.perf_counter()
        times.append(now - before)
    return times


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(pathlib.Path(sys.argv[2]))
    else:
        torch.set_num_threads(int(sys.argv[2]))
        for measured in sys.argv[3:]:
            checkpoint, _, steps = measured.rpartition(":")
            measure(pathlib.Path(checkpoint), int(steps))
