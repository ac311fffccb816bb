"""The forward definitions in torch: the oracle that the verifier's own implementation is held against.

Parameter names and shapes are those of the checkpoints in the field, so that a state dict loads strictly. Every module takes
float contexts of shape [batch, length, dimension] and returns predictions of shape [batch, dimension].
"""
import math
import re

import torch
from torch import nn
from torch.nn.functional import softmax

import lvm_custom
import lvm_encoders
import lvm_mamba
from lvm_layers import VECTOR, layers, trainer_unit, unit

def with_position(contexts, scale):
    """Appends the positional component: 0 for the oldest vector of a context to `scale` for the newest."""
    batch, length, _ = contexts.shape
    ramp = torch.linspace(0, 1, steps=length, dtype=contexts.dtype) * scale
    return torch.cat([contexts, ramp.view(1, length, 1).expand(batch, length, 1)], dim=-1)


class AttentionMixture(nn.Module):
    """The trainers' AMN: the mean of the context, corrected by a network that sees it beside an attention-weighted mean."""

    def __init__(self, dim=VECTOR, d_model=256, hidden=512):
        super().__init__()
        self.context_encoder = nn.Linear(dim, d_model)
        self.query_encoder = nn.Linear(dim, d_model)
        self.residual_net = nn.Sequential(
            nn.Linear(2 * dim, hidden), nn.GELU(), nn.LayerNorm(hidden),
            nn.Linear(hidden, hidden // 2), nn.GELU(), nn.LayerNorm(hidden // 2),
            nn.Linear(hidden // 2, dim))

    @classmethod
    def sized_like(cls, weights):
        d_model, dim = weights["context_encoder.weight"].shape
        return cls(dim, d_model, weights["residual_net.0.weight"].shape[0])

    def forward(self, contexts):
        base = contexts.mean(dim=1)
        keys = self.context_encoder(contexts)
        query = self.query_encoder(base)
        scores = torch.einsum("bd,btd->bt", query, keys) / math.sqrt(keys.shape[-1])
        mixed = torch.einsum("bt,btv->bv", softmax(scores, dim=-1), contexts)
        return unit(base + self.residual_net(torch.cat([base, mixed], dim=-1)))


class AdditiveMemory(nn.Module):
    """The inference side's AMN: same names and, at the usual sizes, same shapes as AttentionMixture, another function."""

    def __init__(self, dim=VECTOR, d_model=256, hidden=512):
        super().__init__()
        self.context_encoder = nn.Linear(dim, d_model)
        self.query_encoder = nn.Linear(dim, d_model)
        self.residual_net = nn.Sequential(
            nn.Linear(6 * d_model, hidden), nn.ReLU(), nn.LayerNorm(hidden),
            nn.Linear(hidden, d_model), nn.ReLU(), nn.LayerNorm(d_model),
            nn.Linear(d_model, dim))

    @classmethod
    def sized_like(cls, weights):
        d_model, dim = weights["context_encoder.weight"].shape
        return cls(dim, d_model, weights["residual_net.0.weight"].shape[0])

    def forward(self, contexts):
        memory = self.context_encoder(contexts[:, :-1]).mean(dim=1)
        query = self.query_encoder(contexts[:, -1])
        return unit(self.residual_net(torch.cat([memory, query] * 3, dim=-1)))


class LstmBaseline(nn.Module):
    """Stacked LSTM, last step, one projection."""

    def __init__(self, dim=VECTOR, hidden=512, depth=2, dropout=0.2, out=VECTOR):
        super().__init__()
        self.lstm = nn.LSTM(dim, hidden, depth, batch_first=True, dropout=dropout if depth > 1 else 0.0)
        self.output_proj = nn.Linear(hidden, out)

    @classmethod
    def sized_like(cls, weights):
        out, hidden = weights["output_proj.weight"].shape
        dim = weights["lstm.weight_ih_l0"].shape[1]
        return cls(dim, hidden, layers(weights, r"lstm\.weight_ih_l(\d+)$"), out=out)

    def forward(self, contexts):
        return unit(self.output_proj(self.lstm(contexts)[0][:, -1]))


class ResidualBlock(nn.Module):
    """LayerNorm(x + recurrent(x)); the recurrent part is named as the checkpoints name it."""

    def __init__(self, name, recurrent, width, dropout=0.0):
        super().__init__()
        self.recurrent_name = name
        setattr(self, name, recurrent(width, width, batch_first=True))
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, steps):
        out, _ = getattr(self, self.recurrent_name)(steps)
        return self.norm(steps + self.dropout(out))


class GruStack(nn.Module):
    """Projection, residual GRU blocks, last step, projection."""

    def __init__(self, dim=VECTOR, d_model=512, depth=4, out=VECTOR):
        super().__init__()
        self.input_proj = nn.Linear(dim, d_model)
        self.blocks = nn.ModuleList(ResidualBlock("gru", nn.GRU, d_model) for _ in range(depth))
        self.output_proj = nn.Linear(d_model, out)

    @classmethod
    def sized_like(cls, weights):
        d_model, dim = weights["input_proj.weight"].shape
        out = weights["output_proj.weight"].shape[0]
        return cls(dim, d_model, layers(weights, r"blocks\.(\d+)\.gru\."), out)

    def forward(self, contexts):
        steps = self.input_proj(contexts)
        for block in self.blocks:
            steps = block(steps)
        return unit(self.output_proj(steps[:, -1]))


class LstmBlocks(nn.Module):
    """As GruStack with LSTMs; the output keeps its length."""

    def __init__(self, dim=VECTOR, d_model=512, depth=4, out=VECTOR):
        super().__init__()
        self.input_proj = nn.Linear(dim, d_model)
        self.blocks = nn.ModuleList(ResidualBlock("lstm", nn.LSTM, d_model) for _ in range(depth))
        self.output_proj = nn.Linear(d_model, out)

    @classmethod
    def sized_like(cls, weights):
        d_model, dim = weights["input_proj.weight"].shape
        out = weights["output_proj.weight"].shape[0]
        return cls(dim, d_model, layers(weights, r"blocks\.(\d+)\.lstm\."), out)

    def forward(self, contexts):
        steps = self.input_proj(contexts)
        for block in self.blocks:
            steps = block(steps)
        return self.output_proj(steps[:, -1])


class SinusoidalPosition(nn.Module):
    """Adds the table that travels in the state dict as `pe`."""

    def __init__(self, d_model, longest=100):
        super().__init__()
        step = torch.arange(longest, dtype=torch.float32).unsqueeze(1)
        rate = torch.exp(torch.arange(0, d_model, 2, dtype=torch.float32) * (-math.log(10000.0) / d_model))
        table = torch.zeros(1, longest, d_model)
        table[0, :, 0::2] = torch.sin(step * rate)
        table[0, :, 1::2] = torch.cos(step * rate)
        self.register_buffer("pe", table)

    def forward(self, steps):
        return steps + self.pe[:, : steps.shape[1]]


def causal_mask(length):
    """Minus infinity wherever a step would look into its future."""
    return torch.full((length, length), -math.inf).triu(diagonal=1)


class TransformerDecoder(nn.Module):
    """Decoder layers over the position-encoded input, which is also their memory; last step, head."""

    def __init__(self, dim=VECTOR, d_model=512, heads=8, depth=4, dropout=0.1, out=VECTOR, longest=100, ffn=None):
        super().__init__()
        self.input_proj = nn.Linear(dim, d_model)
        self.pos_encoder = SinusoidalPosition(d_model, longest)
        layer = nn.TransformerDecoderLayer(d_model, heads, ffn or 4 * d_model, dropout, batch_first=True)
        self.transformer_decoder = nn.TransformerDecoder(layer, depth)
        self.head = nn.Sequential(
            nn.Linear(d_model, d_model), nn.GELU(), nn.LayerNorm(d_model), nn.Linear(d_model, out))

    @classmethod
    def sized_like(cls, weights, heads=8):
        d_model, dim = weights["input_proj.weight"].shape
        return cls(
            dim, d_model, heads, layers(weights, r"transformer_decoder\.layers\.(\d+)\."),
            out=weights["head.3.weight"].shape[0],
            longest=weights["pos_encoder.pe"].shape[1],
            ffn=weights["transformer_decoder.layers.0.linear1.weight"].shape[0])

    def forward(self, contexts):
        steps = self.pos_encoder(self.input_proj(contexts))
        mask = causal_mask(steps.shape[1]).to(steps.dtype)
        steps = self.transformer_decoder(steps, steps, tgt_mask=mask, memory_mask=mask)
        return unit(self.head(steps[:, -1]))


class LstmHead(nn.Module):
    """Stacked LSTM, last step, two-layer head with GELU and LayerNorm."""

    def __init__(self, dim=VECTOR, hidden=512, depth=2, dropout=0.2):
        super().__init__()
        self.lstm = nn.LSTM(dim, hidden, depth, batch_first=True, dropout=dropout if depth > 1 else 0.0)
        self.head = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(), nn.LayerNorm(hidden), nn.Linear(hidden, dim))

    @classmethod
    def sized_like(cls, weights):
        dim, hidden = weights["head.3.weight"].shape
        return cls(dim, hidden, layers(weights, r"lstm\.weight_ih_l(\d+)$"))

    def forward(self, contexts):
        return unit(self.head(self.lstm(contexts)[0][:, -1]))


class LstmReluHead(nn.Module):
    """Stacked LSTM, last step, two-layer head with ReLU; lengths by the trainers' guard."""

    def __init__(self, dim=VECTOR, hidden=1024, depth=2, dropout=0.1):
        super().__init__()
        self.lstm = nn.LSTM(dim, hidden, depth, batch_first=True, dropout=dropout if depth > 1 else 0.0)
        self.output_proj = nn.Sequential(
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, dim))

    @classmethod
    def sized_like(cls, weights):
        dim, hidden = weights["output_proj.3.weight"].shape
        return cls(dim, hidden, layers(weights, r"lstm\.weight_ih_l(\d+)$"))

    def forward(self, contexts):
        return trainer_unit(self.output_proj(self.lstm(contexts)[0][:, -1]))


