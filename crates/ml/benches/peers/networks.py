"""The rows of networks.rs with PyTorch. `compare.py` runs them."""

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn


def rows(dtype, threads):
    torch.set_num_threads(threads)

    def row(work):
        def run():
            torch.set_default_dtype(dtype)
            torch.manual_seed(1)
            work(dtype)

        return run

    yield "MLP digits, 10 epochs", row(mlp)
    yield "CNN digits, 3 epochs", row(cnn)
    yield "transformer, 100 steps", row(transformer)
    yield "2000 steps down a valley", row(rosenbrock)


def images(dtype):
    digits = load_digits()
    return torch.tensor(digits.data / 16, dtype=dtype), torch.tensor(digits.target)


def fit(network, x, y, epochs):
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(32):
            optimizer.zero_grad()
            F.cross_entropy(network(x[rows]), y[rows]).backward()
            optimizer.step()
    return (network(x).argmax(1) == y).double().mean().item()


def mlp(dtype):
    x, y = images(dtype)
    return fit(nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)), x, y, 10)


def cnn(dtype):
    x, y = images(dtype)
    network = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(128, 10),
    )  # fmt: skip
    return fit(network, x.reshape(-1, 1, 8, 8), y, 3)


class Block(nn.Module):
    """Norms before the work, tanh GELU: what `TransformerBlock` computes."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.inputs, self.output = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.expand, self.contract = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        rows, time_, width = x.shape
        parts = self.inputs(self.first(x)).split(width, 2)
        q, k, v = (part.view(rows, time_, self.heads, -1).transpose(1, 2) for part in parts)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.output(mixed.transpose(1, 2).reshape(rows, time_, width))
        return x + self.contract(F.gelu(self.expand(self.second(x)), approximate="tanh"))


class Transformer(nn.Module):
    def __init__(self, vocabulary, context, width, heads, layers):
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.Sequential(*[Block(width, heads) for _ in range(layers)])
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary)

    def forward(self, tokens):
        x = self.tokens(tokens) + self.places(torch.arange(tokens.shape[1]))
        return self.head(self.norm(self.blocks(x)))


def transformer(dtype):
    text = "It is not the mountain we conquer but ourselves, one step and then the next. " * 200
    characters = sorted(set(text))
    tokens = torch.tensor([characters.index(c) for c in text])
    model = Transformer(65, 32, 64, 4, 2)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(100):
        starts = torch.randint(len(tokens) - 32, (16,))
        window = torch.stack([tokens[s : s + 33] for s in starts])
        loss = F.cross_entropy(model(window[:, :-1]).reshape(-1, 65), window[:, 1:].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return loss.item()


def rosenbrock(dtype):
    x = torch.tensor([-1.2, 1.0], requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=1e-4, momentum=0.9)
    for _ in range(2000):
        optimizer.zero_grad()
        loss = (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
        loss.backward()
        optimizer.step()
    return loss.item()
