#!/usr/bin/env python3
"""Decoy MNIST trained to be right for the right reasons (Ross, Hughes and Doshi-Velez, IJCAI 2017) in JAX.

A peer that RrrGpu is timed against: the protocol, the data, the options and the JSON line of pytorch.py beside this file.
An epoch is one compiled program: lax.scan over its minibatches; models of one ensemble are one vmap over it. Parameters and
moments are donated to it, so that they are updated where they lie.
"""
import argparse
import gzip
import json
import os
import sys
import time
from functools import partial
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


# What jax_default_matmul_precision is called.
PRECISIONS = {"float32": "highest", "tf32": "tensorfloat32", "default": None}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N (default cpu)")
    parser.add_argument("--threads", type=int, default=1, help="processors that may be used (default 1)")
    parser.add_argument("--epochs", type=int, default=64)
    parser.add_argument("--lambda1", type=float, default=1000.0)
    parser.add_argument("--lambda2", type=float, default=1e-4)
    parser.add_argument("--annotations", choices=["none", "full"], default="full")
    parser.add_argument("--models", type=int, default=1, help="models with seeds SEED, SEED+1, … (default 1)")
    parser.add_argument("--grouping", choices=["sequential", "batched", "vmap"], default="vmap",
                        help="several models one after another, or as one by vmap, which batched says too")
    parser.add_argument("--precision", choices=list(PRECISIONS), default="float32",
                        help="of matrix products on a GPU; default is what JAX chooses, which may be tf32")
    parser.add_argument("--unroll", type=int, default=1, help="steps that the compiled loop takes at once: fewer turns, longer compilation")
    parser.add_argument("--seed", type=int, default=0, help="initial parameters")
    parser.add_argument("--data-seed", type=int, default=0, help="swatches")
    parser.add_argument("--table", type=Path, help="an .npz with X, y, X_test, y_test instead of Decoy MNIST; without annotation")
    parser.add_argument("--data", type=Path, default=REPOSITORY / "data" / "mnist", help="folder of the four IDX .gz files")
    arguments = parser.parse_args()
    if min(arguments.threads, arguments.epochs, arguments.models, arguments.unroll) < 1:
        parser.error("--threads, --epochs, --models and --unroll must be at least 1")
    if arguments.table and arguments.annotations != "none":
        parser.error("--table has no annotation; give --annotations none")
    return arguments


ARGUMENTS = parse_arguments()
# JAX looks at these when it is loaded. It has no option for its threads, so the process is given that many processors.
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
os.environ["JAX_PLATFORMS"] = "cpu" if ARGUMENTS.device == "cpu" else "cuda"
if ARGUMENTS.device == "cpu" and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:ARGUMENTS.threads])

try:
    import jax
    import jax.numpy as jnp
    import numpy as np
except ModuleNotFoundError as missing:
    sys.exit(f"jax_peer.py: {sys.executable} has no module {missing.name}; install JAX and NumPy (pip install jax, "
             "or 'jax[cuda13]' for a GPU)")

BATCH, LEARNING_RATE, SPREAD = 256, 1e-3, 0.1
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
HIDDEN = (50, 30)


