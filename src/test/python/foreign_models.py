"""Models of other teams, which no entry of the registry knows: ordinary torch, with names of their own.

Each takes contexts [batch, LENGTH, DIM] and gives [batch, DIM].
"""
import torch
from torch import nn

DIM = 16
LENGTH = 5


class Perceptron(nn.Module):
    """All vectors of a context side by side, through two layers."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Flatten(), nn.Linear(LENGTH * DIM, 48), nn.GELU(), nn.LayerNorm(48), nn.Dropout(0.1), nn.Linear(48, DIM))

    def forward(self, context):
        return self.body(context)


class StackedLstm(nn.Module):
    def __init__(self, both=False):
        super().__init__()
        self.rnn = nn.LSTM(DIM, 20, 2, batch_first=True, bidirectional=both)
        self.readout = nn.Linear(40 if both else 20, DIM)

    def forward(self, context):
        return self.readout(self.rnn(context)[0][:, -1])


class PreNormGru(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(DIM)
        self.gru = nn.GRU(DIM, DIM, batch_first=True)
        self.gate = nn.Parameter(torch.tensor(0.3))

    def forward(self, context):
        return context[:, -1] + self.gate * self.gru(self.norm(context))[0][:, -1]


class Elman(nn.Module):
    """A recurrent layer whose first state is learned."""

    def __init__(self):
        super().__init__()
        self.first = nn.Parameter(torch.randn(1, 1, 24))
        self.cell = nn.RNN(DIM, 24, batch_first=True)
        self.out = nn.Linear(24, DIM, bias=False)

    def forward(self, context):
        state = self.first.expand(1, context.shape[0], 24).contiguous()
        return self.out(self.cell(context, state)[1][-1])


class SmallTransformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.place = nn.Parameter(torch.randn(LENGTH, DIM))
        layer = nn.TransformerEncoderLayer(DIM, 4, 32, dropout=0.0, batch_first=True)
        self.stack = nn.TransformerEncoder(layer, 2)
        self.head = nn.Linear(DIM, DIM)

    def forward(self, context):
        return self.head(self.stack(context + self.place)[:, -1])


class Convolutions(nn.Module):
    """Convolutions over time with batch normalisation, averaged over the steps."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(DIM, 24, 3, padding=1)
        self.bn = nn.BatchNorm1d(24)
        self.dilated = nn.Conv1d(24, 24, 3, padding=2, dilation=2)
        self.out = nn.Linear(24, DIM)

    def forward(self, context):
        steps = torch.relu(self.bn(self.conv(context.transpose(1, 2))))
        return self.out((steps + torch.tanh(self.dilated(steps))).mean(-1))


class Mixer(nn.Module):
    """An MLP over the steps, an MLP over the components, both added to what went in."""

    def __init__(self):
        super().__init__()
        self.over_steps = nn.Sequential(nn.Linear(LENGTH, 8), nn.SiLU(), nn.Linear(8, LENGTH))
        self.over_components = nn.Sequential(nn.Linear(DIM, 32), nn.Hardswish(), nn.Linear(32, DIM))

    def forward(self, context):
        mixed = context + self.over_steps(context.transpose(1, 2)).transpose(1, 2)
        return (mixed + self.over_components(mixed))[:, -1]


class BertLayer(nn.Module):
    """Attention as Hugging Face writes it: three matrices, heads by reshaping."""

    def __init__(self):
        super().__init__()
        for name in ("query", "key", "value", "dense"):
            setattr(self, name, nn.Linear(DIM, DIM))
        self.LayerNorm = nn.LayerNorm(DIM, eps=1e-12)

    def forward(self, hidden):
        def heads(of):
            return of.view(of.shape[0], LENGTH, 4, DIM // 4).transpose(1, 2)

        scores = heads(self.query(hidden)) @ heads(self.key(hidden)).transpose(-1, -2) / (DIM // 4) ** 0.5
        mixed = (scores.softmax(-1) @ heads(self.value(hidden))).transpose(1, 2).reshape(hidden.shape[0], LENGTH, DIM)
        return self.LayerNorm(hidden + self.dense(mixed))


class BertLike(nn.Module):
    """With a table of positions, of which the numbers of the positions are a buffer of integers."""

    def __init__(self):
        super().__init__()
        self.position_embeddings = nn.Embedding(32, DIM)
        self.register_buffer("position_ids", torch.arange(32).expand((1, -1)))
        self.layer = nn.ModuleList(BertLayer() for _ in range(2))
        self.pooler = nn.Linear(DIM, DIM)

    def forward(self, context):
        hidden = context + self.position_embeddings(self.position_ids[:, :LENGTH])
        for layer in self.layer:
            hidden = layer(hidden)
        return torch.tanh(self.pooler(hidden[:, 0])) + hidden[:, -1]


class Tied(nn.Module):
    """A matrix that is used twice, under two names."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(DIM, DIM)
        self.decoder = nn.Linear(DIM, DIM)
        self.decoder.weight = self.encoder.weight

    def forward(self, context):
        return self.decoder(torch.selu(self.encoder(context)).amax(1))


class Experts(nn.Module):
    """A soft mixture of three linear experts; two of its normalisations were never trained and are equal."""

    def __init__(self):
        super().__init__()
        self.before = nn.LayerNorm(DIM)
        self.after = nn.LayerNorm(DIM)
        self.choice = nn.Linear(DIM, 3)
        self.experts = nn.Parameter(torch.randn(3, DIM, DIM) / 4)

    def forward(self, context):
        last = self.before(context[:, -1])
        share = self.choice(context.mean(1)).softmax(-1)
        return self.after(torch.einsum("be,bi,eio->bo", share, last, self.experts))


def trained(model, seed, frozen=()):
    """Weights far from where they began, and statistics as training leaves them."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if tensor.is_floating_point() and not name.startswith(frozen):
                tensor.add_(0.3 * torch.randn_like(tensor))
                if name.endswith("running_var"):
                    tensor.abs_().add_(0.1)
            elif name.endswith("num_batches_tracked"):
                tensor.fill_(17)
    return model.eval()
