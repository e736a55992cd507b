// The page is complete without this.

const words = { copy: "Copy", copied: "Copied", not_allowed: "Not allowed", code: "Code", hide_code: "Hide all code", show_code: "Show all code" };

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

copyButtons();
codeSwitch();

// Light, dark, or as the system has it.
for (const button of document.querySelectorAll(".theme")) {
  const root = document.documentElement;
  const themes = [undefined, "light", "dark"];
  const show = () => {
    const name = root.dataset.theme ?? "auto";
    button.textContent = { auto: "Auto", light: "Light", dark: "Dark" }[name];
    button.setAttribute("aria-label", `Colours: ${name}`);
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
  const controls = document.createElement("div");
  controls.className = "sliders";
  const all = document.createElement("button");
  all.type = "button";
  const show = (one) => {
    const now = axes.reduce((number, [, values], axis) => number * values.length + at[axis], 0);
    points.forEach((point, number) => { point.hidden = one && number !== now; });
    sweep.classList.toggle("flip", one);
    all.textContent = one ? "Show all" : "One at a time";
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
