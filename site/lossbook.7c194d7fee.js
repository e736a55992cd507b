// The page is complete without this.
const words = JSON.parse(document.getElementById("words").textContent);
const fill = (word, values) => word.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

const make = (name, className, text = "") => {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  if (name === "button") element.type = "button";
  return element;
};

// What the reader chose, where the browser keeps it.
const remember = (name, value) => {
  try { if (value) localStorage.setItem(name, value); else localStorage.removeItem(name); } catch {}
};

// Says something to those who don't see it happen.
const status = document.body.appendChild(make("p", "unseen"));
status.setAttribute("role", "status");
const say = (text) => { status.textContent = text; };

// A button on each piece of code that copies it.
function copyButtons() {
  if (!navigator.clipboard) return;
  for (const box of document.querySelectorAll(".code")) {
    const button = make("button", "copy", words.copy);
    button.addEventListener("click", async () => {
      const copied = navigator.clipboard.writeText(box.querySelector("code").textContent);
      button.textContent = await copied.then(() => words.copied, () => words.not_allowed);
      say(button.textContent);
      setTimeout(() => { button.textContent = words.copy; say(""); }, 2000);
    });
    box.append(button);
  }
}

// One button that folds the code of all cells away, or shows it: also what the author has folded.
function codeSwitch() {
  const root = document.documentElement;
  const text = document.querySelector(".text");
  const folds = () => [...text.querySelectorAll(".cell .fold")];
  if (!text?.querySelector(".cell .code")) return;
  const button = make("button", "code-switch");
  const label = (hidden) => { button.textContent = hidden ? words.show_code : words.hide_code; };
  const hide = () => {
    for (const code of text.querySelectorAll(".cell > .code")) {
      const fold = make("details", "fold made");
      code.replaceWith(fold);
      fold.append(make("summary", "", words.code), code);
    }
    for (const fold of folds()) fold.open = false;
  };
  const show = () => {
    for (const fold of folds()) {
      fold.open = true;
      if (fold.classList.contains("made")) fold.replaceWith(fold.lastElementChild);
    }
  };
  const isHidden = () => !text.querySelector(".cell > .code") && folds().every((fold) => !fold.open);
  button.addEventListener("click", () => {
    const hidden = !isHidden();
    if (hidden) hide(); else show();
    root.dataset.code = hidden ? "hidden" : "shown";
    remember("code", root.dataset.code);
    label(hidden);
  });
  if (root.dataset.code === "hidden") hide();
  if (root.dataset.code === "shown") show();
  label(isHidden());
  text.before(button);
  // A fold that is opened by hand leaves the button to say what it would do now.
  text.addEventListener("toggle", () => label(isHidden()), true);
}

// What a chart can show at a place: where that is in values, and the lines that say them, the first of which names the place.
function stopsOf({ x, y, xs, series, grid }) {
  const name = (axis, other) => axis[0] || other;
  const say = (value) => Array.isArray(value) ? value.join(" – ") : value;
  if (grid) {
    return grid.ys.flatMap((down, row) => grid.xs.map((across, column) => ({
      x: across,
      marks: [down],
      lines: [["", `${name(x, "x")} ${across}, ${name(y, "y")} ${down}`], ["", grid.values[row * grid.xs.length + column] ?? "–"]],
    })));
  }
  const lineOf = ([title, color], value) => [color, title ? `${title}: ${say(value)}` : `${say(value)}`];
  if (xs) {
    return xs.map((place, at) => {
      const shown = series.filter((one) => [one[2][at]].flat().some((value) => value != null));
      return {
        x: Array.isArray(place) ? (place[0] + place[1]) / 2 : typeof place === "string" ? at : place,
        marks: shown.flatMap((one) => one[2][at]),
        lines: [["", typeof place === "string" ? place : `${name(x, "x")} ${say(place)}`], ...shown.map((one) => lineOf(one, one[2][at]))],
      };
    });
  }
  return series.flatMap(([title, color, values, places], number) => values.map((value, at) => ({
    x: places ? places[at] : at,
    marks: [value].flat(),
    of: number,
    lines: [[color, title], ["", `${name(x, "x")} ${places ? places[at] : at}, ${name(y, "y")} ${say(value)}`]],
  })).filter((stop) => stop.x != null && stop.marks.every((mark) => mark != null)));
}

