"""Writes one small checkpoint in the format of each of the team's scripts, the data, and what torch finds: team_fixtures.py FOLDER

Keys and claims are those that the scripts save and how they measure them, worked out from the mathematics. `expected.json` lists the
checkpoints: the scripts that save so, the rows in evaluation order, the cosine of each row, the retrieval metrics.
"""
import json
import os
import pathlib
import sys

# The other core is another test JVM's: threads that share a product wait for each other there.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import torch
from torch.nn import functional as F

import lvm_custom
import lvm_encoders
import lvm_mamba
import lvm_models as models
import lvm_scores
import tower_models as towers
from trainer import BATCH, Data, train, unified_args

SEED, DIM, ROWS, LENGTH = 5, 24, 330, 5
# More than one tile of queries and of candidates.
PAIRS = 4200
TOGETHER = 50
# Products that differ by no more count as equal.
SAME = 1e-6
USUAL = {"data": "sequences.npz", "epochs": 2, "batch_size": BATCH, "lr": 0.001}
MAMBA_ARGS = {"model_type": "mamba_s", "d_model": DIM, "n_layers": 2, "d_state": 6, "val_split": 0.2}
AMN = {"input_dim": DIM, "d_model": 16, "hidden_dim": 32}


def walk(rows, length, seed, share=0.35):
    """Contexts and targets of walks whose neighbours are near each other, and which begin in a few places."""
    draw = np.random.RandomState(seed)
    vectors = [draw.standard_normal((8, DIM))[np.arange(rows) % 8] + 0.1 * draw.standard_normal((rows, DIM))]
    for _ in range(length):
        vectors.append(vectors[-1] + share * np.linalg.norm(vectors[-1], axis=1, keepdims=True)
                       * draw.standard_normal((rows, DIM)) / np.sqrt(DIM) * draw.uniform(0.4, 3.2, (rows, 1)))
        vectors[-1] = 0.5 + vectors[-1] if len(vectors) == 2 else vectors[-1]
    stacked = np.stack([v / np.linalg.norm(v, axis=1, keepdims=True) for v in vectors], axis=1).astype(np.float32)
    return stacked[:, :-1], stacked[:, -1]


