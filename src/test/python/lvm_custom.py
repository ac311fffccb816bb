"""Forward definitions of the custom models: an adapter for each vector, something over the steps, a projection of unit length."""
import math

import torch
from torch import nn

from lvm_layers import VECTOR, layers, unit


class Adapter(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.linear = nn.Linear(dim, dim)
        self.norm = nn.LayerNorm(dim)

    def forward(self, contexts):
        return self.norm(self.linear(contexts))


class Adapted(nn.Module):
    """What they have in common; `last` makes the projection's input of the adapted steps."""

    def __init__(self, dim, width=None):
        super().__init__()
        self.adapter = Adapter(dim)
        self.proj = nn.Linear(width or dim, dim)

    def forward(self, contexts):
        return unit(self.proj(self.last(self.adapter(contexts))))


def adapted_dim(weights):
    return weights["adapter.norm.weight"].shape[0]


class CustomGru(Adapted):
    NAME = "gru"

    def __init__(self, dim=VECTOR, hidden=256, depth=4):
        super().__init__(dim, hidden)
        setattr(self, self.NAME, nn.GRU(dim, hidden, depth, batch_first=True))

    @classmethod
    def sized_like(cls, weights):
        return cls(adapted_dim(weights), weights["proj.weight"].shape[1],
                   layers(weights, cls.NAME + r"\.weight_ih_l(\d+)$"))

    def last(self, steps):
        return getattr(self, self.NAME)(steps)[0][:, -1]


class CustomRwkv(CustomGru):
    NAME = "rnn"


class Retention(nn.Module):
    """x + projection of (Q K^T / sqrt(width)) V."""

    def __init__(self, dim):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, steps):
        q, k, v = self.qkv(self.norm(steps)).chunk(3, dim=-1)
        return steps + self.proj((q @ k.mT / math.sqrt(steps.shape[-1])) @ v)


class Filters(nn.Module):
    """The sum of products with several matrices."""

    def __init__(self, dim, order=3):
        super().__init__()
        self.filters = nn.Parameter(torch.randn(order, dim, dim) / dim)

    def forward(self, steps):
        return torch.einsum("btd,ode->bte", steps, self.filters)


class Layered(Adapted):
    def __init__(self, dim=VECTOR, depth=4):
        super().__init__(dim)
        self.layers = nn.ModuleList(self.LAYER(dim) for _ in range(depth))

    @classmethod
    def sized_like(cls, weights):
        return cls(adapted_dim(weights), layers(weights, r"layers\.(\d+)\."))

    def last(self, steps):
        for layer in self.layers:
            steps = layer(steps)
        return steps[:, -1]


class CustomRetNet(Layered):
    LAYER = Retention


class CustomHyena(Layered):
    LAYER = Filters


class CustomEncoder(Adapted):
    def __init__(self, dim=VECTOR, heads=8, depth=6, ffn=512):
        super().__init__(dim)
        layer = nn.TransformerEncoderLayer(dim, heads, ffn, batch_first=True)
        self.transformer = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)

    @classmethod
    def sized_like(cls, weights, heads=8):
        return cls(adapted_dim(weights), heads, layers(weights, r"transformer\.layers\.(\d+)\."),
                   weights["transformer.layers.0.linear1.weight"].shape[0])

    def last(self, steps):
        return self.transformer(steps)[:, -1]


class CustomPerformer(Adapted):
    def __init__(self, dim=VECTOR, heads=8):
        super().__init__(dim)
        self.attention = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.norm = nn.LayerNorm(dim)

    @classmethod
    def sized_like(cls, weights, heads=8):
        return cls(adapted_dim(weights), heads)

    def last(self, steps):
        return self.norm(steps + self.attention(steps, steps, steps)[0])[:, -1]


class CustomHybrid(Adapted):
    def __init__(self, dim=VECTOR, heads=4, depth=3):
        super().__init__(dim)
        self.mamba = nn.GRU(dim, dim, depth, batch_first=True)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)

    @classmethod
    def sized_like(cls, weights, heads=4):
        return cls(adapted_dim(weights), heads, layers(weights, r"mamba\.weight_ih_l(\d+)$"))

    def last(self, steps):
        steps = self.mamba(steps)[0]
        return (steps + self.attn(steps, steps, steps)[0])[:, -1]


class CustomLinformer(Adapted):
    def __init__(self, dim=VECTOR, length=5):
        super().__init__(dim, length * dim)

    @classmethod
    def sized_like(cls, weights):
        dim = adapted_dim(weights)
        return cls(dim, weights["proj.weight"].shape[1] // dim)

    def last(self, steps):
        return steps.flatten(1)


class CustomS4(nn.Module):
    """h = h A + x B over the steps, then h C."""

    def __init__(self, dim=VECTOR, states=64):
        super().__init__()
        self.adapter = Adapter(dim)
        self.A = nn.Parameter(torch.randn(states, states) / (3 * math.sqrt(states)))
        self.B = nn.Parameter(torch.randn(dim, states) / math.sqrt(dim))
        self.C = nn.Parameter(torch.randn(states, dim))

    @classmethod
    def sized_like(cls, weights):
        return cls(*weights["B"].shape)

    def forward(self, contexts):
        state = 0
        for step in self.adapter(contexts).unbind(dim=1):
            state = (state @ self.A if torch.is_tensor(state) else state) + step @ self.B
        return unit(state @ self.C)


DEFINITIONS = {
    "custom-gru": CustomGru,
    "custom-rwkv": CustomRwkv,
    "custom-retnet": CustomRetNet,
    "custom-hyena": CustomHyena,
    "custom-encoder": CustomEncoder,
    "custom-performer": CustomPerformer,
    "custom-hybrid": CustomHybrid,
    "custom-s4": CustomS4,
    "custom-linformer": CustomLinformer,
}