// Where a key leads from a stop: along, or to the row or the series above or below.
function nextStop(stops, at, key, columns) {
  const last = stops.length - 1;
  const across = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -last, End: last }[key];
  if (across) return Math.min(last, Math.max(0, at + across));
  const down = { ArrowUp: 1, ArrowDown: -1 }[key];
  if (!down) return undefined;
  if (columns) return stops[at + down * columns] ? at + down * columns : at;
  if (stops[at].of === undefined) return undefined;
  // The point of another series that lies nearest along the axis.
  const others = stops.flatMap((stop, number) => stop.of === stops[at].of - down ? [number] : []);
  const off = (number) => Math.abs(stops[number].x - stops[at].x);
  return others.length ? others.reduce((best, number) => off(number) < off(best) ? number : best) : at;
}

// Shows the values of one drawing where the pointer is, or where the keys lead.
function readChart(drawing, data, stops) {
  const svg = drawing.firstElementChild;
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const [left, top, right, bottom] = drawing.dataset.plot.split(" ").map(Number);
  const place = ([, low, high, log], value, from, to) => {
    const scaled = log ? Math.log10 : Number;
    return from + (to - from) * (scaled(value) - scaled(low)) / (scaled(high) - scaled(low));
  };
  const across = (value) => place(data.x, value, left, right);
  const up = (value) => place(data.y, value, bottom, top);
  const inside = (px, py) => px > left - 5 && px < right + 5 && py > top - 5 && py < bottom + 5;
  const tip = make("div", "tip");
  tip.setAttribute("aria-hidden", "true");
  const cross = document.createElementNS(svg.namespaceURI, "g");
  cross.setAttribute("class", "cross");
  const draw = (kind, attributes) => {
    const shape = cross.appendChild(document.createElementNS(svg.namespaceURI, kind));
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  };
  let at;
  const leave = () => { at = undefined; cross.remove(); tip.remove(); };
  const show = (next) => {
    const stop = stops[at = next];
    const px = across(stop.x);
    cross.replaceChildren();
    if (stop.of === undefined && !data.grid) draw("line", { x1: px, x2: px, y1: top, y2: bottom });
    for (const mark of stop.marks) if (mark != null && inside(px, up(mark))) draw("circle", { cx: px, cy: up(mark), r: 45 });
    svg.append(cross);
    tip.replaceChildren(...stop.lines.filter(([, line]) => line !== "").map(([color, line]) => {
      const element = make("p", "", String(line));
      if (color) element.style.setProperty("--series", color);
      return element;
    }));
    const onRight = px < width / 2;
    tip.style.left = onRight ? `calc(${100 * px / width}% + 0.8rem)` : "";
    tip.style.right = onRight ? "" : `calc(${100 - 100 * px / width}% + 0.8rem)`;
    tip.style.top = `${100 * top / height}%`;
    drawing.append(tip);
  };
  const nearest = (px, py) => {
    let [best, least] = [0, Infinity];
    stops.forEach((stop, number) => {
      const dx = across(stop.x) - px;
      const off = stop.of === undefined && !data.grid ? Math.abs(dx) : Math.min(...stop.marks.map((mark) => Math.hypot(dx, up(mark) - py)));
      if (off < least) [best, least] = [number, off];
    });
    return best;
  };
  const point = (event) => {
    const box = svg.getBoundingClientRect();
    const [px, py] = [(event.clientX - box.left) / box.width * width, (event.clientY - box.top) / box.height * height];
    if (inside(px, py)) show(nearest(px, py)); else leave();
  };
  drawing.addEventListener("pointermove", point);
  drawing.addEventListener("pointerdown", point);
  // A finger that is lifted has not gone elsewhere.
  drawing.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") leave(); });
  drawing.addEventListener("blur", leave);
  drawing.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") { leave(); say(""); return; }
    const next = nextStop(stops, at ?? 0, event.key, data.grid?.xs.length);
    if (next === undefined) return;
    event.preventDefault();
    show(at === undefined && event.key !== "End" ? 0 : next);
    say(stops[at].lines.map(([, line]) => line).filter((line) => line !== "").join(", "));
  });
  drawing.tabIndex = 0;
  drawing.setAttribute("role", "application");
  drawing.setAttribute("aria-label", `${words.chart} ${drawing.getAttribute("aria-label")}`);
}

