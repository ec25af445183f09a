// The form works without this file. It suggests job titles while somebody types one: an editable combobox with a list, as the
// ARIA Authoring Practices Guide describes it. Any other title may be typed too.

const delay = 120; // milliseconds of rest before asking
const shortest = 2; // characters worth asking for

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function suggestTitles(input) {
  const known = new Map(); // answers by what was typed
  const list = element("ul", { id: `${input.id}_list`, class: "suggestions", role: "listbox", "aria-label": "Job titles", hidden: "" });
  const status = element("p", { class: "hidden", role: "status" });
  let options = [];
  let active = -1;
  let timer = 0;
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

  function isOpen() {
    return !list.hidden;
  }

  function open(isShown) {
    list.hidden = !isShown;
    input.setAttribute("aria-expanded", String(isShown));
    activate(-1);
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    open(false);
    status.textContent = "";
  }

  function choose(option) {
    input.value = option.dataset.title;
    close();
  }

  function show(items) {
    options = items.map((item, i) => {
      const name = element("span", { class: "of" }, item.name);
      const option = element("li", { id: `${list.id}_${i}`, role: "option" }, item.title, " ", name);
      option.dataset.title = item.title;
      return option;
    });
    list.replaceChildren(...options);
    open(options.length > 0);
    status.textContent = options.length === 1 ? "1 suggestion." : options.length ? `${options.length} suggestions.` : "";
  }

  async function ask() {
    const typed = input.value.trimStart();
    if (typed.trim().length < shortest) {
      close();
      return;
    }
    if (!known.has(typed)) {
      asking?.abort();
      asking = new AbortController();
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asking.signal });
        if (!answer.ok) return;
        known.set(typed, (await answer.json()).items);
      } catch {
        return; // typing works without suggestions
      }
    }
    const items = known.get(typed);
    const isDone = items.length === 1 && items[0].title.toLowerCase() === typed.trim().toLowerCase();
    if (input.value.trimStart() === typed && document.activeElement === input) show(isDone ? [] : items);
  }

  function move(step) {
    const places = options.length + 1; // one of them is the input
    activate(((active + 1 + step + places) % places) - 1);
  }

  const keys = {
    ArrowDown(event) {
      if (!isOpen()) ask();
      else if (!event.altKey) move(1);
      return true;
    },
    ArrowUp(event) {
      if (isOpen() && event.altKey) close();
      else if (isOpen()) move(-1);
      return isOpen();
    },
    Enter() {
      const isChosen = isOpen() && active >= 0;
      if (isChosen) choose(options[active]);
      else close();
      return isChosen; // else it submits the form
    },
    Escape() {
      const wasOpen = isOpen();
      close();
      return wasOpen;
    },
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, delay);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (keys[event.key]?.(event)) event.preventDefault();
    else if (event.key === "Home" || event.key === "End") activate(-1);
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });

  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  const box = element("div", { class: "suggest" });
  input.replaceWith(box);
  box.append(input, list, status);
}

const input = document.querySelector("[data-suggest]");
if (input) suggestTitles(input);
