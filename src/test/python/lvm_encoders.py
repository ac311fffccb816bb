"""Forward definitions of models made of encoder layers or an LSTM: P7, P8, GraphMERT and others, from the mathematics.

Limits and shares that weights do not show have the trainers' values.
"""

import torch
from torch import nn
from torch.nn.functional import softmax

from lvm_layers import VECTOR, layers, unit


def encoder(width, heads, depth, ffn, **options):
    layer = nn.TransformerEncoderLayer(width, heads, ffn, 0.1, batch_first=True, **options)
    return nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)


def encoder_sizes(weights, name="transformer"):
    """Depth of the stack and width of its feed-forward networks."""
    return layers(weights, name + r"\.layers\.(\d+)\."), weights[f"{name}.layers.0.linear1.weight"].shape[0]


def stacked_lstm(dim, hidden, depth):
    return nn.LSTM(dim, hidden, depth, batch_first=True, dropout=0.1 if depth > 1 else 0.0)


class Anchored(nn.Module):
    """Blends a unit prediction with the direction of the context's centre; the share is learned between 0.6 and 0.9, or fixed."""

    def __init__(self, width, dim, learned):
        super().__init__()
        self.head = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.LayerNorm(width), nn.Linear(width, dim))
        if learned:
            self.anchor_lambda_logit = nn.Parameter(torch.tensor(0.7))
        else:
            self.register_buffer("anchor_lambda", torch.tensor(0.8))

    def blend(self, last, centre):
        share = 0.6 + 0.3 * torch.sigmoid(self.anchor_lambda_logit) if hasattr(self, "anchor_lambda_logit") \
            else self.anchor_lambda
        return unit(share * unit(self.head(last)) + (1 - share) * unit(centre))


class P7Transformer(Anchored):
    def __init__(self, dim=VECTOR, width=512, heads=8, depth=4, longest=100, ffn=2048, learned=True, attention=False):
        super().__init__(width, dim, learned)
        self.input_proj = nn.Linear(dim, width)
        self.pos_encoder = nn.Parameter(torch.zeros(1, longest, width), requires_grad=False)
        self.transformer = encoder(width, heads, depth, ffn)
        if attention:
            self.context_attention = nn.Linear(width, 1)

    @classmethod
    def sized_like(cls, weights, heads=8):
        width, dim = weights["input_proj.weight"].shape
        depth, ffn = encoder_sizes(weights)
        return cls(dim, width, heads, depth, weights["pos_encoder"].shape[1], ffn,
                   "anchor_lambda_logit" in weights, "context_attention.weight" in weights)

    def forward(self, contexts):
        steps = self.transformer(self.input_proj(contexts) + self.pos_encoder[:, : contexts.shape[1]])
        centre = contexts.mean(dim=1)
        if hasattr(self, "context_attention"):
            shares = softmax(self.context_attention(steps).squeeze(-1), dim=-1)
            centre = torch.einsum("bt,btd->bd", shares, contexts)
        return self.blend(steps[:, -1], centre)


