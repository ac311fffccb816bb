"""The towers of retrieval models and the Mamba-2 blocks of mamba-ssm in torch, from the mathematics: the oracle for their definitions.

A query tower takes contexts [batch, length, dimension], a payload tower vectors [batch, dimension] or contexts of one vector.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

from lvm_layers import unit


class PooledRecurrence(nn.Module):
    """A recurrence in both directions, the mean over the steps, a projection."""

    def __init__(self, cell, dim, hidden, depth):
        super().__init__()
        kind = nn.GRU if cell == "gru" else nn.LSTM
        setattr(self, cell, kind(dim, hidden, depth, batch_first=True, bidirectional=True))
        self.cell = cell
        self.proj = nn.Linear(2 * hidden, dim)

    def forward(self, contexts):
        outputs, _ = getattr(self, self.cell)(contexts)
        return unit(self.proj(outputs.mean(dim=1)))


class MeanGru(nn.Module):
    """A GRU as wide as the vectors, the mean over the steps, a layer normalisation."""

    def __init__(self, dim, depth=1):
        super().__init__()
        self.gru = nn.GRU(dim, dim, depth, batch_first=True)
        self.ln = nn.LayerNorm(dim)

    def forward(self, contexts):
        outputs, _ = self.gru(contexts)
        return unit(self.ln(outputs.mean(dim=1)))


class PlacedGru(MeanGru):
    """The same with a tenth of a projection of the place T / (T + 1)."""

    def __init__(self, dim):
        super().__init__(dim)
        self.pos_proj = nn.Linear(1, dim)

    def forward(self, contexts):
        outputs, _ = self.gru(contexts)
        length = contexts.shape[1]
        place = torch.full((contexts.shape[0], 1), length / (length + 1), dtype=contexts.dtype)
        return unit(self.ln(outputs.mean(dim=1) + 0.1 * self.pos_proj(place)))


class PayloadTower(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(dim, dim), nn.GELU(), nn.LayerNorm(dim), nn.Linear(dim, dim))

    def forward(self, vectors):
        return unit(self.mlp(vectors[:, -1] if vectors.dim() == 3 else vectors))


class QueryTower(nn.Module):
    """A next-vector model as a query tower."""

    def __init__(self, backbone):
        super().__init__()
        self.backbone = backbone

    def forward(self, contexts):
        return unit(self.backbone(contexts))


class GatedNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, values, gate):
        gated = values * F.silu(gate)
        return gated * torch.rsqrt(gated.square().mean(-1, keepdim=True) + 1e-5) * self.weight


class Mamba2(nn.Module):
    """mamba-ssm's Mamba2 with one group of states, spelled out as the recurrence that its paper defines."""

    def __init__(self, width, states=8, taps=4, expand=2, head=4):
        super().__init__()
        self.inner, self.states, self.heads = expand * width, states, expand * width // head
        mixed = self.inner + 2 * states
        self.in_proj = nn.Linear(width, 2 * self.inner + 2 * states + self.heads, bias=False)
        self.conv1d = nn.Conv1d(mixed, mixed, taps, groups=mixed, padding=taps - 1)
        steps = torch.exp(torch.rand(self.heads) * (math.log(0.1) - math.log(0.001)) + math.log(0.001))
        self.dt_bias = nn.Parameter(steps + torch.log(-torch.expm1(-steps)))
        self.A_log = nn.Parameter(torch.log(torch.empty(self.heads).uniform_(1, 16)))
        self.D = nn.Parameter(torch.ones(self.heads))
        self.norm = GatedNorm(self.inner)
        self.out_proj = nn.Linear(self.inner, width, bias=False)

    def forward(self, steps):
        batch, length, _ = steps.shape
        gate, mixed, sizes = self.in_proj(steps).split(
            [self.inner, self.inner + 2 * self.states, self.heads], dim=-1)
        mixed = F.silu(self.conv1d(mixed.transpose(1, 2))[..., :length].transpose(1, 2))
        values, drives, reads = mixed.split([self.inner, self.states, self.states], dim=-1)
        values = values.view(batch, length, self.heads, -1)
        sizes = F.softplus(sizes + self.dt_bias)
        decay = torch.exp(-sizes * torch.exp(self.A_log))
        state = torch.zeros(batch, self.heads, values.shape[-1], self.states, dtype=steps.dtype)
        outputs = []
        for t in range(length):
            driven = torch.einsum("bhp,bn->bhpn", sizes[:, t, :, None] * values[:, t], drives[:, t])
            state = decay[:, t, :, None, None] * state + driven
            outputs.append(torch.einsum("bhpn,bn->bhp", state, reads[:, t]) + self.D[:, None] * values[:, t])
        return self.out_proj(self.norm(torch.stack(outputs, dim=1).reshape(batch, length, self.inner), gate))


class Mamba2Block(nn.Module):
    def __init__(self, width, **sizes):
        super().__init__()
        self.mamba = Mamba2(width, **sizes)
        self.norm = nn.LayerNorm(width)

    def forward(self, steps):
        return steps + self.mamba(self.norm(steps))


class Mamba2Predictor(nn.Module):
    """The Mamba-2 trainer's model where mamba-ssm is installed."""

    def __init__(self, dim, width, depth, **sizes):
        super().__init__()
        self.input_proj = nn.Linear(dim, width)
        self.blocks = nn.ModuleList([Mamba2Block(width, **sizes) for _ in range(depth)])
        self.head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width), nn.Linear(width, dim))

    def forward(self, contexts):
        steps = self.input_proj(contexts)
        for block in self.blocks:
            steps = block(steps)
        return unit(self.head(steps[:, -1]))
