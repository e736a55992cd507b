// Loaded with a reader's first search. The index is made of scripts, so that it can be read from a disk as well as from a
// server; a search loads the few of them that hold its words and its results. `src/site/search` writes them.
// What `make` and `fill` do stands in `lossbook.js`, which loads this.
"use strict";
const lossbookSearch = (() => {
  const PAGE = 10;
  const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u9fff\\u{20000}-\\u{323af}";
  const unspaced = new RegExp(`[${UNSPACED}]`, "u");
  const pieces = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, "gu");
  const dropped = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]/g;
  const letters = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l" };
  const arrived = new Map();
  const files = new Map();
  let folder = "";
  let version = "";

  // A file of the index, once.
  const file = (name) => {
    if (!files.has(name)) {
      files.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `${folder}${name}.js${version && `?${version}`}`;
        script.onload = () => (arrived.has(name) ? resolve(arrived.get(name)) : reject(new Error(name)));
        script.onerror = () => { files.delete(name); script.remove(); reject(new Error(name)); };
        document.head.append(script);
      }));
    }
    return files.get(name);
  };

  // The same as `tokens.rs`.
  const plain = (text) =>
    text.normalize("NFKD").replace(dropped, "").toLowerCase().replace(/[ßæœøł]/g, (letter) => letters[letter]);
  const words = (text) => {
    const found = new Set();
    for (const [run] of plain(text).matchAll(/[\p{Alphabetic}\p{N}]+/gu)) {
      for (const [piece] of run.matchAll(pieces)) {
        const characters = [...piece];
        if (!unspaced.test(piece) || characters.length === 1) found.add(characters.slice(0, 32).join(""));
        else for (let at = 1; at < characters.length; at++) found.add(characters[at - 1] + characters[at]);
      }
    }
    return [...found];
  };

  // Entries with a word that begins like this one, each with its best weight; a whole word counts for more.
  const having = async (index, word) => {
    const whole = [...word].length === 1 && !unspaced.test(word);
    const after = index.shards.findIndex((first) => first > word);
    const start = Math.max(0, (after < 0 ? index.shards.length : after) - 1);
    let end = start + 1;
    while (!whole && end < index.shards.length && end < start + 12 && index.shards[end].startsWith(word)) end++;
    const shards = await Promise.all(index.shards.slice(start, end).map((_, at) => file(`w${start + at}`)));
    const weights = new Map();
    for (const [own, list] of shards.flatMap((shard) => Object.entries(shard.words))) {
      if (own !== word && (whole || !own.startsWith(word))) continue;
      read(list, (id, weight) => {
        const score = own === word ? weight : 0.7 * weight;
        if (score > (weights.get(id) ?? -1)) weights.set(id, score);
      });
    }
    return weights;
  };
  const value = (code) => (code > 96 ? code - 71 : code > 64 && code < 91 ? code - 65 : code === 95 ? 63 : code === 45 ? 62 : code + 4);
  const read = (list, found) => {
    let id = 0;
    for (let at = 0; at < list.length; at++) {
      let digit = value(list.charCodeAt(at));
      let number = digit & 31;
      for (let shift = 5; digit & 32; shift += 5) {
        digit = value(list.charCodeAt(++at));
        number |= (digit & 31) << shift;
      }
      id += number;
      found(id, value(list.charCodeAt(++at)));
    }
  };

  // The entries that have the most of the words, the best first; of equals the newest.
  const rank = async (query) => {
    const wanted = words(query);
    const index = await file("index");
    version = index.version;
    const lists = await Promise.all(wanted.map((word) => having(index, word)));
    const found = new Map();
    for (const list of lists) {
      const rare = Math.log(1 + index.count / (list.size + 1));
      for (const [id, weight] of list) {
        const entry = found.get(id) ?? { id, words: 0, score: 0 };
        entry.words++;
        entry.score += rare * (weight + 1);
        found.set(id, entry);
      }
    }
    const all = [...found.values()].sort((a, b) => b.words - a.words || b.score - a.score || b.id - a.id);
    const most = all[0]?.words ?? 0;
    return { index, wanted, all: all.filter((entry) => entry.words === most), whole: most === wanted.length };
  };

  // Where words stand in a text: pairs of places.
  const marks = (text, wanted) => {
    const found = [];
    for (const match of text.matchAll(/[\p{Alphabetic}\p{N}\p{M}]+/gu)) {
      for (const piece of match[0].matchAll(pieces)) {
        const start = match.index + piece.index;
        if (unspaced.test(piece[0])) {
          for (const word of wanted) {
            for (let at = piece[0].indexOf(word); at >= 0; at = piece[0].indexOf(word, at + 1)) {
              found.push([start + at, start + at + word.length, word]);
            }
          }
        } else {
          const own = plain(piece[0]);
          const word = wanted.find((one) => own === one || ([...one].length > 1 && own.startsWith(one)));
          if (word) found.push([start, start + piece[0].length, word]);
        }
      }
    }
    return found.sort((a, b) => a[0] - b[0]);
  };
  const append = (element, text, places) => {
    let done = 0;
    let mark;
    for (const [start, end] of places) {
      if (end <= done) continue;
      // Pairs of characters overlap or touch.
      if (!mark || start > done) {
        element.append(text.slice(done, start), (mark = document.createElement("mark")));
        done = start;
      }
      mark.append(text.slice(done, end));
      done = end;
    }
    element.append(text.slice(done));
  };
  // The stretch of a text that has the most of the words.
  const excerpt = (text, wanted) => {
    const places = marks(text, wanted);
    let [from, most] = [0, 0];
    for (const [start] of places) {
      const near = new Set(places.filter((place) => place[0] >= start && place[1] < start + 180).map((place) => place[2]));
      if (near.size > most) [from, most] = [start, near.size];
    }
    from = from < 80 ? 0 : text.indexOf(" ", from - 60) + 1 || from;
    const last = text.lastIndexOf(" ", from + 240);
    const to = from + 240 >= text.length ? text.length : last > from + 120 ? last : from + 240;
    const shown = text.slice(from, to);
    const element = make("p", "");
    element.dir = "auto";
    if (from > 0) element.append("… ");
    append(element, shown, marks(shown, wanted));
    if (to < text.length) element.append(" …");
    return element;
  };

  const plural = (word, n) => {
    const form = new Intl.PluralRules(word.language).select(n);
    return fill(word[form] ?? word.other, { n });
  };

  // Takes a form over; the list of results stands behind it.
  const start = (form) => {
    const said = JSON.parse(form.querySelector("script").textContent);
    const input = form.querySelector("input");
    const status = form.querySelector("[role=status]");
    const results = form.parentNode.querySelector(".results");
    folder = new URL(form.dataset.index, location).href.split("?")[0];
    const root = form.dataset.root;
    let asked = 0;

    const item = (entry, wanted) => {
      const [title, address, text] = entry;
      const [li, heading, link] = [make("li", ""), make("h2", "entry-title"), make("a", "")];
      link.dir = "auto";
      link.href = root + address + (location.protocol === "file:" ? "index.html" : "");
      append(link, title, marks(title, wanted));
      heading.append(link);
      li.append(heading, excerpt(text.replace(/\s+/g, " ").trim(), wanted));
      return li;
    };
    const show = async (found, from, turn) => {
      const { index, wanted, all } = found;
      const some = all.slice(from, from + PAGE);
      const blocks = await Promise.all(some.map(({ id }) => file(`b${Math.floor(id / index.block)}`)));
      if (turn !== asked) return;
      const items = some.map(({ id }, at) => item(blocks[at].entries[id % index.block], wanted));
      if (from === 0) results.replaceChildren(...items); else results.append(...items);
      form.parentNode.querySelector(".more")?.remove();
      if (from + PAGE < all.length) {
        const more = make("button", "more", said.more);
        more.addEventListener("click", async () => {
          await show(found, from + PAGE, turn);
          results.children[from + PAGE]?.querySelector("a").focus();
        });
        results.after(more);
      }
    };
    const search = async () => {
      const turn = ++asked;
      const query = input.value.trim();
      if (!words(query).length) {
        results.replaceChildren();
        form.parentNode.querySelector(".more")?.remove();
        status.textContent = "";
        return;
      }
      try {
        const found = await rank(query);
        if (turn !== asked) return;
        const count = plural(said.found, found.all.length);
        await show(found, 0, turn);
        if (turn !== asked) return;
        if (!found.all.length) status.textContent = fill(said.nothing, { query });
        else status.textContent = found.whole ? count : `${said.nearest} ${count}`;
      } catch {
        if (turn === asked) status.textContent = said.failed;
      }
    };
    const remember = () => {
      if (form.dataset.address !== undefined) return;
      const url = new URL(location);
      if (input.value) url.searchParams.set("q", input.value); else url.searchParams.delete("q");
      // A page on a disk has no history to write to.
      try { history.replaceState(null, "", url); } catch {}
    };

    let timer;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { search(); remember(); }, 120);
    });
    form.addEventListener("submit", () => { clearTimeout(timer); search(); remember(); });
    // From the field down the list of results and back with the arrow keys.
    form.parentNode.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const stops = [input, ...results.querySelectorAll("a")];
      const at = stops.indexOf(document.activeElement);
      if (event.key === "Escape" && at > 0) input.focus();
      if (!step || at < 0 || !stops[at + step]) return;
      event.preventDefault();
      stops[at + step].focus();
    });
    search();
    remember();
  };

  return {
    start,
    index: (content) => arrived.set("index", content),
    words: (content) => arrived.set(`w${content.shard}`, content),
    entries: (content) => arrived.set(`b${content.block}`, content),
  };
})();
document.querySelectorAll("form.search").forEach(lossbookSearch.start);
