"""What torch.load makes of a file, found out in a process of its own: with limits, in an empty folder, watching for executed payloads."""

import hashlib
import json
import os
import pathlib
import resource
import select
import shutil
import signal
import tempfile

import torch

CANARY = "executed"  # what payloads create, in the folder they run in
PAYLOAD = "touch " + CANARY
SECONDS = 8
PROCESSOR_SECONDS = 3  # what loads needs less than one
ADDRESS_SPACE = 8 << 30
MOST_ELEMENTS = 20_000_000
STATE_DICT_KEYS = ("model_state_dict", "state_dict")


def judge(path):
    """{"outcome": "loads", "tensors": {...}, "plain": {...}} or {"outcome": "raises" | "executes" | "dies", "what": ...}."""
    folder = tempfile.mkdtemp(prefix="oracle")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            os.chdir(folder)
            quiet()
            os.write(writing, b"")
            with os.fdopen(writing, "wb") as out:
                out.write(json.dumps(load(path)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    text, died = await_result(reading, child)
    executed = (pathlib.Path(folder) / CANARY).exists()
    shutil.rmtree(folder)
    result = json.loads(text) if text else {"outcome": "dies", "what": died}
    return {"outcome": "executes", "what": "then " + result["outcome"]} if executed else result


def quiet():
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def await_result(reading, child):
    text = b""
    died = "time limit"
    while select.select([reading], [], [], SECONDS)[0]:
        chunk = os.read(reading, 1 << 16)
        if not chunk:
            died = None
            break
        text += chunk
    os.close(reading)
    if died:
        os.kill(child, signal.SIGKILL)
        text = b""
    status = os.waitpid(child, 0)[1]
    return text.decode(), died or "signal %d" % os.WTERMSIG(status)


def load(path):
    try:
        loaded = torch.load(path, map_location="cpu")
        return {"outcome": "loads", "kind": type(loaded).__name__, "tensors": tensors(loaded), "plain": plain(loaded)}
    except BaseException as e:  # whatever a hostile file may raise
        return {"outcome": "raises", "what": type(e).__name__}


def state_dict(loaded):
    for key in STATE_DICT_KEYS:
        if isinstance(loaded.get(key), dict):
            return loaded[key]
    return loaded


def tensors(loaded):
    if not isinstance(loaded, dict):
        return {}
    found = {name: value for name, value in state_dict(loaded).items() if isinstance(value, torch.Tensor)}
    return {str(name): describe(value.detach()) for name, value in found.items()}


def describe(tensor):
    """Digests of the contiguous bytes as they are, and of the values as little-endian float64 and float32; None if there are very many."""
    result = {"dtype": str(tensor.dtype).replace("torch.", ""), "shape": list(tensor.shape)}
    if tensor.numel() > MOST_ELEMENTS:
        return dict(result, bytes=None, float64=None, float32=None)
    tensor = tensor.contiguous()
    raw = tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor
    return dict(result, bytes=sha256(raw), float64=sha256(tensor.double()), float32=sha256(tensor.float()))


def sha256(tensor):
    return hashlib.sha256(tensor.numpy().tobytes()).hexdigest()


def plain(loaded):
    """Texts and numbers of the outermost dictionary."""
    if not isinstance(loaded, dict):
        return {}
    kept = {key: value for key, value in loaded.items() if isinstance(key, str) and isinstance(value, (str, int, float, bool))}
    return {key: value for key, value in kept.items() if not isinstance(value, int) or abs(value) < 1 << 53}