class P7Lstm(Anchored):
    def __init__(self, dim=VECTOR, hidden=512, depth=2, learned=True):
        super().__init__(hidden, dim, learned)
        self.lstm = stacked_lstm(dim, hidden, depth)

    @classmethod
    def sized_like(cls, weights):
        rows, dim = weights["lstm.weight_ih_l0"].shape
        return cls(dim, rows // 4, layers(weights, r"lstm\.weight_ih_l(\d+)$"), "anchor_lambda_logit" in weights)

    def forward(self, contexts):
        return self.blend(self.lstm(contexts)[0][:, -1], contexts.mean(dim=1))


class Mixture(nn.Module):
    """A weighted mean of the context's vectors, with a free part a tenth as long."""

    def __init__(self, width, dim, length, activation, free):
        super().__init__()

        def two_layers(out):
            return nn.Sequential(
                nn.Linear(width, width // 2), activation(), nn.Dropout(0.1), nn.Linear(width // 2, out))

        self.context_attention = two_layers(length)
        if free:
            self.residual_head = two_layers(dim)

    def mix(self, last, contexts):
        shares = softmax(self.context_attention(last), dim=-1)
        mixed = torch.einsum("bt,btd->bd", shares, contexts)
        return unit(mixed + 0.1 * self.residual_head(last) if hasattr(self, "residual_head") else mixed)


class P8Transformer(Mixture):
    def __init__(self, dim=VECTOR, width=512, heads=8, depth=4, length=5, free=False):
        super().__init__(width, dim, length, nn.GELU, free)
        self.input_proj = nn.Linear(dim, width)
        self.pos_encoder = nn.Parameter(0.02 * torch.randn(1, length, width))
        self.transformer = encoder(width, heads, depth, 4 * width, activation="gelu", norm_first=True)

    @classmethod
    def sized_like(cls, weights, heads=8):
        width, dim = weights["input_proj.weight"].shape
        return cls(dim, width, heads, encoder_sizes(weights)[0], weights["pos_encoder"].shape[1],
                   "residual_head.0.weight" in weights)

    def forward(self, contexts):
        steps = self.transformer(self.input_proj(contexts) + self.pos_encoder)
        return self.mix(steps[:, -1], contexts)


class P8Lstm(Mixture):
    def __init__(self, dim=VECTOR, hidden=512, depth=2, length=5, free=False):
        super().__init__(hidden, dim, length, nn.ReLU, free)
        self.lstm = stacked_lstm(dim, hidden, depth)

    @classmethod
    def sized_like(cls, weights):
        rows, dim = weights["lstm.weight_ih_l0"].shape
        return cls(dim, rows // 4, layers(weights, r"lstm\.weight_ih_l(\d+)$"),
                   weights["context_attention.3.weight"].shape[0], "residual_head.0.weight" in weights)

    def forward(self, contexts):
        return self.mix(self.lstm(contexts)[0][:, -1], contexts)


class P8Pilot(nn.Module):
    """A weighted mean of the context's directions; the weights come from the flattened context."""

    def __init__(self, dim=VECTOR, length=5, hidden=512):
        super().__init__()
        self.enc = nn.Sequential(nn.Linear(length * dim, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU())
        self.attn = nn.Linear(hidden, length)

    @classmethod
    def sized_like(cls, weights):
        length, hidden = weights["attn.weight"].shape
        return cls(weights["enc.0.weight"].shape[1] // length, length, hidden)

    def forward(self, contexts):
        shares = softmax(self.attn(self.enc(contexts.flatten(1))), dim=-1)
        return unit(torch.einsum("bt,btd->bd", shares, unit(contexts)))


class DecayMask(nn.Module):
    """A penalty beyond a learned distance."""

    def __init__(self):
        super().__init__()
        self.threshold = nn.Parameter(torch.tensor(2.0))

    def forward(self, length):
        step = torch.arange(length, dtype=torch.float32)
        distance = (step[None] - step[:, None]).abs()
        return torch.where(distance > self.threshold, -1e9 * (1 - 0.6 ** distance), 0.0)


class DecayLayer(nn.Module):
    def __init__(self, width, heads, ffn):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(width, heads, batch_first=True)
        self.feed_forward = nn.Sequential(
            nn.Linear(width, ffn), nn.GELU(), nn.Dropout(0.1), nn.Linear(ffn, width), nn.Dropout(0.1))
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)

    def forward(self, steps, mask):
        steps = self.norm1(steps + self.self_attn(steps, steps, steps, attn_mask=mask, need_weights=False)[0])
        return self.norm2(steps + self.feed_forward(steps))


class GraphMert(nn.Module):
    def __init__(self, dim=VECTOR, heads=8, depth=12, ffn=2048, length=5):
        super().__init__()
        self.decay_mask = DecayMask()
        self.pos_embedding = nn.Parameter(0.02 * torch.randn(1, length, dim))
        self.layers = nn.ModuleList(DecayLayer(dim, heads, ffn) for _ in range(depth))
        self.output_head = nn.Sequential(nn.Linear(dim, dim), nn.GELU(), nn.Dropout(0.1), nn.Linear(dim, dim))

    @classmethod
    def sized_like(cls, weights, heads=8):
        _, length, dim = weights["pos_embedding"].shape
        return cls(dim, heads, layers(weights, r"layers\.(\d+)\."), weights["layers.0.feed_forward.0.weight"].shape[0],
                   length)

    def forward(self, contexts):
        steps, mask = contexts + self.pos_embedding, self.decay_mask(contexts.shape[1])
        for layer in self.layers:
            steps = layer(steps, mask)
        return unit(self.output_head(steps.mean(dim=1)))


class BareEncoder(nn.Module):
    """Encoder layers on the vectors themselves; predictions keep their length."""

    def __init__(self, dim=VECTOR, heads=8, depth=4, ffn=2048, longest=100):
        super().__init__()
        self.pos_encoder = nn.Parameter(0.02 * torch.randn(1, longest, dim))
        self.transformer = encoder(dim, heads, depth, ffn)
        self.output_proj = nn.Linear(dim, dim)

    @classmethod
    def sized_like(cls, weights, heads=8):
        _, longest, dim = weights["pos_encoder"].shape
        return cls(dim, heads, *encoder_sizes(weights), longest)

    def forward(self, contexts):
        return self.output_proj(self.transformer(contexts + self.pos_encoder[:, : contexts.shape[1]])[:, -1])


class DeeperLstm(nn.Module):
    """Stacked LSTM, last step, a projection that is normalised as a layer's output is."""

    def __init__(self, dim=VECTOR, hidden=1024, depth=4):
        super().__init__()
        self.lstm = stacked_lstm(dim, hidden, depth)
        self.fc = nn.Linear(hidden, dim)
        self.layer_norm = nn.LayerNorm(dim)

    @classmethod
    def sized_like(cls, weights):
        dim, hidden = weights["fc.weight"].shape
        return cls(dim, hidden, layers(weights, r"lstm\.weight_ih_l(\d+)$"))

    def forward(self, contexts):
        return self.layer_norm(self.fc(self.lstm(contexts)[0][:, -1]))


class LatentLstm(nn.Module):
    """Projection, LSTM, last step, projection; predictions keep their length."""

    def __init__(self, dim=784, hidden=512, depth=2):
        super().__init__()
        self.input_proj = nn.Linear(dim, hidden)
        self.lstm = stacked_lstm(hidden, hidden, depth)
        self.output_head = nn.Linear(hidden, dim)

    @classmethod
    def sized_like(cls, weights):
        hidden, dim = weights["input_proj.weight"].shape
        return cls(dim, hidden, layers(weights, r"lstm\.weight_ih_l(\d+)$"))

    def forward(self, contexts):
        return self.output_head(self.lstm(self.input_proj(contexts))[0][:, -1])


class AlignmentHead(nn.Module):
    """Moves one predicted vector by half of what a small network makes of it."""

    def __init__(self, dim=VECTOR, hidden=256):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(dim, hidden), nn.GELU(), nn.LayerNorm(hidden), nn.Linear(hidden, dim))

    @classmethod
    def sized_like(cls, weights):
        hidden, dim = weights["net.0.weight"].shape
        return cls(dim, hidden)

    def forward(self, contexts):
        return unit(contexts[:, -1] + 0.5 * self.net(contexts[:, -1]))


DEFINITIONS = {
    "p7-transformer": P7Transformer,
    "p7-lstm": P7Lstm,
    "p8-transformer": P8Transformer,
    "p8-lstm": P8Lstm,
    "p8-pilot": P8Pilot,
    "graphmert": GraphMert,
    "bare-encoder": BareEncoder,
    "deeper-lstm": DeeperLstm,
    "latent-lstm": LatentLstm,
    "alignment-head": AlignmentHead,
}
