"""What the trainers in the field do, in small: hold out rows, train on the rest, measure the claim, lay out the checkpoint."""
import pathlib
import random

import numpy as np
import torch
from torch.nn.functional import mse_loss, normalize

import lvm_models

BATCH = 32
POS_SCALE = 0.03


class Data:
    """Contexts and targets as tensors, and the article of each row if it is known."""

    def __init__(self, contexts, targets, articles=None):
        self.contexts = torch.as_tensor(contexts, dtype=torch.float32)
        self.targets = torch.as_tensor(targets, dtype=torch.float32)
        self.articles = articles

    def __len__(self):
        return len(self.contexts)


def rest(count, rows):
    """The rows that are not among `rows`."""
    kept = np.ones(count, dtype=bool)
    kept[rows] = False
    return np.flatnonzero(kept)


def unrecorded_split(count):
    """A random 90/10 split from torch's global generator, whose seed no checkpoint records: validation rows."""
    train = int(0.9 * count)
    return torch.utils.data.random_split(range(count), [train, count - train])[1].indices


def cosine(predictions, targets):
    """Mean cosine of a batch, each length guarded by 1e-8."""
    return (lvm_models.trainer_unit(predictions) * lvm_models.trainer_unit(targets)).sum(dim=1).mean()


def fit_output(model, data, rows, scale=None, ridge=3.0):
    """Solves for the last linear layer on what the untrained layers before it make of the contexts.

    A deep network would need minutes of gradient steps to leave its starting point; this takes one pass.
    """
    last = [layer for layer in model.modules() if isinstance(layer, torch.nn.Linear)][-1]
    seen = []
    hook = last.register_forward_hook(lambda layer, inputs, output: seen.append(inputs[0].reshape(len(output), -1)))
    lvm_models.predict(model.eval(), data.contexts[rows], scale)
    hook.remove()
    features = np.concatenate([part.numpy() for part in seen]).astype(np.float64)
    wanted = data.targets[rows].numpy().astype(np.float64)
    if isinstance(model, lvm_models.AttentionMixture):
        wanted = wanted - data.contexts[rows].mean(dim=1).numpy()
    elif isinstance(model, lvm_models.ResidualNext):
        wanted = wanted - lvm_models.unit(data.contexts[rows, -1]).numpy()
    centre, level = features.mean(axis=0), wanted.mean(axis=0)
    centred = features - centre
    gram = centred.T @ centred
    penalty = ridge * np.trace(gram) / len(gram) * np.eye(len(gram))
    weight = np.linalg.solve(gram + penalty, centred.T @ (wanted - level)).T
    with torch.no_grad():
        last.weight.copy_(torch.from_numpy(weight))
        last.bias.copy_(torch.from_numpy(level - weight @ centre))


def train(model, data, rows, steps, rate, scale=None, loss_of=mse_loss, batch=BATCH):
    """A few optimizer steps on batches drawn from `rows`; returns the optimizer, whose state belongs in the checkpoint."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    rows = torch.as_tensor(rows)
    model.train()
    for _ in range(steps):
        drawn = rows[torch.randint(len(rows), (batch,))]
        contexts = data.contexts[drawn]
        if scale is not None:
            contexts = lvm_models.with_position(contexts, scale)
        loss = loss_of(model(contexts), data.targets[drawn])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    model.eval()
    return optimizer


def evaluate(model, data, rows, scale=None, batch=BATCH):
    """Loss and cosine as they are claimed: means over batches, in float32, of each batch's mean."""
    losses, cosines = [], []
    with torch.no_grad():
        for start in range(0, len(rows), batch):
            part = rows[start : start + batch]
            contexts = data.contexts[part] if scale is None else lvm_models.with_position(data.contexts[part], scale)
            predictions = model(contexts)
            losses.append(mse_loss(predictions, data.targets[part]).item())
            cosines.append(cosine(predictions, data.targets[part]).item())
    return sum(losses) / len(losses), sum(cosines) / len(cosines)


def evaluate_masked(model, data, rows, seed):
    """As the hardened trainer: it blanks up to three of the first four vectors of some contexts, in validation too."""
    draw = random.Random(seed)
    contexts = data.contexts.clone()
    for row in rows:
        if draw.random() < 0.3:
            contexts[row, draw.sample(range(4), draw.randint(0, 3))] = 0
    return evaluate(model, Data(contexts, data.targets), rows)


