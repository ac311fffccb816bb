"""A fingerprint of the function that a model computes with its weights: names and shapes of weights do not tell it.

When the trainer saves, with the weights as they are saved:

    from lvm_probe import probe
    torch.save({"model_state_dict": model.state_dict(), "lvm_probe": probe(model), ...}, path)

When a service starts, with the checkpoint loaded into the class that is to serve:

    from lvm_probe import assert_probe
    assert_probe(model, torch.load(path, weights_only=True))

`lvm-verify verify` holds the forward definition that judges against it, and `lvm-verify probe FILE` prints it. This file needs PyTorch and
nothing else; copy it where you need it.

How inputs are made (both sides, bit for bit): number i = 0, 1, 2, ... of an input in row-major order is n / 2**bits, where

    z = seed + (i + 1) * 0x9E3779B97F4A7C15           all modulo 2**64: SplitMix64 (Steele, Lea and Flood, "Fast splittable
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9          pseudorandom number generators", 2014)
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB
    n = ((z ^ (z >> 31)) >> 48) - 32768               -32768 <= n < 32768, so that float32 holds n / 2**bits exactly

and bits is 15 + s with the smallest s >= 0 for which 3 * 4**s is at least the last axis: vectors have a norm of about 0.5 to 1.
"""
import copy
import ctypes
import hashlib
import random

import torch

VERSION = 1
TOLERANCE = 1e-4
ROWS = 4
KEPT = 32
SEED = 20250617
_MASK = (1 << 64) - 1


class ProbeMismatch(AssertionError):
    """The model does not compute what the checkpoint's did."""


def integers(seed, count):
    """The first integers that the generator gives for a seed."""
    found = []
    for i in range(1, count + 1):
        z = (seed + i * 0x9E3779B97F4A7C15) & _MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        found.append(((z ^ (z >> 31)) >> 48) - 32768)
    return found


def inputs(seed, shape, bits):
    """A tensor of float32 that the generator fills."""
    count = 1
    for size in shape:
        count *= size
    return (torch.tensor(integers(seed, count), dtype=torch.float32) / 2.0 ** bits).reshape(tuple(shape))


def _bits(width):
    s = 0
    while 3 * 4 ** s < width:
        s += 1
    return 15 + s


def weights_digest(model):
    """SHA-256 over the SHA-256 of each floating point tensor as little-endian float32, in hex, each once, sorted; names do not count."""
    digests = set()
    for tensor in model.state_dict().values():
        if isinstance(tensor, torch.Tensor) and tensor.is_floating_point():
            flat = tensor.detach().to("cpu", torch.float32).contiguous()
            size = 4 * flat.numel()
            digests.add(hashlib.sha256((ctypes.c_char * size).from_address(flat.data_ptr()) if size else b"").hexdigest())
    return hashlib.sha256("".join(sorted(digests)).encode("ascii")).hexdigest()


class _Undisturbed:
    """Evaluation mode, no gradients, full float32; afterwards everything is as it was, random numbers included."""

    def __init__(self, model, device):
        self.modes = [(module, module.training) for module in model.modules()]
        self.model = model
        self.device = device
        self.no_grad = torch.no_grad()
        self.autocast = torch.autocast(device.type, enabled=False) if device.type in ("cpu", "cuda") else None

    def __enter__(self):
        self.python = random.getstate()
        self.cpu = torch.get_rng_state()
        self.cuda = torch.cuda.get_rng_state(self.device) if self.device.type == "cuda" else None
        self.mps = torch.mps.get_rng_state() if self.device.type == "mps" and hasattr(torch, "mps") else None
        self.tf32 = (torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32)
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        self.model.eval()
        self.no_grad.__enter__()
        if self.autocast is not None:
            self.autocast.__enter__()

    def __exit__(self, *problem):
        if self.autocast is not None:
            self.autocast.__exit__(*problem)
        self.no_grad.__exit__(*problem)
        torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32 = self.tf32
        for module, mode in self.modes:
            module.training = mode
        random.setstate(self.python)
        torch.set_rng_state(self.cpu)
        if self.cuda is not None:
            torch.cuda.set_rng_state(self.cuda, self.device)
        if self.mps is not None:
            torch.mps.set_rng_state(self.mps)


def _outputs(model, given):
    """What the model makes of inputs: float32 on the CPU, [rows, numbers]."""
    floating = [tensor for tensor in list(model.parameters()) + list(model.buffers()) if tensor.is_floating_point()]
    if any(tensor.dtype != torch.float32 for tensor in floating):
        model = copy.deepcopy(model).float()
    device = floating[0].device if floating else torch.device("cpu")
    with _Undisturbed(model, device):
        found = model(given.to(device))
    while isinstance(found, (tuple, list)) and found:
        found = found[0]
    if not isinstance(found, torch.Tensor) or found.dim() < 2 or found.shape[0] != given.shape[0]:
        raise TypeError("a probe needs a model that gives a tensor [rows, ...], or a tuple that begins with one")
    return found.detach().to("cpu", torch.float32)


def probe(model, shape=(5, 768), seed=SEED, rows=ROWS):
    """The fingerprint, as plain values that torch.load(..., weights_only=True) reads; a few kilobytes.

    `shape` is that of one input: (length, components) of a context, the positional component included where the model takes one.
    """
    shape = [rows] + [int(size) for size in shape]
    bits = _bits(shape[-1])
    found = _outputs(model, inputs(seed, shape, bits))
    return {
        # Texts, because torch.load(..., weights_only=True) of older versions knows no floating point numbers.
        "version": VERSION, "seed": seed, "shape": shape, "bits": bits, "output_shape": list(found.shape),
        "outputs": [" ".join("%.9g" % value for value in row) for row in found.flatten(1)[:, :KEPT].tolist()],
        "weights": weights_digest(model), "torch": str(torch.__version__)}


def assert_probe(model, checkpoint, tolerance=TOLERANCE):
    """Raises ProbeMismatch unless the model computes what the checkpoint's did; returns the largest difference.

    `checkpoint` is what torch.load gave, or the fingerprint itself.
    """
    known = checkpoint.get("lvm_probe", checkpoint if "outputs" in checkpoint else None)
    if not isinstance(known, dict) or known.get("version") != VERSION:
        raise ProbeMismatch("The checkpoint holds no lvm_probe of version %d: save it with \"lvm_probe\": probe(model)." % VERSION)
    found = _outputs(model, inputs(known["seed"], known["shape"], known["bits"]))
    if list(found.shape) != list(known["output_shape"]):
        raise ProbeMismatch("The model gives an array of shape %s where the checkpoint's gave %s: it is another class." % (
            list(found.shape), list(known["output_shape"])))
    expected = torch.tensor([[float(value) for value in row.split()] for row in known["outputs"]], dtype=torch.float32)
    difference = ((found.flatten(1)[:, :expected.shape[1]] - expected).abs() / expected.abs().clamp(min=1.0)).max().item()
    if not difference <= tolerance:
        stale = weights_digest(model) != known["weights"]
        raise ProbeMismatch("The model does not compute what the checkpoint's did: outputs differ by %.3g, and %.3g is accepted. %s" % (
            difference, tolerance, "Its weights are not those that the probe was taken of." if stale else
            "Its weights are the same, so it is another function: do not serve it."))
    return difference
