"""Forward definitions of the Mamba models, from the mathematics: selective state spaces in a plain loop.

Window and blending share, which weights do not show, have the trainers' values.
"""
import math

import torch
from torch import nn
from torch.nn.functional import conv1d, pad, silu, softmax, softplus

from lvm_layers import VECTOR, layers, unit


class RootMeanSquare(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, steps):
        return self.weight * steps / (steps.pow(2).mean(dim=-1, keepdim=True) + 1e-6).sqrt()


class StateSpace(nn.Module):
    """s_t = exp(-exp(A_log) dt_t) s_(t-1) + B_t x_t; y_t = sum of s_t + D x_t; gated, and added to what went in."""

    def __init__(self, width, states=16, taps=4, expand=2):
        super().__init__()
        inner = expand * width
        self.norm = RootMeanSquare(width)
        self.in_proj = nn.Linear(width, 2 * inner, bias=False)
        self.conv1d = nn.Conv1d(inner, inner, taps, groups=inner)
        self.x_proj = nn.Linear(inner, 2 * states, bias=False)
        self.dt_proj = nn.Linear(inner, inner)
        self.A_log = nn.Parameter(torch.randn(inner, states) - 1)
        self.D = nn.Parameter(torch.ones(inner))
        self.out_proj = nn.Linear(inner, width, bias=False)

    def forward(self, steps):
        x, gate = self.in_proj(self.norm(steps)).chunk(2, dim=-1)
        taps = self.conv1d.kernel_size[0]
        x = silu(conv1d(pad(x.mT, (taps - 1, 0)), self.conv1d.weight, self.conv1d.bias, groups=x.shape[-1]).mT)
        drive = self.x_proj(x).chunk(2, dim=-1)[1]
        size = softplus(self.dt_proj(x))
        state = torch.zeros(*x[:, 0].shape, drive.shape[-1], dtype=x.dtype)
        out = []
        for t in range(x.shape[1]):
            kept = torch.exp(-torch.exp(self.A_log) * size[:, t, :, None])
            state = kept * state + drive[:, t, None, :] * x[:, t, :, None]
            out.append(state.sum(dim=-1) + self.D * x[:, t])
        return steps + self.out_proj(torch.stack(out, dim=1) * silu(gate))