def evaluate_delta(model, data, rows):
    """As the improved trainer in its usual mode: predictions against the step from the last vector to the target."""
    steps = data.targets - data.contexts[:, -1]
    cosines = []
    with torch.no_grad():
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            predicted, wanted = normalize(model(data.contexts[part]), dim=-1), normalize(steps[part], dim=-1)
            cosines.append((predicted * wanted).sum(dim=-1).mean().item())
    return sum(cosines) / len(cosines)


# Checkpoints.

CONFIGS = {
    "amn": {"input_dim": 768, "d_model": 256, "hidden_dim": 512, "output_dim": 768},
    "lstm": {"input_dim": 768, "hidden_dim": 512, "num_layers": 2, "dropout": 0.2, "output_dim": 768},
    "gru": {"input_dim": 768, "d_model": 512, "num_layers": 4, "dropout": 0.0, "output_dim": 768},
    "transformer": {
        "input_dim": 768, "d_model": 512, "nhead": 8, "num_layers": 4, "dropout": 0.1, "output_dim": 768},
}


def build(model_type, **overrides):
    """The named type at the trainers' default size, with its configuration as they record it."""
    config = {**CONFIGS[model_type], **overrides}
    dim, out = config["input_dim"], config["output_dim"]
    if model_type == "amn":
        model = lvm_models.AttentionMixture(dim, config["d_model"], config["hidden_dim"])
    elif model_type == "lstm":
        model = lvm_models.LstmBaseline(dim, config["hidden_dim"], config["num_layers"], config["dropout"], out)
    elif model_type == "gru":
        model = lvm_models.GruStack(dim, config["d_model"], config["num_layers"], out)
    else:
        model = lvm_models.TransformerDecoder(
            dim, config["d_model"], config["nhead"], config["num_layers"], config["dropout"], out)
    return model, config


def unified_args(model_type, data, **overrides):
    """The command line that the unified trainer records, whole."""
    args = {
        "model_type": model_type, "data": data, "epochs": 20, "batch_size": BATCH, "lr": 0.0005, "device": "cpu",
        "output_dir": f"artifacts/lvm/models/{model_type}_20251031_120000", "lambda_mse": 1.0, "lambda_info": 0.0,
        "lambda_moment": 0.0, "lambda_variance": 0.0, "tau": 0.07, "lambda_mmd": 0.0, "mmd_anchors": 0,
        "lambda_stat": 0.0, "cycle_pct": 0.0, "cycle_lambda": 0.0, "cycle_steps": 1, "cycle_timeout": 30.0,
        "decoder_endpoint": "http://127.0.0.1:8766/decode", "encoder_endpoint": "http://127.0.0.1:8767/embed",
        "residual_next": False, "guards_start_epoch": 6, "lambda_dir": 0.0, "margin_dir": 0.01, "lambda_ac": 0.0,
        "margin_ac": 0.02, "context_drop_p": 0.0, "lambda_fut": 0.0, "margin_fut": 0.01, "rollout_h": 0,
        "lambda_roll": 0.0, "rollout_start_epoch": 4, "adaptive_dir": False, "mini5cat_max_samples": 500,
        "use_positional": False, "pos_scale": POS_SCALE, "positional_scalar": 0.0, "positional_ramp_epochs": 3,
        "curriculum": "full", "curriculum_scores": None, "warmup_epochs": 0, "ramp_epochs": 0,
        "attn_last_bias_max": 0.6, "attn_last_bias_warmup_epochs": 4, "last_slot_noise_p": 0.15,
        "last_slot_noise_sigma": 0.03, "last_slot_swap_p": 0.05, "dir_gamma": 5.0, "dir_margin": 0.02,
        "dir_warmup_epochs": 6, "fivecat_every_epoch": 1, "fivecat_max_samples": 2000, "gate_min_margin": 0.02,
        "gate_min_r_at5": 0.6, "gate_min_rollout": 0.46, "p6b_directional": False, "p6b_v21": False,
        "p6b_v22": False, "p6b_v23": False,
    }
    return {**args, **overrides}


def earlier_unified_args(model_type, data):
    """The shorter command line of the unified trainer's revisions that knew no articles."""
    whole = unified_args(model_type, data)
    names = ("model_type", "data", "epochs", "batch_size", "lr", "device", "output_dir", "lambda_mse", "lambda_info",
             "lambda_moment", "lambda_variance", "tau", "lambda_mmd", "mmd_anchors", "lambda_stat", "cycle_pct",
             "cycle_lambda", "cycle_steps", "cycle_timeout", "decoder_endpoint", "encoder_endpoint")
    return {name: whole[name] for name in names}