// A chart's drawing as it is seen now, alone and on the page's ground.
function drawingText(svg) {
  const copy = svg.cloneNode(true);
  copy.querySelector(".cross")?.remove();
  const chosen = document.documentElement.dataset.theme;
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const ground = document.createElementNS(svg.namespaceURI, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  copy.removeAttribute("aria-hidden");
  return new XMLSerializer().serializeToString(copy).replace(/light-dark\(([^,]+),([^)]+)\)/g, dark ? "$2" : "$1");
}

function save(blob, name) {
  const link = make("a", "");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// The drawing as pixels, three for each of its own.
async function savePixels(svg, name) {
  const picture = new Image();
  picture.src = `data:image/svg+xml,${encodeURIComponent(drawingText(svg))}`;
  await picture.decode();
  const canvas = make("canvas", "");
  canvas.width = 3 * svg.getAttribute("width");
  canvas.height = 3 * svg.getAttribute("height");
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(blob, name));
}

function charts() {
  for (const plotted of document.querySelectorAll(".plotted")) {
    const drawings = plotted.querySelectorAll(".chart");
    const values = plotted.querySelector("script");
    if (values) {
      const data = JSON.parse(values.textContent);
      const stops = stopsOf(data);
      if (stops.length) for (const drawing of drawings) readChart(drawing, data, stops);
    }
    // The details stand behind the figure, in the order of its charts.
    const figure = plotted.closest("figure");
    let details = figure.nextElementSibling;
    for (const other of figure.querySelectorAll(":scope > .plotted")) {
      if (other === plotted) break;
      details = details?.nextElementSibling;
    }
    const downloads = details?.querySelector(".downloads");
    const svg = drawings[0].firstElementChild;
    const name = downloads?.querySelector("a").getAttribute("href").split("/").pop().replace(/\.csv$/, "");
    const asSvg = make("button", "", words.svg);
    asSvg.addEventListener("click", () => save(new Blob([drawingText(svg)], { type: "image/svg+xml" }), `${name}.svg`));
    const asPng = make("button", "", words.png);
    asPng.addEventListener("click", () => savePixels(svg, `${name}.png`));
    downloads?.append(asSvg, asPng);
  }
}

// A disk sends no page for a folder.
if (location.protocol === "file:") {
  for (const link of document.querySelectorAll("a[href]")) {
    const url = new URL(link.href);
    if (url.protocol !== "file:" || !url.pathname.endsWith("/")) continue;
    url.pathname += "index.html";
    link.href = url;
  }
}

copyButtons();
codeSwitch();
charts();

// Light, dark, or as the system has it.
for (const button of document.querySelectorAll(".theme")) {
  const root = document.documentElement;
  const themes = [undefined, "light", "dark"];
  const show = () => {
    button.textContent = words[root.dataset.theme ?? "auto"];
    button.setAttribute("aria-label", fill(words.colours, { theme: button.textContent }));
  };
  button.addEventListener("click", () => {
    const next = themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length];
    if (next) root.dataset.theme = next; else delete root.dataset.theme;
    remember("theme", next);
    show();
  });
  show();
}

// What a cell showed at every point of a sweep stands on the page side by side. With this, sliders flip between the points.
for (const sweep of document.querySelectorAll(".sweep")) {
  const axes = JSON.parse(sweep.dataset.axes);
  const points = [...sweep.querySelector(".points").children];
  const at = axes.map(() => 0);
  const controls = make("div", "sliders");
  const all = make("button", "");
  const show = (one) => {
    const now = axes.reduce((number, [, values], axis) => number * values.length + at[axis], 0);
    points.forEach((point, number) => { point.hidden = one && number !== now; });
    sweep.classList.toggle("flip", one);
    all.textContent = one ? words.show_all : words.one_at_a_time;
  };
  axes.forEach(([name, values], axis) => {
    const [label, slider, value] = ["label", "input", "output"].map((name) => make(name, ""));
    Object.assign(slider, { type: "range", min: 0, max: values.length - 1, step: 1, value: 0 });
    const tell = () => {
      value.textContent = values[at[axis]];
      slider.setAttribute("aria-valuetext", `${name} = ${values[at[axis]]}`);
    };
    slider.addEventListener("input", () => { at[axis] = Number(slider.value); tell(); show(true); });
    label.append(`${name} = `, value, slider);
    controls.append(label);
    tell();
  });
  all.addEventListener("click", () => show(!sweep.classList.contains("flip")));
  controls.append(all);
  sweep.prepend(controls);
  show(true);
}

