#!/usr/bin/env python3
"""Writes the golden cases whose inputs are bytes, in float64 by PyTorch's automatic differentiation: loss/*-bytes.json.

Weights are such that sums of inputs up to 255 leave the softmax short of saturation and no unit near its kink, where float32 would
decide otherwise than float64. Half of the inputs are zero.
"""
import json
from pathlib import Path

import torch

NAMES = ["w1", "b1", "w2", "b2", "w3", "b3"]
INPUTS, HIDDEN, CLASSES, ROWS = 21, (18, 6), 3, 19
LAMBDA1, LAMBDA2 = 1000.0, 0.01
FAR_FROM_A_KINK = 0.02
ADAM = {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08, "steps": 5}


def draw(seed):
    torch.manual_seed(seed)
    widths = [INPUTS, *HIDDEN, CLASSES]
    params = []
    for i, deviation in enumerate((0.004, 0.5, 0.5)):
        params += [deviation * torch.randn(widths[i], widths[i + 1]), 0.5 * torch.randn(widths[i + 1])]
    x = torch.randint(1, 256, (ROWS, INPUTS)).double() * (torch.rand(ROWS, INPUTS) < 0.5)
    return [p.requires_grad_() for p in params], x, torch.randint(0, CLASSES, (ROWS,)), (torch.rand(ROWS, INPUTS) < 0.3).double()


def forward(params, x):
    w1, b1, w2, b2, w3, b3 = params
    z1 = x @ w1 + b1
    z2 = torch.relu(z1) @ w2 + b2
    return z1, z2, torch.relu(z2) @ w3 + b3


def terms(params, x, labels, annotation):
    x = x.clone().requires_grad_()
    logits = forward(params, x)[2]
    log_p = torch.log_softmax(logits, 1)
    gradient, = torch.autograd.grad(log_p.sum(), x, create_graph=True)
    cross_entropy = -log_p[range(ROWS), labels].sum()
    right_reasons = LAMBDA1 * (annotation * gradient).square().sum()
    weight_decay = LAMBDA2 * sum(p.square().sum() for p in params)
    return logits, log_p, gradient, cross_entropy, right_reasons, weight_decay


def gradients(loss, params):
    found = torch.autograd.grad(loss, params, retain_graph=True, allow_unused=True)
    return {name: (torch.zeros_like(p) if g is None else g).tolist() for name, g, p in zip(NAMES, found, params)}


def loss_case(params, *rows):
    logits, log_p, gradient, cross_entropy, right_reasons, weight_decay = terms(params, *rows)
    total = cross_entropy + right_reasons + weight_decay
    return {
        "logits": logits.tolist(), "log_probabilities": log_p.tolist(), "input_gradient": gradient.tolist(),
        "cross_entropy": cross_entropy.item(), "right_reasons": right_reasons.item(), "weight_decay": weight_decay.item(),
        "total": total.item(), "right_reasons_gradients": gradients(right_reasons, params), "total_gradients": gradients(total, params),
    }


def adam_case(params, *rows):
    params = [p.detach().clone().requires_grad_() for p in params]
    optimizer = torch.optim.Adam(params, ADAM["lr"], (ADAM["beta1"], ADAM["beta2"]), ADAM["epsilon"])
    losses = []
    for _ in range(ADAM["steps"]):
        loss = sum(terms(params, *rows)[3:])
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {"losses": losses, "params_after": {name: p.tolist() for name, p in zip(NAMES, params)}}


def write(kind, name, seed, expected, params, x, labels, annotation):
    case = {
        "name": name, "kind": kind, "source": f"PyTorch {torch.__version__} float64 autograd, {Path(__file__).name}, seed {seed}",
        "shape": {"inputs": INPUTS, "hidden": HIDDEN, "classes": CLASSES, "rows": ROWS},
        "loss": {"explained": "log-sum", "class": None, "norm": "l2", "lambda1": LAMBDA1, "lambda2": LAMBDA2, "reduction": "sum"},
        **({"optimizer": ADAM} if kind == "adam" else {}),
        "params": {name: p.tolist() for name, p in zip(NAMES, params)},
        "x": x.tolist(), "labels": labels.tolist(), "annotation": annotation.tolist(),
        "expected": expected(params, x, labels, annotation),
    }
    (Path(__file__).parent / "loss" / f"{name}.json").write_text(json.dumps(case) + "\n")


def main():
    torch.set_default_dtype(torch.float64)
    seed = 0
    while True:
        params, x, labels, annotation = draw(seed)
        z1, z2, logits = forward(params, x)
        if min(z1.abs().min(), z2.abs().min()) > FAR_FROM_A_KINK and torch.softmax(logits, 1).max() < 0.999:
            break
        seed += 1
    write("loss", "loss-log-sum-l2-bytes", seed, loss_case, params, x, labels, annotation)
    write("adam", "adam-five-steps-bytes", seed, adam_case, params, x, labels, annotation)


main()
