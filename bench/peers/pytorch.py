#!/usr/bin/env python3
"""Decoy MNIST trained to be right for the right reasons (Ross, Hughes and Doshi-Velez, IJCAI 2017) in PyTorch.

The peer that RrrGpu is timed against: the same network, protocol and data, written as one would for speed.

  loss = sum over rows of [ -log p_y + lambda1 * |A o d(sum_k log p_k)/dx|^2 ] + lambda2 * sum of theta^2

All of MNIST, raw 0..255 pixels, 784-50-30-10 ReLU, N(0, 0.1^2) weights and biases, minibatches of 256 in fixed order
with the last partial one, Adam 1e-3. Prints one JSON line; train_seconds runs from the first step to the last.
"""
import argparse
import gzip
import json
import os
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N (default cpu)")
    parser.add_argument("--threads", type=int, default=1, help="processor threads (default 1: faster than 2 on such products)")
    parser.add_argument("--epochs", type=int, default=64)
    parser.add_argument("--lambda1", type=float, default=1000.0)
    parser.add_argument("--lambda2", type=float, default=1e-4)
    parser.add_argument("--annotations", choices=["none", "full"], default="full")
    parser.add_argument("--models", type=int, default=1, help="models with seeds SEED, SEED+1, … (default 1)")
    parser.add_argument("--grouping", choices=["sequential", "batched", "vmap"], default="sequential",
                        help="several models one after another; as one with a leading model axis; or as one by torch.func.vmap")
    parser.add_argument("--variant", choices=["eager", "compile", "cudagraph", "compile-cudagraph"], default="eager",
                        help="all but eager need --device cuda")
    parser.add_argument("--precision", choices=["float32", "tf32"], default="float32", help="of matrix products on CUDA")
    parser.add_argument("--seed", type=int, default=0, help="initial parameters")
    parser.add_argument("--data-seed", type=int, default=0, help="swatches")
    parser.add_argument("--table", type=Path, help="an .npz with X, y, X_test, y_test instead of Decoy MNIST; without annotation")
    parser.add_argument("--data", type=Path, default=REPOSITORY / "data" / "mnist", help="folder of the four IDX .gz files")
    arguments = parser.parse_args()
    if min(arguments.threads, arguments.epochs, arguments.models) < 1:
        parser.error("--threads, --epochs and --models must be at least 1")
    if arguments.table and arguments.annotations != "none":
        parser.error("--table has no annotation; give --annotations none")
    if arguments.variant != "eager" and not arguments.device.startswith("cuda"):
        parser.error(f"--variant {arguments.variant} needs --device cuda, got {arguments.device}")
    return arguments


ARGUMENTS = parse_arguments()
# BLAS and OpenMP read these when they are loaded, so they are set before the imports below.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(ARGUMENTS.threads)

try:
    import numpy as np
    import torch
    import torch.nn.functional as F
except ModuleNotFoundError as missing:
    sys.exit(f"pytorch.py: {sys.executable} has no module {missing.name}; install PyTorch and NumPy "
             "(Debian: apt-get install python3-torch python3-numpy libopenblas0-pthread)")
try:
    from torch import func as transforms
except ImportError:
    try:
        import functorch as transforms  # what it was called up to 1.13
    except ImportError:
        transforms = None

BATCH, LEARNING_RATE, SPREAD = 256, 1e-3, 0.1
HIDDEN = (50, 30)
WARM_UP_STEPS = 3
# Below this share of entries that are not zero, products with sparse rows are faster on a processor: measured.
SPARSE_SHARE = 0.05


def read_idx(path):
    with gzip.open(path, "rb") as stream:
        data = stream.read()
    dimensions = data[3]
    shape = np.frombuffer(data, ">i4", dimensions, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * dimensions).reshape(shape).copy()


def add_swatches(images, shades, random):
    """Paints a 4 x 4 swatch of 255 - 25 * shade in a random corner of each image; returns images and annotation as rows."""
    images, annotation = images.copy(), np.zeros(images.shape, bool)
    top, left = random.integers(0, 2, (2, len(images))) * 24
    for row in range(len(images)):
        corner = row, slice(top[row], top[row] + 4), slice(left[row], left[row] + 4)
        images[corner] = 255 - 25 * shades[row]
        annotation[corner] = True
    return images.reshape(len(images), -1), annotation.reshape(len(images), -1)


def decoy_mnist(folder, seed):
    """Training swatches tell the digit; test swatches are of random shades."""
    random = np.random.default_rng(seed)
    train_y = read_idx(folder / "train-labels-idx1-ubyte.gz")
    test_y = read_idx(folder / "t10k-labels-idx1-ubyte.gz")
    train_x, annotation = add_swatches(read_idx(folder / "train-images-idx3-ubyte.gz"), train_y, random)
    shades = random.integers(0, 10, len(test_y))
    test_x, _ = add_swatches(read_idx(folder / "t10k-images-idx3-ubyte.gz"), shades, random)
    return train_x, train_y, annotation, test_x, test_y


