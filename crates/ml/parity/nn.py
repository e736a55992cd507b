"""Writes tests/reference/nn.json: what PyTorch computes for operations, layers, losses and optimiser steps.

Run from crates/ml with a Python that has torch: python parity/nn.py
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20261123)


def plain(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().reshape(-1).tolist()}


def case(function, *inputs):
    """Inputs, the value, and the gradients of a weighted sum of the value."""
    inputs = [i.clone().requires_grad_(True) for i in inputs]
    value = function(*inputs)
    weights = torch.randn(value.shape)
    (value * weights).sum().backward()
    return {
        "inputs": [plain(i) for i in inputs],
        "weights": plain(weights),
        "value": plain(value),
        "gradients": [plain(i.grad) for i in inputs],
    }


def attention(qkv, heads, causal):
    batch, time, triple = qkv.shape
    q, k, v = (
        part.reshape(batch, time, heads, -1).transpose(1, 2) for part in qkv.split(triple // 3, dim=2)
    )
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    return mixed.transpose(1, 2).reshape(batch, time, triple // 3)


def block(x, g1, b1, wi, bi, wo, bo, g2, b2, w1, c1, w2, c2):
    """A pre-norm transformer block as GPT-2 has it; weights are (inputs, outputs)."""
    width = x.shape[-1]
    mixed = attention(F.layer_norm(x, (width,), g1, b1) @ wi + bi, 2, True)
    x = x + mixed @ wo + bo
    hidden = F.gelu(F.layer_norm(x, (width,), g2, b2) @ w1 + c1, approximate="tanh")
    return x + hidden @ w2 + c2


def language_model(tokens, places, g1, b1, wi, bi, wo, bo, g2, b2, w1, c1, w2, c2, g3, b3, head, bias):
    """The mean loss of a one-block GPT on two rows of three tokens."""
    text = torch.tensor([[0, 3, 1], [4, 4, 2]])
    x = F.embedding(text, tokens) + places
    x = F.layer_norm(block(x, g1, b1, wi, bi, wo, bo, g2, b2, w1, c1, w2, c2), (4,), g3, b3)
    return F.cross_entropy((x @ head + bias).reshape(6, 5), torch.tensor([3, 1, 2, 4, 2, 0]))


def convolutional(x, w1, b1, w2, b2, w3, b3):
    """Two convolutions with pools, and a linear layer whose weight is (inputs, outputs)."""
    x = F.max_pool2d(F.relu(F.conv2d(x, w1, b1, padding=1)), 2)
    x = F.avg_pool2d(torch.tanh(F.conv2d(x, w2, b2, padding=1)), 2)
    return F.cross_entropy(x.flatten(1) @ w3 + b3, torch.tensor([2, 0]))


def operations():
    r = torch.randn
    x = r(3, 4)
    labels = torch.tensor([2, 0, 3])
    image = r(2, 2, 5, 4)
    width = 4
    positive = r(3, 4).abs() + 0.5
    return {
        "square": case(torch.square, x),
        "sqrt": case(torch.sqrt, positive),
        "abs": case(torch.abs, x),
        "exp": case(torch.exp, x),
        "ln": case(torch.log, positive),
        "pow": case(lambda v: v**2.5, positive),
        "sin": case(torch.sin, x),
        "cos": case(torch.cos, x),
        "clamp": case(lambda v: v.clamp(-0.5, 0.7), x),
        "leaky_relu": case(lambda v: F.leaky_relu(v, 0.1), x),
        "add": case(lambda a, b: a + b, r(2, 1, 3), r(4, 1)),
        "subtract": case(lambda a, b: a - b, r(2, 1, 3), r(4, 1)),
        "multiply": case(lambda a, b: a * b, r(2, 1, 3), r(4, 1)),
        "divide": case(lambda a, b: a / b, r(2, 1, 4), positive),
        "maximum": case(torch.maximum, x, r(4)),
        "minimum": case(torch.minimum, x, r(4)),
        "sum": case(torch.sum, x),
        "mean": case(torch.mean, x),
        "sum_axis": case(lambda v: v.sum(1), r(2, 3, 2)),
        "mean_axis": case(lambda v: v.mean(0), r(2, 3, 2)),
        "max_axis": case(lambda v: v.amax(2), r(2, 3, 2)),
        "permute": case(lambda v: v.permute(2, 0, 1), r(2, 3, 2)),
        "slice": case(lambda v: v[:, 1:3], x),
        "concat": case(lambda a, b: torch.cat([a, b], 1), x, r(3, 2)),
        "pick": case(lambda v: v.gather(1, labels[:, None])[:, 0], x),
        "matmul": case(torch.matmul, r(2, 3, 4), r(2, 4, 2)),
        "kl_divergence": case(
            lambda p, q: F.kl_div(q.log_softmax(1), p.log_softmax(1), reduction="batchmean", log_target=True), x, r(3, 4)
        ),
        "bradley_terry": case(lambda c, r: -F.logsigmoid(c - r).mean(), r(5), r(5)),
        "language_model": case(
            language_model, r(5, 4), r(3, 4), r(4), r(4), r(4, 12), r(12), r(4, 4), r(4), r(4), r(4), r(4, 16), r(16),
            r(16, 4), r(4), r(4), r(4), r(4, 5), r(5),
        ),
        "convolutional": case(
            convolutional, r(2, 1, 4, 4), r(3, 1, 3, 3), r(3), r(2, 3, 3, 3), r(2), r(2, 4), r(4),
        ),
        "relu": case(F.relu, x),
        "gelu": case(lambda v: F.gelu(v, approximate="tanh"), x),
        "silu": case(F.silu, x),
        "softplus": case(F.softplus, x),
        "sigmoid": case(torch.sigmoid, x),
        "tanh": case(torch.tanh, x),
        "softmax": case(lambda v: F.softmax(v, -1), x),
        "log_softmax": case(lambda v: F.log_softmax(v, -1), x),
        "layer_norm": case(lambda v, g, b: F.layer_norm(v, (4,), g, b), x, r(4), r(4)),
        "affine": case(lambda v, w, b: v @ w + b, x, r(4, 2), r(2)),
        "conv2d": case(lambda v, w, b: F.conv2d(v, w, b, stride=2, padding=1), image, r(3, 2, 3, 3), r(3)),
        "max_pool2d": case(lambda v: F.max_pool2d(v, 2), image),
        "avg_pool2d": case(lambda v: F.avg_pool2d(v, 2), image),
        "embedding": case(lambda t: F.embedding(torch.tensor([1, 0, 1]), t), r(3, 2)),
        "attention": case(lambda v: attention(v, 2, False), r(2, 3, 12)),
        "causal_attention": case(lambda v: attention(v, 2, True), r(2, 3, 12)),
        "cross_entropy": case(lambda v: F.cross_entropy(v, labels), x),
        "smooth_cross_entropy": case(lambda v: F.cross_entropy(v, labels, label_smoothing=0.1), x),
        "binary_cross_entropy": case(
            lambda v: F.binary_cross_entropy_with_logits(v, torch.linspace(0, 1, 12).reshape(3, 4)), x
        ),
        "mean_squared": case(lambda v: F.mse_loss(v, torch.linspace(-1, 1, 12).reshape(3, 4)), x),
        "mean_absolute": case(lambda v: F.l1_loss(v, torch.linspace(-1, 1, 12).reshape(3, 4)), x),
        "huber": case(lambda v: F.huber_loss(v, torch.linspace(-1, 1, 12).reshape(3, 4), delta=0.7), x),
        "block": case(
            block, r(2, 3, width), r(width), r(width), r(width, 3 * width), r(3 * width), r(width, width), r(width),
            r(width), r(width), r(width, 4 * width), r(4 * width), r(4 * width, width), r(width),
        ),
    }


def optimizers():
    """Five steps on the mean squared error of a small network, in full batches."""
    x, y = torch.randn(6, 3), torch.randn(6, 1)
    first = [torch.randn(3, 4), torch.randn(4), torch.randn(4, 1), torch.randn(1)]
    kinds = {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
        "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
        "rms_prop": lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.9),
        "adam": lambda p: torch.optim.Adam(p, lr=0.05),
        "adam_w": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.01),
    }
    kinds["clipped"] = kinds["sgd"]
    after = {}
    for name, make in kinds.items():
        parameters = [p.clone().requires_grad_(True) for p in first]
        optimizer = make(parameters)
        for _ in range(5):
            optimizer.zero_grad()
            w1, b1, w2, b2 = parameters
            F.mse_loss(torch.tanh(x @ w1 + b1) @ w2 + b2, y).backward()
            if name == "clipped":
                torch.nn.utils.clip_grad_norm_(parameters, 0.5)
            optimizer.step()
        after[name] = [plain(p) for p in parameters]
    return {"x": plain(x), "y": plain(y), "first": [plain(p) for p in first], "after": after}


def schedules():
    """Factors of 40 steps."""
    of = torch.optim.lr_scheduler
    kinds = {
        "step": lambda o: of.StepLR(o, 7, 0.5),
        "cosine": lambda o: of.CosineAnnealingLR(o, 40),
        "warmup": lambda o: of.LinearLR(o, 1 / 10, total_iters=9),
        "warmup_cosine": lambda o: of.SequentialLR(
            o, [of.LinearLR(o, 1 / 10, total_iters=9), of.CosineAnnealingLR(o, 30)], [10]
        ),
        "one_cycle": lambda o: of.OneCycleLR(o, 1.0, total_steps=40),
    }
    factors = {}
    for name, make in kinds.items():
        optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
        schedule = make(optimizer)
        factors[name] = []
        for _ in range(40):
            factors[name].append(float(optimizer.param_groups[0]["lr"]))
            optimizer.step()
            if len(factors[name]) < 40:
                schedule.step()
    return factors


reference = {
    "torch": torch.__version__,
    "operations": operations(),
    "optimizers": optimizers(),
    "schedules": schedules(),
}
path = pathlib.Path(__file__).parent.parent / "tests" / "reference" / "nn.json"
path.write_text(json.dumps(reference, separators=(",", ":")) + "\n")
