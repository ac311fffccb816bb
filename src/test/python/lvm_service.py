"""Serves the models of service_fixtures.py over HTTP: lvm_service.py FOLDER [tls]

Prints the port. The path says how it behaves: `/right` as it should, any other in its own way of being wrong. `/stats` counts
requests by path, with the authorization headers that came, and says by path and query how many requests and connections there were at
the same time at most, what `/records` was sent, and for how many seconds `/busy` was left alone.
"""
import collections
import http.server
import json
import os
import pathlib
import ssl
import sys
import threading
import time

import numpy as np
import torch

import lvm_models

FOLDER = pathlib.Path(sys.argv[1])
COUNTS = collections.Counter()
SEEN = []
RECORDS = []
INSIDE = collections.Counter()
OPEN = collections.defaultdict(set)
MOST = {"requests": collections.Counter(), "connections": collections.Counter()}
BUSY = {"since": None, "left_alone": 0.0}
LOCK = threading.Lock()
DIES_AFTER = 25


def model(file, definition):
    weights = torch.load(FOLDER / file)["model_state_dict"]
    return lvm_models.load(definition, weights)


RIGHT = model("amn.pt", "attention-mixture")
WRONG = model("amn.pt", "additive-memory")
STALE = model("stale.pt", "attention-mixture")
CODED = model("coded.pt", "latent-lstm")


def predict(which, contexts):
    with torch.no_grad():
        return which(torch.tensor(contexts, dtype=torch.float32)).numpy()


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def coded_input(vectors, codes):
    domain, task, modifier = codes
    code = [domain >> i & 1 for i in range(4)] + [task >> i & 1 for i in range(5)] + [modifier >> i & 1 for i in range(6)] + [0]
    return [list(vector) + code for vector in vectors]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are two writes, of which Nagle's algorithm would keep the second until the first is acknowledged: 40 ms.
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def send(self, body, status=200, length=None, headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data) if length is None else length))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        with LOCK:
            self.send({
                "counts": dict(COUNTS), "authorization": SEEN, "most": MOST, "records": RECORDS, "left_alone": BUSY["left_alone"]})

    def answer(self, vector, **more):
        self.send({"predicted_vector": [float(x) for x in vector], "confidence": 0.5, "latency_ms": 1.0, **more})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        path = self.path.split("?")[0].strip("/")
        with LOCK:
            COUNTS[path] += 1
            count = COUNTS[path]
            if self.headers["Authorization"]:
                SEEN.append(self.headers["Authorization"])
            INSIDE[self.path] += 1
            OPEN[self.path].add(self.client_address)
            MOST["requests"][self.path] = max(MOST["requests"][self.path], INSIDE[self.path])
            MOST["connections"][self.path] = max(MOST["connections"][self.path], len(OPEN[self.path]))
        try:
            getattr(self, "on_" + path)(body, count)
        finally:
            with LOCK:
                INSIDE[self.path] -= 1

    def finish(self):
        with LOCK:
            for connections in OPEN.values():
                connections.discard(self.client_address)
        super().finish()

    def right(self, body, which=RIGHT):
        return predict(which, [body["context_vectors"]])[0]

    def on_right(self, body, count):
        self.answer(self.right(body))

    def on_records(self, body, count):
        with LOCK:
            RECORDS.append(body)
        self.answer(self.right(body))

    def on_wrong(self, body, count):
        self.answer(self.right(body, WRONG))

    def on_stale(self, body, count):
        self.answer(self.right(body, STALE))

    def on_slow(self, body, count):
        time.sleep(0.02)
        self.answer(self.right(body))

    def on_hangs(self, body, count):
        time.sleep(30)

    def on_drips(self, body, count):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)

    def on_partial(self, body, count):
        data = json.dumps({"predicted_vector": self.right(body).tolist()}).encode()
        self.send(data[: len(data) // 2], length=len(data))
        self.close_connection = True

    def on_nan(self, body, count):
        self.answer_or_nan(body, True)

    def answer_or_nan(self, body, broken):
        vector = self.right(body)
        if broken:
            vector[3] = float("nan")
        self.answer(vector)

    def on_rarely(self, body, count):
        """One row in two hundred has no usable answer."""
        self.answer_or_nan(body, count % 200 == 0)

    def on_often(self, body, count):
        """One row in fifty."""
        self.answer_or_nan(body, count % 50 == 0)

    def on_shape(self, body, count):
        self.answer(self.right(body)[:-1])

    def on_absent(self, body, count):
        self.send({"vector": self.right(body).tolist()})

    def on_zero(self, body, count):
        self.answer(0 * self.right(body))

    def on_huge(self, body, count):
        self.send(b'{"predicted_vector": [' + b"0.5, " * (1 << 22) + b"0.5]}")

    def on_deep(self, body, count):
        self.send(b"[" * 20000 + b"]" * 20000)

    def on_text(self, body, count):
        self.send(b"<html>\x1b[31mhello</html>")

    def on_redirect(self, body, count):
        self.send({}, 307, headers=[("Location", f"http://localhost:{self.server.server_port}/right")])

    def on_refused(self, body, count):
        self.send({"detail": "no"}, 401, headers=[("WWW-Authenticate", "Basic")])

    def on_busy(self, body, count):
        if BUSY["since"] is not None:
            BUSY["left_alone"] += time.monotonic() - BUSY["since"]
        BUSY["since"] = time.monotonic() if count % 3 else None
        if count % 3:
            self.send({}, 503)
        else:
            self.answer(self.right(body))

    def on_sometimes(self, body, count):
        """One row in forty is answered from somewhere else."""
        self.answer(self.right(body, WRONG if count % 40 == 0 else RIGHT))

    def on_rounded(self, body, count):
        self.answer(self.right(body).astype(np.float16).astype(np.float64))

    def on_last(self, body, count):
        self.answer(body["context_vectors"][-1])

    def on_longer(self, body, count):
        self.answer(3 * self.right(body))

    def on_previous(self, body, count):
        with LOCK:
            last = getattr(self.server, "last", None)
            self.server.last = body
        self.answer(self.right(last or body))

    def on_dies(self, body, count):
        if count > DIES_AFTER:
            os._exit(1)
        self.answer(self.right(body))

    def on_batch(self, body, count):
        self.send({"data": {"predictions": unit(predict(RIGHT, body["inputs"]["contexts"])).tolist()}})

    def on_batch_wrong(self, body, count):
        self.send({"data": {"predictions": unit(predict(WRONG, body["inputs"]["contexts"])).tolist()}})

    def on_infer(self, body, count):
        full = coded_input(body["vector_sequence"], body["tmd_codes"])
        self.answer(unit(predict(CODED, [full])[0][:768]), is_mock=False)

    def on_mock(self, body, count):
        full = coded_input(body["vector_sequence"], body["tmd_codes"])
        self.answer(unit(predict(CODED, [full])[0][:768]), is_mock=True)

    def on_infer_batch(self, body, count):
        full = [coded_input(*pair) for pair in zip(body["sequences"], body["tmd_codes_batch"])]
        self.send({"predictions": unit(predict(CODED, full)[:, :768]).tolist(), "count": len(full), "is_mock": False})


def main():
    torch.set_num_threads(1)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if "tls" in sys.argv[2:]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(FOLDER / "certificate.pem", FOLDER / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