class Team:
    def __init__(self, folder):
        self.folder, self.entries, self.data = folder, [], {}
        contexts, targets = walk(ROWS, LENGTH, SEED)
        same = unseeded(ROWS, 0.2, "validation")
        targets[same[:20]] = targets[same[20:40]]
        self.put("sequences", contexts, targets, chain_ids=np.arange(ROWS) // 3 * 7)
        self.put("plain", contexts, targets)
        self.save("ranker", contexts=contexts, targets=targets)
        self.data["ranker"] = Data(contexts, targets)
        x, y = walk(PAIRS, LENGTH, SEED + 1)
        bank = np.concatenate([y, 3 * y, walk(600, 1, SEED + 2)[1]])
        bank = (bank * np.random.RandomState(3).uniform(0.5, 2, (len(bank), 1))).astype(np.float32)
        self.save("pairs", X_train=contexts, Y_train=targets, X_val=x, Y_val=y)
        self.save("bank", vectors=bank)
        self.data["pairs"], self.bank = Data(x, y), torch.from_numpy(bank)
        latent, wanted = walk(60, LENGTH, SEED + 3)
        self.save("latent", val_contexts=latent, val_targets=wanted, val_masks=np.ones(latent.shape[:2], np.float32))
        self.data["latent"] = Data(latent, wanted)
        predicted, true = walk(200, 1, SEED + 4)
        self.save("heads", v_pred_train=predicted, v_true_train=true, v_pred_val=predicted[:, 0], v_true_val=true)
        self.data["heads"] = Data(predicted, true)
        custom, wanted = walk(80, LENGTH, SEED + 5)
        self.save("custom", context_vectors=custom, target_vectors=wanted)
        self.data["custom"] = Data(custom, wanted)

    def save(self, name, **arrays):
        np.savez(self.folder / f"{name}.npz", **arrays)

    def put(self, name, contexts, targets, **more):
        self.save(name, context_sequences=contexts, target_vectors=targets, **more)
        self.data[name] = Data(contexts, targets)

    def trained(self, model, data, compared=None):
        source = self.data[data]
        if compared is not None:
            source = Data(source.contexts, compared(source.contexts, source.targets))
        train(model, source, np.arange(len(source)), steps=40, rate=3e-3)
        return model.eval()

    def add(self, name, scripts, data, checkpoint, definition, rows, cosines, claim=None, why=None, retrieval=(), bank=None):
        """`claim` is value, source, kind, batch and space; `why` says what a script claims that nothing recomputes."""
        torch.save(checkpoint, self.folder / f"{name}.pt")
        self.entries.append({
            "name": name, "scripts": scripts, "data": data, "definition": definition, "claim": claim, "why": why,
            "keys": [str(key) for key in checkpoint] if "." not in next(iter(checkpoint)) else ["(bare state dict)"],
            "rows": lvm_scores.rows_digest(rows), "count": len(rows), "cosines": [float(c) for c in cosines],
            "retrieval": list(retrieval), "bank": bank})

    # A model, evaluated as most trainers do.

    def cosines(self, model, data, rows, towers_of=None, space="COSINE"):
        source = self.data[data]
        with torch.no_grad():
            contexts, targets = source.contexts[rows], source.targets[rows]
            predicted = model(contexts)
            last = contexts[:, -1]
            if space == "COSINE_DELTA":
                targets = targets - last
            if space == "COSINE_SUM":
                predicted = last + predicted
            if towers_of is not None:
                targets = towers_of(targets)
            return F.cosine_similarity(predicted, targets, dim=-1, eps=1e-12)

    def usual(self, name, scripts, model, definition, extra, data="sequences", rows=None, batch=BATCH, kind="BATCH_MEAN",
              source="val_cosine", wrap=None, why=None):
        """`wrap` puts loss and claim where the script does; by default at the top."""
        model = self.trained(model, data)
        rows = unseeded(len(self.data[data])) if rows is None else rows
        found = self.cosines(model, data, rows)
        value = batch_mean(found, batch) if kind == "BATCH_MEAN" else float(found.mean())
        weights = {"epoch": 1, "model_state_dict": model.state_dict(), "optimizer_state_dict": {"state": {}, "param_groups": []}}
        stated = {"val_loss": 1 - value, "val_cosine": value} if wrap is None else wrap(value)
        claim = {"value": value, "source": source, "kind": kind, "batch": batch if kind == "BATCH_MEAN" else None,
                 "space": "COSINE"}
        self.add(name, scripts, data, {**weights, **stated, **extra}, definition, rows, found, claim, why)


def batch_mean(values, batch):
    return float(np.mean([values[at:at + batch].mean().item() for at in range(0, len(values), batch)]))


def unseeded(count, fraction=0.1, rounding="train"):
    """The rows that a verifier draws where nobody can redo a trainer's split."""
    return lvm_scores.random_rows(count, 42, fraction, "torch", rounding)


def ranks(queries, candidates, right):
    """Candidates that are nearer than the right one, and others that are the same, in float64; few queries at a time, for the cache's sake."""
    against = candidates.double().T
    nearer, same = [], []
    for queried, wanted in zip(queries.double().split(TOGETHER), right.split(TOGETHER)):
        products = queried @ against
        own = products[torch.arange(len(queried)), wanted][:, None]
        nearer.append((products > own + SAME).sum(1))
        same.append(((products - own).abs() <= SAME).sum(1) - 1)
    return torch.cat(nearer), torch.cat(same)


def hits(nearer, same, cutoff):
    return [float(torch.clamp((cutoff - nearer) / (same + 1), 0, 1).mean()),
            float((cutoff > nearer + same).double().mean()), float((cutoff > nearer).double().mean())]


def reciprocal(nearer, same):
    mean = [sum(1 / rank for rank in range(int(n) + 1, int(n + s) + 2)) / (int(s) + 1) for n, s in zip(nearer, same)]
    return [float(np.mean(mean)), float((1 / (nearer + same + 1).double()).mean()), float((1 / (nearer + 1).double()).mean())]


def found(metric, source, claim, numbers):
    return {"metric": metric, "source": source, "claim": claim, "actual": numbers[0], "low": numbers[1], "high": numbers[2]}


def unified(team):
    amn = lambda: models.AttentionMixture(DIM, 16, 32)
    config = {"model_type": "amn", "model_config": AMN}
    team.usual("unified", ["train_unified"], amn(), "attention-mixture",
               {**config, "args": unified_args("amn", "sequences.npz")})
    team.usual("transformer_optimized", ["train_transformer_optimized"], models.TransformerDecoder(DIM, 16, 4, 2, out=DIM),
               "transformer-decoder", {"model_type": "transformer", "model_config": {"d_model": 16, "nhead": 4}, "args": USUAL})
    rows = unseeded(ROWS)
    team.usual("hardened", ["train_hardened"], amn(), "attention-mixture", {"model_type": "amn", "config": {**USUAL, "seed": 42}},
               rows=rows, source="val_metrics.val_cosine",
               wrap=lambda value: {"val_metrics": {"val_loss": 1 - value, "val_cosine": value, "recall_at_5": 0.25}})
    team.usual("five_cat", ["train_with_5cat_validation.sh"], amn(), "attention-mixture",
               {**config, "train_cosine": 0.5, "train_loss": 0.1}, data="plain", rows=np.arange(ROWS), batch=256)
    team.usual("clean_splits", ["train_amn_584k_clean_splits.sh"], amn(), "attention-mixture", {"model_type": "amn"},
               data="plain", rows=np.arange(ROWS), batch=256)
    team.usual("mlflow", ["mlflow_integration"], amn(), "attention-mixture",
               {**config, "args": unified_args("amn", "sequences.npz"), "mlops_metadata": {"info": {"run_name": "a"}},
                "mlflow_signature": {"inputs": [], "outputs": []}})


def baselines(team):
    extra = {"args": USUAL}
    tail = np.arange(int(0.9 * ROWS), ROWS)
    team.usual("lstm_baseline", ["train_lstm_baseline"], models.LstmHead(DIM, 10, 2), "lstm-head", extra)
    team.usual("transformer", ["train_transformer"], models.TransformerDecoder(DIM, 16, 8, 2, out=DIM),
               "transformer-decoder[heads=8]", extra)
    team.usual("mamba2", ["train_mamba2"], towers.Mamba2Predictor(DIM, 12, 2), "mamba2", {**extra, "mamba_available": True})
    team.usual("mamba2_fallback", ["train_mamba2"], lvm_mamba.Mamba2Fallback(DIM, 12, 2), "mamba2-fallback",
               {**extra, "mamba_available": False})
    team.usual("deeper_lstm", ["train_deeper_lstm"], lvm_encoders.DeeperLstm(DIM, 10, 4), "deeper-lstm", extra)
    team.usual("lstm", ["train_lstm"], models.LstmReluHead(DIM, 10, 2), "lstm-relu-head", extra, rows=tail)
    team.usual("transformer_simple", ["train_transformer_simple"], models.TransformerEncoder(DIM, 16, 8, 2),
               "transformer-encoder[heads=8]", extra, rows=tail)
    for script in ("train_simple_mlp", "train_mlp_hardneg", "train_mlp_cycle"):
        team.usual(script[6:], [script], models.Mlp(LENGTH, DIM, 10), "mlp", extra, rows=tail)
    team.usual("graphmert", ["train_graphmert_lvm_benchmark"], lvm_encoders.GraphMert(DIM, 8, 2, 20, LENGTH),
               "graphmert[heads=8]", {"args": USUAL}, source="history[-1].val_cosine",
               wrap=lambda value: {"history": [{"val_cosine": 0.1}, {"val_cosine": value}]})
    del_epoch(team, "graphmert")


def del_epoch(team, name):
    """The benchmark's file has no epoch."""
    path = team.folder / f"{name}.pt"
    checkpoint = torch.load(path)
    del checkpoint["epoch"]
    torch.save(checkpoint, path)
    entry = next(entry for entry in team.entries if entry["name"] == name)
    entry["keys"] = list(checkpoint)


def rankers(team):
    rows = np.arange(ROWS)
    config = {"d_model": 16, "nhead": 4, "num_layers": 2, "dropout": 0.1, "anchor_lambda_init": 0.8,
              "anchor_lambda_learnable": True}
    for name, key, model, kind, definition in (
        ("p7_best", "metrics", lvm_encoders.P7Transformer(DIM, 16, 4, 2, 30, 20), "transformer", "p7-transformer"),
        ("p7_final", "final_metrics", lvm_encoders.P7Lstm(DIM, 10, 2), "lstm", "p7-lstm"),
    ):
        team.usual(name, ["train_p7_ranker"], model, definition, {"model_config": {"model_type": kind, **config}},
                   data="ranker", rows=rows, batch=64, source=f"{key}.cos_next",
                   wrap=lambda value, key=key: {key: {
                       "cos_next": np.float64(value), "cos_prev": np.float64(0.1), "margin": np.float64(value - 0.1),
                       "cos_anchor": np.float64(0.3)}})


def mambas(team):
    small = lambda: lvm_mamba.Mamba(DIM, 12, 2, states=6)
    contrastive = unseeded(ROWS, 0.2, "validation")
    sample = dict(kind="SAMPLE_MEAN", rows=contrastive)
    team.usual("mamba_unified", ["train_mamba_unified"], small(), "mamba", {"args": {**USUAL, **MAMBA_ARGS}}, **sample)
    team.usual("mamba_gr", ["train_mamba_unified"], lvm_mamba.MambaGated(DIM, 12, 2, 10, states=6), "mamba-gated",
               {"args": {**USUAL, **MAMBA_ARGS, "model_type": "mamba_gr"}}, **sample)
    head = {"net.0.weight": torch.randn(8, DIM), "net.0.bias": torch.randn(8)}
    team.usual("mamba_contrastive", ["train_mamba_contrastive"], small(), "mamba",
               {"projection_head_state_dict": head,
                "args": {**USUAL, **MAMBA_ARGS, "save_dir": pathlib.PosixPath("artifacts/lvm")}}, **sample)
    team.usual("mamba_contrastive_v2", ["train_mamba_contrastive_v2"], small(), "mamba", {"args": {**USUAL, **MAMBA_ARGS}},
               **sample)
    model, rows = team.trained(small(), "sequences"), unseeded(ROWS, 0.1, "validation")
    team.add("mamba_contrastive_final", ["train_mamba_contrastive"], "sequences",
             {"epoch": 2, "model_state_dict": model.state_dict(), "projection_head_state_dict": head},
             "mamba", rows, team.cosines(model, "sequences", rows), why="the last epoch's weights alone")
    bare(team, "mamba_final", ["train_mamba_unified"], small(), "mamba", "sequences", unseeded(ROWS))


def bare(team, name, scripts, model, definition, data, rows):
    model = team.trained(model, data)
    team.add(name, scripts, data, model.state_dict(), definition, rows, team.cosines(model, data, rows),
             why="its weights are all that is in the file")


def others(team):
    bare(team, "custom_rwkv", ["train_custom_models"], lvm_custom.CustomRwkv(DIM, 10, 2), "custom-rwkv", "custom",
         unseeded(80))
    latent = unseeded(60)
    bare(team, "latent_mamba", ["src/lvm/train_mamba", "train_both_models"], lvm_encoders.LatentLstm(DIM, 10, 2), "latent-lstm",
         "latent", latent)
    model = team.trained(lvm_encoders.BareEncoder(DIM, 8, 2, 20, 30), "plain")
    rows = np.arange(ROWS)
    team.add("pipeline", ["test_lvm_pipeline"], "plain",
             {"model_state_dict": model.state_dict(), "model_config": {"d_model": DIM, "nhead": 8, "num_layers": 2},
              "training_loss": 0.01, "num_examples": ROWS},
             "bare-encoder", rows, team.cosines(model, "plain", rows),
             why="a training loss, of rows that it was trained on")
    rows = np.arange(200)
    head = team.trained(lvm_encoders.AlignmentHead(DIM, 10), "heads")
    cosines = team.cosines(head, "heads", rows)
    value = batch_mean(cosines, 1024)
    team.add("alignment_head", ["train_alignment_head"], "heads",
             {"model_state_dict": head.state_dict(), "val_cosine": value, "config": {"dim": DIM, "hidden_dim": 10, "alpha": 0.5}},
             "alignment-head", rows, cosines,
             {"value": value, "source": "val_cosine", "kind": "BATCH_MEAN", "batch": 1024, "space": "COSINE"})


def deltas(team):
    """Rows that are coherent enough, chains of them drawn with a seed; predictions are steps."""
    for name, script, chains, space in (
        ("improved", "train_improved", np.arange(ROWS) // 3 * 7, "COSINE_DELTA"),
        ("final", "train_final", np.arange(ROWS), "COSINE_SUM"),
    ):
        source = team.data["sequences"]
        model = team.trained(models.AttentionMixture(DIM, 16, 32), "sequences", lambda c, t: t - c[:, -1])
        unit = lambda v: F.normalize(v, p=2, dim=-1)
        coherent = np.flatnonzero(((unit(source.contexts[:, -1]) * unit(source.targets)).sum(-1) >= 0.78).numpy())
        distinct = np.unique(chains[coherent])
        np.random.RandomState(7).shuffle(distinct)
        held_out = set(distinct[int(0.9 * len(distinct)):].tolist())
        rows = np.array([row for row in coherent if int(chains[row]) in held_out])
        cosines = team.cosines(model, "sequences", rows, space=space)
        value = batch_mean(cosines, 8)
        with torch.no_grad():
            looked_for = unit(source.contexts[rows, -1] + model(source.contexts[rows]))
        nearer, same = ranks(looked_for, unit(source.targets[rows]), torch.arange(len(rows)))
        results = {"loss_total": 1.0, "cosine_sim": value}
        retrieval = []
        for cutoff in (1, 5, 10):
            numbers = hits(nearer, same, cutoff)
            results[f"hit@{cutoff}"] = numbers[0]
            retrieval.append(found(f"hit@{cutoff}", f"val_results.hit@{cutoff}", numbers[0], numbers))
        results["cosine"] = 0.5
        threshold = {"coherence_threshold": 0.78, "delta_mode": True, "train_ratio": 0.9} if name == "improved" else {
            "min_coherence": 0.78, "min_length": 7}
        team.add(name, [script], "sequences",
                 {"epoch": 1, "model_type": "amn", "model_state_dict": model.state_dict(), "val_results": results,
                  "args": {**USUAL, **threshold, "batch_size": 8, "seed": 7}},
                 "attention-mixture", rows, cosines,
                 {"value": value, "source": "val_results.cosine_sim", "kind": "BATCH_MEAN", "batch": 8, "space": space},
                 retrieval=retrieval)


def two_towers(team):
    rows = unseeded(ROWS, 0.2, "validation")
    source = team.data["sequences"]
    for script in ("train_twotower", "train_twotower_combined", "train_twotower_fast", "train_twotower_samearticle",
                   "train_twotower_hardneg"):
        query = towers.QueryTower(lvm_mamba.Mamba(DIM, 12, 2, states=6))
        payload = towers.PayloadTower(DIM).eval()
        team.trained(query, "sequences", lambda c, t: payload(t).detach())
        cosines = team.cosines(query, "sequences", rows, towers_of=payload)
        checkpoint = {
            "epoch": 1, "q_tower_state_dict": query.state_dict(), "p_tower_state_dict": payload.state_dict(),
            "optimizer_state_dict": {"state": {}, "param_groups": []},
            "args": {**USUAL, "arch_q": "mamba_s", "d_model": DIM, "val_split": 0.2, "save_dir": "artifacts/lvm"}}
        claim, retrieval, why = None, [], "no metric at all"
        if script.endswith("hardneg"):
            checkpoint["args"] = {"batch_size": 256, "save_dir": pathlib.PosixPath("artifacts/lvm"), "same_article_k": 3,
                                  "val_split": 0.2}
        else:
            value = float(cosines.mean())
            with torch.no_grad():
                nearer, same = ranks(query(source.contexts[rows]), payload(source.targets[rows]), torch.arange(len(rows)))
            metrics = {"epoch": 1, "train_loss": 0.5, "val_cosine": value, "val_cosine_std": float(cosines.std())}
            for metric, numbers in (("R@5", hits(nearer, same, 5)), ("Contain@50", hits(nearer, same, 50)),
                                    ("MRR", reciprocal(nearer, same))):
                # The evaluation scripts write these, shares as percent.
                metrics[metric] = numbers[0] if metric == "MRR" else 100 * numbers[0]
                retrieval.append(found(metric, f"metrics.{metric}", numbers[0], numbers))
            checkpoint["metrics"] = metrics
            claim = {"value": value, "source": "metrics.val_cosine", "kind": "SAMPLE_MEAN", "batch": None, "space": "TWO_TOWER"}
            why = None
        team.add(script[6:], [script], "sequences", checkpoint, "mamba", rows, cosines, claim, why, retrieval)


def encoders(team):
    """Query towers whose targets stay as they are, looked for in a bank."""
    source, rows = team.data["pairs"], np.arange(PAIRS)
    unit = lambda v: F.normalize(v, p=2, dim=-1)
    gru = lambda: towers.PooledRecurrence("gru", DIM, 10, 1)
    config = {"bs": 32, "hidden_dim": 10, "num_layers": 1, "bank": "bank.npz"}
    for name, scripts, model, definition in (
        ("encoder", ["tools/train_twotower"], gru(), "pooled-gru"),
        ("encoder_v4", ["train_twotower_v4"], gru(), "pooled-gru"),
        ("encoder_phase2", ["train_twotower_phase2"], towers.PooledRecurrence("gru", DIM, 10, 2), "pooled-gru"),
    ):
        model = team.trained(model, "pairs")
        with torch.no_grad():
            queries, bank, wanted = model(source.contexts), unit(team.bank), unit(source.targets)
        right = (wanted @ bank.T).argmax(1)
        nearer, same = ranks(queries, bank, right)
        cutoffs = (10, 100, 500, 1000) if name == "encoder" else (500,) if name == "encoder_v4" else (200,)
        optimizer = {"state": {}, "param_groups": []}
        if name == "encoder_phase2":
            cutoffs = (500,)
            numbers = hits(nearer, same, 500)
            checkpoint = {"epoch": 1, "model_q": model.state_dict(), "optimizer": optimizer,
                          "recall500": np.float64(100 * numbers[0]), "config": config}
            retrieval = [found("recall500", "recall500", numbers[0], numbers)]
        else:
            stated = {cutoff: hits(nearer, same, cutoff) for cutoff in cutoffs}
            checkpoint = {
                "epoch": 1, "model_q_state_dict": model.state_dict(), "model_d_state_dict": {},
                "optimizer_state_dict": optimizer,
                "metrics": {f"recall@{cutoff}": np.float64(100 * numbers[0]) for cutoff, numbers in stated.items()},
                "config": config}
            retrieval = [
                found(f"recall@{cutoff}", f"metrics.recall@{cutoff}", numbers[0], numbers) for cutoff, numbers in stated.items()]
        team.add(name, scripts, "pairs", checkpoint, definition, rows, team.cosines(model, "pairs", rows), retrieval=retrieval,
                 bank="bank")
    for name, scripts, model, definition, extra, why in (
        ("stable_lstm", ["train_twotower_v4_stable"], towers.PooledRecurrence("lstm", DIM, 10, 1), "pooled-lstm",
         {"epoch": 1, "train_loss": 0.5, "val_loss": 0.6},
         "a contrastive loss, whose temperature and batches the file does not record"),
        ("satt", ["train_satt"], towers.PlacedGru(DIM), "placed-gru",
         {"epoch": 1, "loss": 0.5, "loss_seq": 0.4, "loss_sim": 0.1, "config": config},
         "training losses, of rows drawn without a seed"),
        ("stable_sync", ["train_stable_sync", "launch_stable_training.sh", "launch_stable_training_fixed.sh"],
         towers.MeanGru(DIM), "mean-gru", {"epoch": 1, "loss": 0.5}, "a training loss, of rows drawn without a seed"),
        ("sync", ["train_twotower_sync"], towers.MeanGru(DIM), "mean-gru", {}, "no metric at all"),
    ):
        model = team.trained(model, "pairs")
        key = "opt" if name == "sync" else "optimizer"
        team.add(name, scripts, "pairs", {"model_q": model.state_dict(), key: {"state": {}, "param_groups": []}, **extra},
                 definition, rows, team.cosines(model, "pairs", rows), why=why)


def main(folder):
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    team = Team(folder)
    for write in (unified, baselines, rankers, mambas, others, deltas, two_towers, encoders):
        write(team)
    (folder / "expected.json").write_text(json.dumps(team.entries, indent=1, allow_nan=False))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