// The search and its index are loaded with the first letter, or with what the address asks for.
for (const form of document.querySelectorAll("form.search")) {
  const input = form.querySelector("input");
  let loaded = false;
  const load = () => {
    if (loaded) return;
    loaded = true;
    const script = document.createElement("script");
    script.src = form.dataset.script;
    document.head.append(script);
  };
  input.addEventListener("input", load);
  form.addEventListener("submit", (event) => { event.preventDefault(); load(); });
  let path = location.pathname;
  try { path = decodeURIComponent(path); } catch {}
  const asked = form.dataset.address === undefined
    ? new URLSearchParams(location.search).get("q")
    : path.slice(form.dataset.root.length).replace(/(index)?\.html?$/, "").replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
  if (asked) { input.value = asked; load(); }
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const target = document.querySelector(".search input, a[rel=search]");
  if (!target) return;
  event.preventDefault();
  if (target.matches("a")) target.click(); else target.focus();
});
// What a reference leads to is shown beside it, under the pointer and on keyboard focus. Escape takes it away.
{
  const references = "a.ref, a.cite, .mention a";
  const box = make("div", "preview");
  box.hidden = true;
  // Whoever can't see it follows the link.
  box.setAttribute("aria-hidden", "true");
  document.body.append(box);
  let link, timer;
  const close = () => { clearTimeout(timer); box.hidden = true; link = undefined; };
  const later = (act, wait) => { clearTimeout(timer); timer = setTimeout(act, wait); };
  const parts = (target) => {
    if (!/^H[2-6]$/.test(target.tagName)) return [target];
    const next = target.nextElementSibling;
    return next?.tagName === "P" ? [target, next] : [target];
  };
  const open = (from) => {
    const target = document.getElementById(decodeURIComponent(from.hash.slice(1)));
    // A note in the margin is in sight already.
    if (!target || from.closest(".mention")?.nextElementSibling?.checkVisibility?.()) return close();
    link = from;
    box.replaceChildren(...parts(target).map((part) => {
      const copy = make("div", "");
      copy.append(...(part.tagName === "LI" ? part.cloneNode(true).childNodes : [part.cloneNode(true)]));
      return copy;
    }));
    for (const one of box.querySelectorAll("[id], [tabindex], a, button")) {
      one.removeAttribute("id");
      one.setAttribute("tabindex", "-1");
    }
    box.hidden = false;
    const at = from.getClientRects()[0];
    const page = document.documentElement;
    const left = Math.min(at.left, page.clientWidth - box.offsetWidth - 16);
    const above = at.bottom + box.offsetHeight + 16 > page.clientHeight && at.top > box.offsetHeight + 8;
    box.style.left = `${Math.max(16, left) + scrollX}px`;
    box.style.top = `${(above ? at.top - box.offsetHeight - 6 : at.bottom + 6) + scrollY}px`;
  };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const over = event.target.closest?.(references);
    if (over && !box.contains(over)) { if (over !== link) later(() => open(over), 120); else clearTimeout(timer); }
    else if (box.contains(event.target)) clearTimeout(timer);
    else if (link) later(close, 250);
    else clearTimeout(timer);
  });
  document.addEventListener("focusin", (event) => {
    const on = event.target.closest?.(references);
    if (on?.matches(":focus-visible")) open(on); else close();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  document.addEventListener("click", (event) => { if (!box.contains(event.target)) close(); });
}

// The section that is being read is marked in the contents.
{
  const links = [...document.querySelectorAll(".contents a")];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const mark = () => {
    const now = headings.findLastIndex((heading) => heading && heading.getBoundingClientRect().top < innerHeight / 3);
    links.forEach((link, at) => {
      if (at === now) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    });
    // Beside the text the list may be longer than the window.
    const list = links[0].closest(".contents");
    if (list.scrollHeight > list.clientHeight) list.scrollTop = (links[now]?.offsetTop ?? 0) - list.clientHeight / 2;
  };
  const watch = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
  for (const heading of headings) if (heading) watch.observe(heading);
}
