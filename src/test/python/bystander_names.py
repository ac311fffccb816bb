"""What Python can import on a machine with PyTorch, by name: bystander_names.py FOLDER

names.json: `modules`, of the standard library and installed packages; `optimizers`, the classes that modules of torch.optim hold, as
[module, name, whether it is an optimizer or a schedule].
"""
import importlib
import inspect
import json
import pathlib
import pkgutil
import sys

import torch

BASES = (torch.optim.Optimizer, torch.optim.lr_scheduler._LRScheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)


def main(folder):
    modules = sorted({*sys.stdlib_module_names, *(found.name for found in pkgutil.iter_modules(sys.path[1:]))})
    optimizers = []
    for found in pkgutil.iter_modules(torch.optim.__path__, "torch.optim."):
        if found.ispkg:
            continue
        module = importlib.import_module(found.name)
        optimizers += [
            [found.name, name, issubclass(value, BASES) and value is not BASES[0]]
            for name, value in vars(module).items() if inspect.isclass(value)]
    (folder / "names.json").write_text(json.dumps({"modules": modules, "optimizers": optimizers}))
    print(len(modules), optimizers)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
