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