def table(path):
    """A table's rows, float32, and labels from 0 on."""
    with np.load(path) as arrays:
        return arrays["X"], arrays["y"], np.zeros((len(arrays["X"]), 1), bool), arrays["X_test"], arrays["y_test"]


def initial_parameters(seeds, widths):
    """W1, b1, W2, b2, W3, b3; with a leading model axis where there are several seeds."""
    models = []
    for seed in seeds:
        generator = torch.Generator().manual_seed(seed)
        models.append([SPREAD * torch.randn(shape, generator=generator)
                       for fan_in, width in zip(widths, widths[1:]) for shape in ((fan_in, width), (1, width))])
    return models[0] if len(models) == 1 else [torch.stack(tensors) for tensors in zip(*models)]


def logits(parameters, x):
    w1, b1, w2, b2, w3, b3 = parameters
    layer = torch.addmm if x.dim() == 2 else torch.baddbmm
    z1 = torch.sparse.mm(x, w1) + b1 if x.is_sparse else layer(b1, x, w1)
    return layer(b3, torch.relu(layer(b2, torch.relu(z1), w2)), w3)


def loss_gradients(parameters, x, y, annotation, lambda1):
    """Gradients of cross-entropy and right-reasons term. x requires a gradient, the loss's gradient in x is not computed."""
    log_probs = torch.log_softmax(logits(parameters, x), -1)
    loss = F.nll_loss(log_probs.reshape(-1, log_probs.shape[-1]), y, reduction="sum")
    if annotation is not None:
        gradient, = torch.autograd.grad(log_probs.sum(), x, create_graph=True)
        loss = loss + lambda1 * (annotation * gradient).square().sum()
    return torch.autograd.grad(loss, parameters)


def functional_loss_gradients(parameters, x, y, annotation, lambda1):
    """The same for torch.compile and vmap, which take function transforms but not a graph that is differentiated twice."""

    def loss(parameters):
        log_probs = torch.log_softmax(logits(parameters, x), -1)
        value = F.nll_loss(log_probs.reshape(-1, log_probs.shape[-1]), y, reduction="sum")
        if annotation is None:
            return value
        gradient = transforms.grad(lambda x: torch.log_softmax(logits(parameters, x), -1).sum())(x)
        return value + lambda1 * (annotation * gradient).square().sum()

    return transforms.grad(loss)(parameters)


class Training:
    """One model, or several as one."""

    def __init__(self, seeds, widths, batches, arguments, device):
        self.arguments, self.device = arguments, device
        compiled, mapped = arguments.variant.startswith("compile"), arguments.grouping == "vmap" and len(seeds) > 1
        functional = compiled or mapped
        self.gradients = functional_loss_gradients if functional else loss_gradients
        if mapped:  # over the models' parameters; rows and labels are the same for all
            self.gradients = transforms.vmap(self.gradients, in_dims=(0, None, None, None, None))
        if compiled:
            self.gradients = torch.compile(self.gradients, dynamic=False)
        # Function transforms differentiate plain tensors; autograd wants those marked that it is to differentiate in.
        self.parameters = [tensor.to(device).requires_grad_(not functional) for tensor in initial_parameters(seeds, widths)]
        self.batches = [self.prepare(*batch, 1 if mapped else len(seeds), not functional) for batch in batches]
        self.optimizer = make_optimizer(self.parameters, arguments, device)
        self.graph = None

    @staticmethod
    def prepare(x, y, annotation, models, marked):
        if models > 1:
            x, y = x.expand(models, -1, -1), y.repeat(models)
        return x.detach().requires_grad_(marked and annotation is not None), y, annotation

    def step(self, batch):
        for parameter, gradient in zip(self.parameters, self.gradients(self.parameters, *batch, self.arguments.lambda1)):
            parameter.grad = gradient
        self.optimizer.step()

    def epoch(self):
        if self.graph is not None:
            self.graph.replay()
            return
        for batch in self.batches:
            self.step(batch)

    def warm_up(self):
        """Loads, compiles and captures what the steps need, and puts everything back as it was."""
        start = [parameter.detach().clone() for parameter in self.parameters]
        kept = (self.batches[0], self.batches[-1])
        if self.arguments.variant.endswith("cudagraph"):
            side = torch.cuda.Stream()
            side.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(side):
                self.warm_up_steps(kept)
            torch.cuda.current_stream().wait_stream(side)
            # Rows come in one order, so one graph holds a whole epoch and no row is copied.
            self.graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(self.graph):
                for batch in self.batches:
                    self.step(batch)
        else:
            self.warm_up_steps(kept)
        with torch.no_grad():
            for parameter, value in zip(self.parameters, start):
                parameter.copy_(value)
            for state in self.optimizer.state.values():
                for value in state.values():
                    value.zero_()
        synchronize(self.device)

    def warm_up_steps(self, batches):
        for _ in range(WARM_UP_STEPS):
            for batch in batches:
                self.step(batch)

    @torch.no_grad()
    def accuracies(self, x, y):
        """One for each model."""
        one = self.parameters[0].dim() == 2
        hits, rows_at_once = 0, 4096 if one else 1024
        for rows, labels in zip(x.split(rows_at_once), y.split(rows_at_once)):
            rows = rows if one else rows.expand(self.parameters[0].shape[0], -1, -1)
            hits = hits + (logits(self.parameters, rows).argmax(-1) == labels).sum(-1)
        return (hits / len(y)).reshape(-1).tolist()