def optimizer_state(optimizer, slim):
    """The optimizer's state dict; slim leaves out the moments, which weigh twice the model."""
    state = optimizer.state_dict()
    return {"state": {}, "param_groups": state["param_groups"]} if slim else state


def unified(model, model_type, config, args, optimizer, loss, value, slim=True):
    return {
        "epoch": 1, "model_type": model_type, "model_state_dict": model.state_dict(),
        "optimizer_state_dict": optimizer_state(optimizer, slim), "val_loss": loss, "val_cosine": value,
        "model_config": config, "args": args,
    }


def hardened(model, model_type, data_path, optimizer, loss, value):
    return {
        "epoch": 1, "model_type": model_type, "model_state_dict": model.state_dict(),
        "optimizer_state_dict": optimizer_state(optimizer, slim=True),
        "val_metrics": {
            "val_loss": loss, "val_cosine": value, "recall_at_1": 0.03125, "recall_at_5": 0.125, "recall_at_10": 0.25,
            "avg_latency_ms": np.float64(2.75)},
        "config": {
            "timestamp": "2025-10-19T08:00:00.000000", "dataset_path": data_path, "dataset_sha256": "0" * 64,
            "git_commit": "unknown", "git_branch": "unknown", "seed": 42, "model_type": model_type, "epochs": 20,
            "batch_size": BATCH, "lr": 0.0005, "device": "cpu",
            "loss_config": {"lambda_info": 1.0, "lambda_mse": 0.05, "tau": 0.07}},
    }


def improved(model, model_type, data_path, delta_cosine):
    return {
        "epoch": 1, "model_type": model_type, "model_state_dict": model.state_dict(),
        "val_results": {
            "loss_total": 1.0 - delta_cosine, "loss_mse": 0.002, "loss_cosine": (1.0 - delta_cosine) / 2,
            "loss_infonce": 3.0, "cosine_sim": delta_cosine, "hit@1": 0.0625, "hit@5": 0.1875, "hit@10": 0.25,
            "cosine": 0.5},
        "args": {
            "model_type": model_type, "data": data_path, "epochs": 20, "batch_size": BATCH, "lr": 0.0005,
            "device": "cpu", "delta_mode": True, "coherence_threshold": 0.0, "train_ratio": 0.9, "lambda_mse": 1.0,
            "lambda_cosine": 0.5, "lambda_infonce": 0.1, "temperature": 0.07,
            "output_dir": f"artifacts/lvm/models_improved/{model_type}_20251020_080000", "seed": 42},
    }


def clean_splits(model, loss, value):
    return {
        "model_state_dict": model.state_dict(), "model_type": "amn", "val_cosine": value, "val_loss": loss, "epoch": 1}


def five_cat(model, model_type, loss, value):
    """The configuration is the AMN's whatever the model is: that script writes it so."""
    return {
        "model_state_dict": model.state_dict(), "model_type": model_type,
        "model_config": {"input_dim": 768, "d_model": 256, "hidden_dim": 512}, "val_cosine": value, "val_loss": loss,
        "train_cosine": value, "train_loss": loss, "epoch": 1,
    }


def mamba_contrastive(state_dict, data_path, loss, value):
    """Arguments as that trainer records them, one of them a path object."""
    return {
        "epoch": 1, "model_state_dict": state_dict,
        "projection_head_state_dict": {"0.weight": torch.randn(8, 768), "0.bias": torch.zeros(8)},
        "optimizer_state_dict": {"state": {}, "param_groups": []}, "val_cosine": value, "val_loss": loss,
        "args": {
            "model_type": "mamba_s", "d_model": 64, "n_layers": 2, "d_state": 16, "conv_sz": 4, "expand": 2,
            "dropout": 0.1, "lambda_con": 0.7, "lambda_ar": 0.3, "temperature": 0.07, "train_npz": data_path,
            "val_split": 0.1, "epochs": 20, "batch_size": 256, "lr": 0.001, "weight_decay": 0.02,
            "early_stop_patience": 3, "device": "cpu", "num_workers": 0,
            "save_dir": pathlib.PosixPath("artifacts/lvm/models/mamba_s")},
    }
