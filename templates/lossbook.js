// The page is complete without this.
const words = JSON.parse(document.getElementById("words").textContent);
const fill = (word, values) => word.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// A button on each piece of code that copies it.
for (const box of document.querySelectorAll(".code")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.copy;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(box.querySelector("code").textContent);
      button.textContent = words.copied;
    } catch {
      button.textContent = words.not_allowed;
    }
    setTimeout(() => { button.textContent = words.copy; }, 1600);
  });
  box.append(button);
}

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
    try {
      if (next) localStorage.setItem("theme", next); else localStorage.removeItem("theme");
    } catch {}
    show();
  });
  show();
}

// What a cell showed at every point of a sweep stands on the page side by side. With this, sliders flip between the points.
for (const sweep of document.querySelectorAll(".sweep")) {
  const axes = JSON.parse(sweep.dataset.axes);
  const points = [...sweep.querySelector(".points").children];
  const at = axes.map(() => 0);
  const controls = document.createElement("div");
  controls.className = "sliders";
  const all = document.createElement("button");
  all.type = "button";
  const show = (one) => {
    const now = axes.reduce((number, [, values], axis) => number * values.length + at[axis], 0);
    points.forEach((point, number) => { point.hidden = one && number !== now; });
    sweep.classList.toggle("flip", one);
    all.textContent = one ? words.show_all : words.one_at_a_time;
  };
  axes.forEach(([name, values], axis) => {
    const label = document.createElement("label");
    const slider = document.createElement("input");
    const value = document.createElement("output");
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
  const box = document.createElement("div");
  box.className = "preview";
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
      const copy = document.createElement("div");
      copy.append(...(/^(LI|SPAN)$/.test(part.tagName) ? part.cloneNode(true).childNodes : [part.cloneNode(true)]));
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
  };
  const watch = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
  for (const heading of headings) if (heading) watch.observe(heading);
}