class TransformerEncoder(nn.Module):
    """Encoder layers without a mask, last step, two-layer head with ReLU."""

    def __init__(self, dim=VECTOR, d_model=512, heads=8, depth=4, dropout=0.1, longest=100):
        super().__init__()
        self.input_proj = nn.Linear(dim, d_model)
        self.pos_encoder = SinusoidalPosition(d_model, longest)
        layer = nn.TransformerEncoderLayer(d_model, heads, 4 * d_model, dropout, batch_first=True)
        self.transformer = nn.TransformerEncoder(layer, depth)
        self.head = nn.Sequential(
            nn.Linear(d_model, d_model), nn.ReLU(), nn.Dropout(dropout), nn.Linear(d_model, dim))

    @classmethod
    def sized_like(cls, weights, heads=8):
        d_model, dim = weights["input_proj.weight"].shape
        return cls(dim, d_model, heads, layers(weights, r"transformer\.layers\.(\d+)\."),
                   longest=weights["pos_encoder.pe"].shape[1])

    def forward(self, contexts):
        steps = self.transformer(self.pos_encoder(self.input_proj(contexts)))
        return trainer_unit(self.head(steps[:, -1]))


class Mlp(nn.Module):
    """The flattened context through one hidden layer."""

    def __init__(self, length=5, dim=VECTOR, hidden=1024):
        super().__init__()
        self.network = nn.Sequential(
            nn.Linear(length * dim, hidden), nn.ReLU(), nn.Dropout(0.1), nn.Linear(hidden, dim))

    @classmethod
    def sized_like(cls, weights):
        hidden, flat = weights["network.0.weight"].shape
        dim = weights["network.3.weight"].shape[0]
        return cls(flat // dim, dim, hidden)

    def forward(self, contexts):
        return trainer_unit(self.network(contexts.flatten(1)))


class Summary(nn.Module):
    """LayerNorm of a GRU's last hidden state."""

    def __init__(self, dim, hidden, depth):
        super().__init__()
        self.gru = nn.GRU(dim, hidden, depth, batch_first=True, dropout=0.1 if depth > 1 else 0.0)
        self.norm = nn.LayerNorm(hidden)

    def forward(self, steps):
        return self.norm(self.gru(steps)[1][-1])


class HierarchicalGru(nn.Module):
    """Chunks of a context are summarised, the summaries summarised again; a projection of the last vector is added."""

    def __init__(self, dim=VECTOR, hidden=512, local_depth=2, global_depth=2, chunk=10):
        super().__init__()
        self.chunk = chunk
        self.local_encoder = Summary(dim, hidden, local_depth)
        self.global_encoder = Summary(hidden, hidden, global_depth)
        self.output_proj = nn.Sequential(
            nn.Linear(hidden, 2 * hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(2 * hidden, dim))
        self.residual_proj = nn.Linear(dim, dim)

    @classmethod
    def sized_like(cls, weights, chunk=10):
        return cls(weights["residual_proj.weight"].shape[0], weights["local_encoder.norm.weight"].shape[0],
                   layers(weights, r"local_encoder\.gru\.weight_ih_l(\d+)$"),
                   layers(weights, r"global_encoder\.gru\.weight_ih_l(\d+)$"), chunk)

    def forward(self, contexts):
        batch, length, dim = contexts.shape
        chunks = contexts.reshape(batch * (length // self.chunk), self.chunk, dim)
        summaries = self.local_encoder(chunks).view(batch, length // self.chunk, -1)
        out = self.output_proj(self.global_encoder(summaries))
        return unit(out + self.residual_proj(contexts[:, -1]))


class Memory(nn.Module):
    """Slots that are read by the cosine of their content with a query."""

    def __init__(self, slots, dim, hidden):
        super().__init__()
        self.register_buffer("memory", 0.01 * torch.randn(slots, dim))
        self.query_proj = nn.Linear(hidden, dim)
        self.write_gate = nn.Linear(hidden, slots)

    def forward(self, query):
        likeness = unit(self.query_proj(query)) @ unit(self.memory).T
        return softmax(likeness, dim=-1) @ self.memory


class MemoryGru(nn.Module):
    """GRU over vectors beside what an empty query reads from memory; its last state reads again. Reads only: no training."""

    def __init__(self, dim=VECTOR, hidden=512, depth=4, slots=2048):
        super().__init__()
        self.gru = nn.GRU(2 * dim, hidden, depth, batch_first=True, dropout=0.1 if depth > 1 else 0.0)
        self.memory = Memory(slots, dim, hidden)
        self.input_norm = nn.LayerNorm(dim)
        self.fusion = nn.Sequential(
            nn.Linear(hidden + dim, hidden), nn.GELU(), nn.Dropout(0.1), nn.LayerNorm(hidden))
        self.output_proj = nn.Sequential(
            nn.Linear(hidden, 2 * hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(2 * hidden, dim))

    @classmethod
    def sized_like(cls, weights):
        slots, dim = weights["memory.memory"].shape
        return cls(dim, weights["gru.weight_hh_l0"].shape[1], layers(weights, r"gru\.weight_ih_l(\d+)$"), slots)

    def forward(self, contexts):
        batch, length, dim = contexts.shape
        hidden = self.gru.hidden_size
        recalled = self.memory(torch.zeros(batch, hidden, dtype=contexts.dtype))
        steps = torch.cat([self.input_norm(contexts), recalled.unsqueeze(1).expand(batch, length, dim)], dim=-1)
        last = self.gru(steps)[1][-1]
        return unit(self.output_proj(self.fusion(torch.cat([last, self.memory(last)], dim=-1))))


class ResidualNext(nn.Module):
    """Adds `alpha` times the inner model's prediction to the last context vector."""

    def __init__(self, base, alpha=0.5):
        super().__init__()
        self.base = base
        self.alpha = nn.Parameter(torch.tensor(alpha, dtype=torch.float32))

    def forward(self, contexts):
        return unit(unit(contexts[:, -1]) + self.alpha * self.base(contexts))


DEFINITIONS = {
    "attention-mixture": AttentionMixture,
    "additive-memory": AdditiveMemory,
    "lstm-baseline": LstmBaseline,
    "gru-stack": GruStack,
    "transformer-decoder": TransformerDecoder,
    "lstm-blocks": LstmBlocks,
    "hierarchical-gru": HierarchicalGru,
    "memory-gru": MemoryGru,
    "lstm-head": LstmHead,
    "lstm-relu-head": LstmReluHead,
    "transformer-encoder": TransformerEncoder,
    "mlp": Mlp,
    **lvm_encoders.DEFINITIONS,
    **lvm_mamba.DEFINITIONS,
    **lvm_custom.DEFINITIONS,
}


def is_residual(weights):
    """Whether a state dict belongs to a model inside the residual-next wrapper."""
    return "alpha" in weights and all(name == "alpha" or name.startswith("base.") for name in weights)


# A name may carry a size that weights do not show: a number of attention heads, or of vectors in a chunk.
VARIANT = re.compile(r"(.+)\[(heads|chunk)=(\d+)]")
USUAL_HEADS = {
    **dict.fromkeys(
        ("transformer-decoder", "transformer-encoder", "p7-transformer", "p8-transformer", "graphmert", "bare-encoder",
         "custom-encoder", "custom-performer"), (8, 4, 16)),
    **dict.fromkeys(("mamba-hybrid", "mamba-sandwich", "custom-hybrid"), (4, 8, 16)),
}


def base_name(name):
    """The name without the size."""
    variant = VARIANT.fullmatch(name)
    return variant.group(1) if variant else name


def variants(names, recorded_heads):
    """The names, each with the usual numbers of heads where it has heads and no number is recorded."""
    return [
        variant for name in names
        for variant in ([f"{name}[heads={heads}]" for heads in USUAL_HEADS[name]]
                        if name in USUAL_HEADS and not recorded_heads else [name])
    ]


def load(name, weights):
    """The named definition, sized like the weights and holding them, ready to predict.

    It has eight heads, or chunks of ten vectors, unless the name says otherwise.

    Raises KeyError, ValueError or RuntimeError if it does not fit: a strict load is what decides.
    """
    residual = is_residual(weights)
    inner = {key[len("base."):]: value for key, value in weights.items() if key != "alpha"} if residual else weights
    variant = VARIANT.fullmatch(name)
    size = {variant.group(2): int(variant.group(3))} if variant else {}
    model = DEFINITIONS[base_name(name)].sized_like(inner, **size)
    if residual:
        model = ResidualNext(model)
    model.load_state_dict(weights, strict=True)
    return model.eval()


def fitting(weights):
    """Names of all definitions that load these weights strictly."""
    names = []
    for name in DEFINITIONS:
        try:
            load(name, weights)
        except (KeyError, ValueError, RuntimeError):
            continue
        names.append(name)
    return names


def predict(model, contexts, scale=None, batch=256):
    """Predictions for contexts [n, length, dim], in batches; `scale` adds the positional component."""
    out = []
    with torch.no_grad():
        for start in range(0, len(contexts), batch):
            part = contexts[start : start + batch]
            out.append(model(part if scale is None else with_position(part, scale)))
    return torch.cat(out)