def make_optimizer(parameters, arguments, device):
    """Adam. Its weight decay w adds w * theta to the gradient: the gradient of lambda2 * sum of theta^2 where w = 2 * lambda2."""
    options = {"capturable": True} if arguments.variant.endswith("cudagraph") else {}
    for faster in ({"fused": True}, {"foreach": device.type == "cuda"}):
        try:
            return torch.optim.Adam(parameters, LEARNING_RATE, weight_decay=2 * arguments.lambda2, **faster, **options)
        except (RuntimeError, TypeError):
            continue  # no fused Adam for this device in this version
    raise SystemExit("pytorch.py: this PyTorch has no usable Adam")


def multiplies_sparse(x, penalised, arguments):
    """A gradient in the rows is dense, as is a product of several models at once."""
    one = arguments.grouping == "sequential" or arguments.models == 1
    return one and not penalised and x.device.type == "cpu" and float((x != 0).float().mean()) < SPARSE_SHARE


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def main():
    arguments = ARGUMENTS
    torch.set_num_threads(arguments.threads)
    device = torch.device(arguments.device)
    if device.type == "cuda" and not torch.cuda.is_available():
        sys.exit(f"pytorch.py: --device {arguments.device}: PyTorch {torch.__version__} finds no CUDA device")
    if arguments.variant.startswith("compile") and not hasattr(torch, "compile"):
        sys.exit(f"pytorch.py: --variant {arguments.variant}: PyTorch {torch.__version__} has no torch.compile")
    if arguments.grouping == "vmap" and transforms is None:
        sys.exit(f"pytorch.py: --grouping vmap: PyTorch {torch.__version__} has no torch.func")
    torch.set_float32_matmul_precision("high" if arguments.precision == "tf32" else "highest")

    rows = table(arguments.table) if arguments.table else decoy_mnist(arguments.data, arguments.data_seed)
    train_x, train_y, annotation, test_x, test_y = rows
    widths = (train_x.shape[1], *HIDDEN, int(max(train_y.max(), test_y.max())) + 1)
    train_x, annotation, test_x = (torch.from_numpy(a).to(device, torch.float32) for a in (train_x, annotation, test_x))
    train_y, test_y = (torch.from_numpy(a).to(device, torch.int64) for a in (train_y, test_y))
    penalised = arguments.annotations == "full" and arguments.lambda1 > 0
    marks = annotation.split(BATCH) if penalised else [None] * -(-len(train_x) // BATCH)
    is_sparse = multiplies_sparse(train_x, penalised, arguments)
    batch_x = [x.to_sparse() if is_sparse else x for x in train_x.split(BATCH)]
    batches = list(zip(batch_x, train_y.split(BATCH), marks))

    seeds = range(arguments.seed, arguments.seed + arguments.models)
    groups = [seeds] if arguments.grouping != "sequential" else [[seed] for seed in seeds]
    setup_seconds = train_seconds = 0.0
    train_accuracy, test_accuracy = [], []
    for group in groups:
        started = time.perf_counter()
        training = Training(group, widths, batches, arguments, device)
        training.warm_up()
        first_step = time.perf_counter()
        for _ in range(arguments.epochs):
            training.epoch()
        synchronize(device)
        last_step = time.perf_counter()
        setup_seconds += first_step - started
        train_seconds += last_step - first_step
        train_accuracy += training.accuracies(train_x, train_y)
        test_accuracy += training.accuracies(test_x, test_y)

    steps = arguments.epochs * len(batches)
    print(json.dumps({
        "framework": "pytorch", "version": torch.__version__, "variant": arguments.variant,
        "device": str(device), "peak_bytes": torch.cuda.max_memory_allocated(device) if device.type == "cuda" else None,
        "device_name": torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu",
        "precision": arguments.precision if device.type == "cuda" else "float32",
        "threads": arguments.threads, "inputs": "sparse" if is_sparse else "dense", "annotations": arguments.annotations, "lambda1": arguments.lambda1,
        "models": arguments.models, "grouping": arguments.grouping, "epochs": arguments.epochs, "steps": steps,
        "setup_seconds": round(setup_seconds, 3), "train_seconds": round(train_seconds, 4),
        "ms_per_step": round(1000 * train_seconds / (steps * arguments.models), 4),
        "train_accuracy": sum(train_accuracy) / len(train_accuracy),
        "test_accuracy": sum(test_accuracy) / len(test_accuracy),
    }))


if __name__ == "__main__":
    main()
