"""What the evaluation dashboard builds to serve a checkpoint, in torch: the oracle of the serving definitions."""
from torch import nn

VECTOR = 768


class Encoder(nn.Module):
    """What it takes for every recurrent model: encoder layers without positions or mask, the last step, no normalisation."""

    def __init__(self, dim=VECTOR, width=512, heads=8, depth=6, ffn=2048, out=VECTOR):
        super().__init__()
        self.input_proj = nn.Linear(dim, width)
        layer = nn.TransformerEncoderLayer(width, heads, ffn, batch_first=True)
        self.transformer_encoder = nn.TransformerEncoder(layer, depth)
        self.output_proj = nn.Linear(width, out)

    def forward(self, contexts):
        return self.output_proj(self.transformer_encoder(self.input_proj(contexts)))[:, -1]


class Positions(nn.Module):
    def __init__(self, width, longest):
        super().__init__()
        self.pe = nn.Parameter(nn.init.zeros_(nn.Parameter(nn.Linear(width, longest).weight.detach()[None])), requires_grad=False)

    def forward(self, steps):
        return steps + self.pe[:, : steps.shape[1]]


class Decoder(nn.Module):
    """What it takes for a transformer: decoder layers that see the future, a head with ReLU, no normalisation."""

    def __init__(self, dim=VECTOR, width=512, heads=8, depth=4, ffn=2048, longest=100, out=VECTOR):
        super().__init__()
        self.input_proj = nn.Linear(dim, width)
        self.pos_encoder = Positions(width, longest)
        self.transformer_decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(width, heads, ffn, batch_first=True), depth)
        self.head = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.LayerNorm(width), nn.Linear(width, out))

    def forward(self, contexts):
        steps = self.pos_encoder(self.input_proj(contexts))
        return self.head(self.transformer_decoder(steps, steps)[:, -1])


class Amn(nn.Sequential):
    """What it takes for an AMN: three matrices, of each step for itself."""

    def __init__(self, dim=VECTOR, width=256, hidden=512, out=VECTOR):
        super().__init__(nn.Linear(dim, width), nn.ReLU(), nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, out))

    def forward(self, contexts):
        return super().forward(contexts)[:, -1]


DEFINITIONS = {"dashboard-amn": Amn, "dashboard-encoder": Encoder, "dashboard-decoder": Decoder}