class NearAttention(nn.Module):
    """Attention to steps at most half a window away, added to what went in."""

    def __init__(self, width, heads=4, window=8):
        super().__init__()
        self.heads, self.reach = heads, window // 2
        self.norm = RootMeanSquare(width)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out_proj = nn.Linear(width, width, bias=False)

    def forward(self, steps):
        batch, length, width = steps.shape
        q, k, v = (
            part.view(batch, length, self.heads, width // self.heads).transpose(1, 2)
            for part in self.qkv(self.norm(steps)).chunk(3, dim=-1))
        step = torch.arange(length)
        far = (step[None] - step[:, None]).abs() > self.reach
        scores = (q @ k.mT / math.sqrt(width // self.heads)).masked_fill(far, -math.inf)
        return steps + self.out_proj((softmax(scores, dim=-1) @ v).transpose(1, 2).reshape(steps.shape))


class Gate(nn.Module):
    """A recurrence whose update gate weighs what is new."""

    def __init__(self, width, hidden):
        super().__init__()
        self.reset_gate = nn.Linear(width + hidden, hidden)
        self.update_gate = nn.Linear(width + hidden, hidden)
        self.new_gate = nn.Linear(width + hidden, hidden)
        self.out_proj = nn.Linear(hidden, width)

    def forward(self, steps, state):
        out = []
        for x in steps.unbind(dim=1):
            both = torch.cat([x, state], dim=-1)
            update = torch.sigmoid(self.update_gate(both))
            reset = torch.sigmoid(self.reset_gate(both))
            state = (1 - update) * state + update * torch.tanh(self.new_gate(torch.cat([x, reset * state], dim=-1)))
            out.append(self.out_proj(state))
        return torch.stack(out, dim=1), state


class Base(nn.Module):
    """Projection, layers, last step, projection, perhaps blended with an aligned one; unit length."""

    def __init__(self, dim, width, aligned):
        super().__init__()
        self.input_proj = nn.Linear(dim, width)
        self.output_head = nn.Linear(width, dim, bias=False)
        if aligned:
            self.alignment_head = nn.Linear(dim, dim, bias=False)

    def forward(self, contexts):
        out = self.output_head(self.through(self.input_proj(contexts))[:, -1])
        if hasattr(self, "alignment_head"):
            out = 0.75 * out + 0.25 * self.alignment_head(out)
        return unit(out)

    @staticmethod
    def sizes(weights, block):
        """Of a state space: states, taps and expansion."""
        width = weights["input_proj.weight"].shape[0]
        inner, states = weights[f"{block}.A_log"].shape
        return {"states": states, "taps": weights[f"{block}.conv1d.weight"].shape[2], "expand": inner // width}

    @staticmethod
    def ends(weights):
        width, dim = weights["input_proj.weight"].shape
        return {"dim": dim, "width": width, "aligned": "alignment_head.weight" in weights}


class Mamba(Base):
    def __init__(self, dim=VECTOR, width=256, depth=8, aligned=False, attention_every=None, heads=4, **sizes):
        super().__init__(dim, width, aligned)
        self.layers = nn.ModuleList(
            NearAttention(width, heads) if attention_every and (i + 1) % attention_every == 0
            else StateSpace(width, **sizes) for i in range(depth))

    @classmethod
    def sized_like(cls, weights, heads=None):
        depth = layers(weights, r"layers\.(\d+)\.")
        attentions = [i for i in range(depth) if f"layers.{i}.qkv.weight" in weights]
        if bool(attentions) != (cls is MambaHybrid):
            raise KeyError("qkv")
        every = attentions[0] + 1 if attentions else None
        return cls(**cls.ends(weights), depth=depth, attention_every=every, heads=heads or 4,
                   **cls.sizes(weights, "layers.0"))

    def through(self, steps):
        for layer in self.layers:
            steps = layer(steps)
        return steps


class MambaHybrid(Mamba):
    pass


class MambaSandwich(Base):
    def __init__(self, dim=VECTOR, width=320, front=2, trunk=8, back=2, aligned=False, heads=4, **sizes):
        super().__init__(dim, width, aligned)
        self.front_layers = nn.ModuleList(NearAttention(width, heads) for _ in range(front))
        self.trunk_layers = nn.ModuleList(StateSpace(width, **sizes) for _ in range(trunk))
        self.back_layers = nn.ModuleList(NearAttention(width, heads) for _ in range(back))

    @classmethod
    def sized_like(cls, weights, heads=4):
        counts = {part: layers(weights, part + r"_layers\.(\d+)\.") for part in ("front", "trunk", "back")}
        return cls(**cls.ends(weights), **counts, heads=heads, **cls.sizes(weights, "trunk_layers.0"))

    def through(self, steps):
        for layer in (*self.front_layers, *self.trunk_layers, *self.back_layers):
            steps = layer(steps)
        return steps


class MambaGated(Base):
    def __init__(self, dim=VECTOR, width=288, depth=10, hidden=256, aligned=False, **sizes):
        super().__init__(dim, width, aligned)
        self.hidden = hidden
        self.mamba_layers = nn.ModuleList(StateSpace(width, **sizes) for _ in range(depth))
        self.gru_gates = nn.ModuleList(Gate(width, hidden) for _ in range(depth))

    @classmethod
    def sized_like(cls, weights):
        return cls(**cls.ends(weights), depth=layers(weights, r"mamba_layers\.(\d+)\."),
                   hidden=weights["gru_gates.0.out_proj.weight"].shape[1], **cls.sizes(weights, "mamba_layers.0"))

    def through(self, steps):
        state = torch.zeros(len(steps), self.hidden, dtype=steps.dtype)
        for space, gate in zip(self.mamba_layers, self.gru_gates):
            steps, state = gate(space(steps), state)
        return steps


class FallbackBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.mamba = nn.GRU(width, width, batch_first=True)
        self.norm = nn.LayerNorm(width)

    def forward(self, steps):
        return steps + self.mamba(self.norm(steps))[0]


class Mamba2Fallback(nn.Module):
    """The Mamba-2 trainer's model where the library was missing."""

    def __init__(self, dim=VECTOR, width=512, depth=4):
        super().__init__()
        self.input_proj = nn.Linear(dim, width)
        self.blocks = nn.ModuleList(FallbackBlock(width) for _ in range(depth))
        self.head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width), nn.Linear(width, dim))

    @classmethod
    def sized_like(cls, weights):
        width, dim = weights["input_proj.weight"].shape
        return cls(dim, width, layers(weights, r"blocks\.(\d+)\.mamba\."))

    def forward(self, contexts):
        steps = self.input_proj(contexts)
        for block in self.blocks:
            steps = block(steps)
        return unit(self.head(steps[:, -1]))


DEFINITIONS = {
    "mamba": Mamba,
    "mamba-hybrid": MambaHybrid,
    "mamba-sandwich": MambaSandwich,
    "mamba-gated": MambaGated,
    "mamba2-fallback": Mamba2Fallback,
}
