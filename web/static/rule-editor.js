// The page of a rule works without this file. It checks the rule while somebody edits it, so that its sentence, its faults and what it
// reaches follow every change; it presses the buttons of the form without loading the page anew; and it completes what is typed, as an
// editable combobox with a list, as the ARIA Authoring Practices Guide describes it.

const form = document.querySelector("form[data-editor]");
const rest = 350; // milliseconds of rest before asking
let checking = null;
let timer = 0;

// send sends the form as the button with a value does, and returns the page that answers; null if there is none, or a newer request.
async function send(value) {
  checking?.abort();
  checking = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  body.set("do", value);
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: checking.signal, redirect: "error" });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null; // the form works without
  }
}

// follow brings what follows the rule up to date, and leaves alone what somebody types.
async function follow() {
  const page = await send("follow");
  for (const fresh of page?.querySelectorAll("[data-live]") ?? []) {
    const old = document.getElementById(fresh.id);
    if (old && old.innerHTML !== fresh.innerHTML) {
      const opened = [...old.querySelectorAll("details")].map((d) => d.open);
      old.replaceChildren(...fresh.childNodes);
      old.querySelectorAll("details").forEach((d, i) => (d.open = opened[i] ?? d.open));
    }
  }
}

function followSoon() {
  clearTimeout(timer);
  timer = setTimeout(follow, rest);
}

// press does what a button says, and shows the form as the server answers it. If that fails, the browser sends the form.
async function press(value, button) {
  clearTimeout(timer);
  const focused = document.activeElement?.id;
  const opened = new Map([...form.querySelectorAll("details")].map((d, i) => [i, d.open]));
  const page = await send(value);
  const fresh = page?.querySelector("form[data-editor]");
  if (!fresh) {
    if (button && !checking?.signal.aborted) form.requestSubmit(button);
    return;
  }
  const part = value.split(".")[0];
  const unchosen = () => [...form.querySelectorAll(`.ruletext[data-part="${CSS.escape(part)}"] .heads > select`)].filter((s) => s.value === "");
  const before = unchosen().length;
  form.replaceChildren(...fresh.childNodes);
  form.querySelectorAll("details").forEach((d, i) => (d.open = d.open || (opened.get(i) ?? false)));
  prepare();
  const added = unchosen().length > before && unchosen().at(-1);
  (added || document.getElementById(focused) || [...form.elements].find((e) => e.name === "do" && e.value === value))?.focus();
}

form?.addEventListener("submit", (event) => {
  const value = event.submitter?.value;
  if (!value || event.submitter.name !== "do" || value === "save" || value === "anyway" || event.submitter.dataset.sent) return;
  event.preventDefault();
  event.submitter.dataset.sent = "1"; // the second time, the browser sends it
  press(value, event.submitter);
});

form?.addEventListener("input", followSoon);
form?.addEventListener("change", (event) => {
  if (event.target.matches("[data-swap]")) press("follow");
});

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

let count = 0;

// combobox completes what is typed into a field. Ask returns the suggestions, and take takes one.
function combobox(input, ask, take) {
  count += 1;
  const list = element("ul", { id: `suggestions_${count}`, class: "suggestions", role: "listbox", "aria-label": form.dataset.suggestions, hidden: "" });
  let options = [];
  let active = -1;
  let wait = 0;
  let asking = null;

  function activate(index) {
    active = index;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    }
  }

  function close() {
    clearTimeout(wait);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    activate(-1);
  }

  function choose(index) {
    const item = options[index].item;
    close();
    take(item);
  }

  function show(items) {
    options = items.map((item, i) => {
      const option = element("li", { id: `${list.id}_${i}`, role: "option" }, item.shown, " ");
      if (item.note) option.append(element("span", { class: "of" }, item.note));
      option.item = item;
      return option;
    });
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    activate(-1);
  }

  async function look() {
    asking?.abort();
    asking = new AbortController();
    try {
      const items = await ask(asking.signal);
      if (document.activeElement === input) show(items);
    } catch {
      // typing works without suggestions
    }
  }

  const isOpen = () => !list.hidden;
  const step = (by) => activate(((active + 1 + by + options.length + 1) % (options.length + 1)) - 1);
  const keys = {
    ArrowDown(event) {
      if (event.altKey && !isOpen()) look();
      else if (isOpen()) step(1);
      return isOpen() || event.altKey;
    },
    ArrowUp() {
      if (isOpen()) step(-1);
      return isOpen();
    },
    Enter() {
      const chosen = isOpen() && active >= 0;
      if (chosen) choose(active);
      else close();
      return chosen;
    },
    Escape() {
      const was = isOpen();
      close();
      return was;
    },
  };
  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(look, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      look();
    } else if (!event.isComposing && !event.ctrlKey && !event.metaKey && keys[event.key]?.(event)) {
      event.preventDefault();
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const index = options.indexOf(event.target.closest("[role=option]"));
    if (index >= 0) choose(index);
  });
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  const box = element("div", { class: "suggest" });
  input.replaceWith(box);
  box.append(input, list);
}

const asker = () => form.elements.asker.value;

async function items(path, query, signal) {
  const answer = await fetch(`${path}?${new URLSearchParams(query)}`, { signal });
  return answer.ok ? (await answer.json()).items : [];
}

// completeCode completes a text of a rule. Offsets from the server count characters, those of the browser count UTF-16 units.
function completeCode(area) {
  const before = (units) => [...area.value.slice(0, units)].length;
  const units = (characters) => [...area.value].slice(0, characters).join("").length;
  combobox(
    area,
    async (signal) => {
      if (area.selectionStart !== area.selectionEnd) return [];
      const query = { asker: asker(), part: area.dataset.code, at: before(area.selectionStart), text: area.value };
      const found = await items(form.dataset.complete, query, signal);
      return found.map((item) => ({ ...item, shown: item.text, note: item.name }));
    },
    (item) => {
      area.focus();
      area.setRangeText(item.text, units(item.from), units(item.to), "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
  );
}

// completeValue completes the name of a value.
function completeValue(input) {
  combobox(
    input,
    async (signal) => {
      if (input.value.trim().length < 2) return [];
      const found = await items(form.dataset.values, { asker: asker(), kind: input.dataset.suggestValues, q: input.value }, signal);
      return found.map((item) => ({ ...item, shown: item.name, note: item.name === item.text ? "" : item.text }));
    },
    (item) => {
      input.value = item.text;
      if (input.classList.contains("adder")) press("follow");
      else followSoon();
    },
  );
}

function prepare() {
  form.querySelectorAll("textarea[data-code]").forEach(completeCode);
  form.querySelectorAll("[data-suggest-values]").forEach(completeValue);
}

if (form) prepare();
