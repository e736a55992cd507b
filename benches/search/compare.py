#!/usr/bin/env python3
"""The search of a journal beside pagefind, for the same entries: how long the index takes to make, how large it is, and what
the first search has to load.

    compare.py LOSSBOOK [PAGEFIND] [COUNT ...]

LOSSBOOK is the built binary (release), PAGEFIND that of the npm package `@pagefind/<platform>`; counts are 10 and 10000 if
none are given. Times are the difference between a build with and one without the search, each the best of three in turns.
What pagefind's first search loads is what its script asks for: its own script, its metadata, its WebAssembly, the
chunks that hold the word, and a fragment for each of the ten entries that are shown.
"""

import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

WORDS_A_POST = 600
WORD = "gradient"


def vocabulary(size, seed):
    """Words of syllables; the first are the frequent ones."""
    chance = random.Random(seed)
    syllables = ["ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve", "wi", "xo", "zu", "kra", "sto", "lin"]
    words = set()
    while len(words) < size:
        words.add("".join(chance.choice(syllables) for _ in range(chance.randint(2, 5))))
    return sorted(words, key=lambda word: (len(word), word))


def journal(folder, count):
    """Writes `count` posts whose words follow Zipf's law, of which one in fifty is about the word that is searched for."""
    words = vocabulary(20000, 1)
    weights = [1 / (rank + 3) for rank in range(len(words))]
    (folder / "entries").mkdir(parents=True)
    for number in range(count):
        chance = random.Random(number)
        text = chance.choices(words, weights, k=WORDS_A_POST)
        if number % 50 == 0:
            text[chance.randrange(WORDS_A_POST)] = WORD
        title = " ".join(chance.choices(words, weights, k=4))
        body = "\n\n".join(" ".join(text[start:start + 60]) + "." for start in range(0, len(text), 60))
        date = f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}"
        (folder / "entries" / f"post-{number}.md").write_text(f"---\ntitle: {title}\ndate: {date}\n---\n{body}\n")


def settings(folder, search):
    (folder / "lossbook.toml").write_text(
        f'[site]\ntitle = "Bench"\nfeed_limit = 20\nsearch = {"true" if search else "false"}\n')


def build(binary, folder, search):
    settings(folder, search)
    subprocess.run(["rm", "-rf", str(folder / "site")], check=True)
    start = time.perf_counter()
    subprocess.run([binary, "build", "-q"], cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def packed(path):
    return len(gzip.compress(path.read_bytes(), 6))


def total(paths):
    paths = list(paths)
    return len(paths), sum(path.stat().st_size for path in paths)


def value(character):
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".index(character)


def entries_with(lists):
    """What `templates/search.js` reads of the lists of a word."""
    best = {}
    for text in lists:
        at = entry = 0
        while at < len(text):
            digit, number, shift = value(text[at]), value(text[at]) & 31, 5
            while digit & 32:
                at += 1
                digit = value(text[at])
                number |= (digit & 31) << shift
                shift += 5
            entry += number
            best[entry] = max(best.get(entry, 0), value(text[at + 1]))
            at += 2
    return sorted(best, key=lambda one: (-best[one], -one))


def content(path):
    text = path.read_text()
    return json.loads(text[text.index("(") + 1:text.rindex(")")])


def first_search(site):
    """The files that `templates/search.js` loads for one word, and the ten entries that it shows."""
    folder = site / "search"
    index = content(folder / "index.js")
    after = next((at for at, first in enumerate(index["shards"]) if first > WORD), len(index["shards"]))
    shards = [max(0, after - 1)]
    while shards[-1] + 1 < len(index["shards"]) and index["shards"][shards[-1] + 1].startswith(WORD):
        shards.append(shards[-1] + 1)
    names = [f"w{shard}.js" for shard in shards]
    lists = [text for name in names for word, text in content(folder / name)["words"].items() if word.startswith(WORD)]
    shown = entries_with(lists)[:10]
    blocks = {f"b{entry // index['block']}.js" for entry in shown}
    script = next(site.glob("search.*.js"))
    return [script, folder / "index.js"] + [folder / name for name in names + sorted(blocks)]


def pagefind(binary, site):
    subprocess.run(["rm", "-rf", str(site / "pagefind")], check=True)
    start = time.perf_counter()
    subprocess.run([binary, "--site", str(site), "--glob", "post-*/index.html", "--root-selector", "main"],
                   check=True, capture_output=True)
    took = time.perf_counter() - start
    folder = site / "pagefind"
    chunks = sorted(folder.glob("index/*.pf_index"), key=lambda path: path.stat().st_size)
    fragments = sorted(folder.glob("fragment/*.pf_fragment"), key=lambda path: path.stat().st_size)
    middle = fragments[len(fragments) // 2]
    own = [folder / "pagefind.js", folder / "pagefind-entry.json", *folder.glob("pagefind.*.pf_meta"),
           *folder.glob("wasm.en.pagefind"), chunks[len(chunks) // 2]]
    # Its own data are packed already.
    bytes_ = sum(packed(path) for path in own) + min(10, len(fragments)) * middle.stat().st_size
    return took, len(own) + min(10, len(fragments)), bytes_, total(path for path in folder.rglob("*") if path.is_file())


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    rest = sys.argv[2:]
    other = str(pathlib.Path(rest.pop(0)).resolve()) if rest and not rest[0].isdigit() else None
    for count in map(int, rest or ["10", "10000"]):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            journal(folder, count)
            times = [(build(binary, folder, False), build(binary, folder, True)) for _ in range(3)]
            without, with_search = (min(column) for column in zip(*times))
            site = folder / "site"
            loaded = first_search(site)
            files, size = total((site / "search").glob("*.js"))
            print(f"{count} entries: build {without:.2f} s without, {with_search:.2f} s with the search "
                  f"({with_search / without:.2f} times); index {files} files, {size / 1e3:.0f} kB; "
                  f"first search {len(loaded)} files, {sum(map(packed, loaded)) / 1e3:.1f} kB packed")
            if other:
                took, requests, bytes_, (files, size) = pagefind(other, site)
                print(f"    pagefind: {took:.2f} s; index {files} files, {size / 1e3:.0f} kB; "
                      f"first search {requests} files, {bytes_ / 1e3:.1f} kB packed")


if __name__ == "__main__":
    main()