def read_idx(path):
    with gzip.open(path, "rb") as stream:
        data = stream.read()
    dimensions = data[3]
    shape = np.frombuffer(data, ">i4", dimensions, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


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


def initial_parameters(seed, widths):
    shapes = [shape for fan_in, width in zip(widths, widths[1:]) for shape in ((fan_in, width), (width,))]
    keys = jax.random.split(jax.random.key(seed), len(shapes))
    return [SPREAD * jax.random.normal(key, shape) for key, shape in zip(keys, shapes)]


def initial_state(parameters):
    """Parameters, Adam's two moments and its step count. Each has memory of its own, or it could not be donated."""
    first, second = ([jnp.zeros_like(parameter) for parameter in parameters] for _ in range(2))
    return parameters, first, second, jnp.zeros((), jnp.int32)


def logits(parameters, x):
    w1, b1, w2, b2, w3, b3 = parameters
    return jax.nn.relu(jax.nn.relu(x @ w1 + b1) @ w2 + b2) @ w3 + b3


def loss(parameters, x, y, annotation, lambda1, lambda2):
    log_probs, pull_back = jax.vjp(lambda x: jax.nn.log_softmax(logits(parameters, x)), x)
    # A product with ones and zeros fuses with what is around it; a gather's derivative is a scatter, which does not.
    value = -jnp.sum(jax.nn.one_hot(y, log_probs.shape[-1], dtype=log_probs.dtype) * log_probs)
    if annotation is not None:
        gradient, = pull_back(jnp.ones_like(log_probs))
        value = value + lambda1 * jnp.sum(jnp.square(annotation * gradient))
    return value + lambda2 * sum(jnp.sum(jnp.square(parameter)) for parameter in parameters)


def adam_step(state, batch, lambda1, lambda2):
    parameters, first, second, count = state
    gradients = jax.grad(loss)(parameters, *batch, lambda1, lambda2)
    count = count + 1
    first = [BETA1 * m + (1 - BETA1) * g for m, g in zip(first, gradients)]
    second = [BETA2 * v + (1 - BETA2) * g * g for v, g in zip(second, gradients)]
    first_scale, second_scale = 1 / (1 - BETA1 ** count), 1 / (1 - BETA2 ** count)
    parameters = [p - LEARNING_RATE * first_scale * m / (jnp.sqrt(second_scale * v) + EPSILON)
                  for p, m, v in zip(parameters, first, second)]
    return parameters, first, second, count


def train_epoch(state, full_batches, last_batch, lambda1, lambda2, unroll):
    state, _ = jax.lax.scan(lambda s, batch: (adam_step(s, batch, lambda1, lambda2), None), state, full_batches, unroll=unroll)
    return state if last_batch is None else adam_step(state, last_batch, lambda1, lambda2)


def count_hits(parameters, x, y):
    return (logits(parameters, x).argmax(-1) == y).sum()


def mean_accuracy(states, x, y, together):
    """Over all models."""
    count = jax.jit(jax.vmap(count_hits, in_axes=(0, None, None)) if together else count_hits)
    rows = 1024 if together else 4096
    hits = [count(state[0], x[i:i + rows], y[i:i + rows]) for state in states for i in range(0, len(y), rows)]
    models = len(states[0][0][0]) if together else len(states)
    return float(sum(np.asarray(part).sum() for part in hits)) / (len(y) * models)


def main():
    arguments = ARGUMENTS
    jax.config.update("jax_default_matmul_precision", PRECISIONS[arguments.precision])
    try:
        device = jax.devices()[int(arguments.device.partition(":")[2] or 0)]
    except (RuntimeError, IndexError) as missing:
        sys.exit(f"jax_peer.py: --device {arguments.device}: JAX {jax.__version__} finds no such device: {missing}")
    jax.config.update("jax_default_device", device)

    rows = table(arguments.table) if arguments.table else decoy_mnist(arguments.data, arguments.data_seed)
    train_x, train_y, annotation, test_x, test_y = rows
    widths = (train_x.shape[1], *HIDDEN, int(max(train_y.max(), test_y.max())) + 1)
    train_x, annotation, test_x = (jnp.asarray(a, jnp.float32) for a in (train_x, annotation, test_x))
    train_y, test_y = (jnp.asarray(a, jnp.int32) for a in (train_y, test_y))
    penalised = arguments.annotations == "full" and arguments.lambda1 > 0
    rows = train_x, train_y, annotation if penalised else None
    full, rest = divmod(len(train_y), BATCH)
    full_batches = jax.tree.map(lambda a: a[:full * BATCH].reshape(full, BATCH, *a.shape[1:]), rows)
    last_batch = jax.tree.map(lambda a: a[full * BATCH:], rows) if rest else None

    seeds = range(arguments.seed, arguments.seed + arguments.models)
    together = arguments.grouping != "sequential" and arguments.models > 1
    epoch = partial(train_epoch, lambda1=arguments.lambda1, lambda2=arguments.lambda2, unroll=arguments.unroll)
    epoch = jax.jit(jax.vmap(epoch, in_axes=(0, None, None)) if together else epoch, donate_argnums=0)
    states = [initial_state(initial_parameters(seed, widths)) for seed in seeds]
    if together:
        states = [jax.tree.map(lambda *tensors: jnp.stack(tensors), *states)]

    started = time.perf_counter()
    # Compiles and runs once; the result is dropped, and so is the copy that was donated to it.
    jax.block_until_ready(epoch(jax.tree.map(jnp.copy, states[0]), full_batches, last_batch))
    first_step = time.perf_counter()
    for index, state in enumerate(states):
        for _ in range(arguments.epochs):
            state = epoch(state, full_batches, last_batch)
        states[index] = state
    jax.block_until_ready(states)
    train_seconds = time.perf_counter() - first_step

    steps = arguments.epochs * (full + (rest > 0))
    print(json.dumps({
        "framework": "jax", "version": jax.__version__, "variant": "jit" if arguments.unroll == 1 else f"jit, unroll {arguments.unroll}",
        "device": arguments.device, "device_name": device.device_kind,
        "precision": arguments.precision if arguments.device != "cpu" else "float32",
        "threads": arguments.threads, "annotations": arguments.annotations, "lambda1": arguments.lambda1,
        "models": arguments.models, "grouping": arguments.grouping, "epochs": arguments.epochs, "steps": steps,
        "setup_seconds": round(first_step - started, 3), "train_seconds": round(train_seconds, 4),
        "ms_per_step": round(1000 * train_seconds / (steps * arguments.models), 4),
        "train_accuracy": mean_accuracy(states, train_x, train_y, together),
        "test_accuracy": mean_accuracy(states, test_x, test_y, together),
    }))


if __name__ == "__main__":
    main()
