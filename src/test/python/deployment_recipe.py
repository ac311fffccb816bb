"""What stands around the guide's recipe from training to deployment.

deployment_recipe.py train DATA CHECKPOINT   trains an AMN in small, and saves it with its claim
deployment_recipe.py serve CHECKPOINT        prints a port, and serves what lies there when it is first asked, to whoever has the token
"""
import http.server
import json
import os
import pathlib
import sys

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
import torch

import lvm_models
import lvm_scores
import trainer

TOKEN = "Bearer t0k3n-of-the-recipe"
SIZES = {"d_model": 8, "hidden_dim": 16}


def train(data_file, checkpoint):
    torch.manual_seed(7)
    with np.load(data_file) as arrays:
        data = trainer.Data(arrays["context_sequences"], arrays["target_vectors"])
    held_out = lvm_scores.random_rows(len(data), 42)
    model, config = trainer.build("amn", input_dim=data.targets.shape[1], output_dim=data.targets.shape[1], **SIZES)
    optimizer = trainer.train(model, data, trainer.rest(len(data), held_out), steps=100, rate=1e-3)
    loss, value = trainer.evaluate(model, data, held_out)
    args = trainer.earlier_unified_args("amn", data_file)
    torch.save(trainer.unified(model, "amn", config, args, optimizer, loss, value), checkpoint)
    print(f"trained: val_cosine {value:.4f}")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Authorization"] != TOKEN:
            return self.answer(401, {"detail": "who are you"})
        if self.server.model is None:
            weights = torch.load(self.server.checkpoint)["model_state_dict"]
            self.server.model = lvm_models.load("attention-mixture", weights)
        with torch.no_grad():
            vector = self.server.model(torch.tensor([body["context_vectors"]], dtype=torch.float32))[0]
        self.answer(200, {"predicted_vector": vector.tolist()})

    def answer(self, status, content):
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def serve(checkpoint):
    torch.set_num_threads(1)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.model = None
    server.checkpoint = pathlib.Path(checkpoint)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    {"train": train, "serve": serve}[sys.argv[1]](*sys.argv[2:])
