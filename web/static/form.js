// Everything on the pages works without this file. It numbers what is ticked in the order of ticking, stops at the
// limit, keeps the two ways of giving the minutes apart, copies the link, and prints.

const ordinals = ["first", "second", "third", "fourth", "fifth"];

function ranked(chips) {
  const limit = Number(chips.dataset.cares);
  const boxes = [...chips.querySelectorAll("input")];
  const order = chips.parentElement.querySelector("input[name=order]");
  const status = chips.parentElement.querySelector("[role=status]");
  const nameOf = (box) => box.parentElement.querySelector(".name").textContent;

  function show() {
    const before = order.value.split(",");
    const place = (box) => {
      const at = before.indexOf(box.value);
      return at < 0 ? before.length : at;
    };
    const ticked = boxes.filter((box) => box.checked).sort((a, b) => place(a) - place(b));
    order.value = ticked.map((box) => box.value).join(",");
    for (const box of boxes) {
      const rank = ticked.indexOf(box) + 1;
      box.parentElement.querySelector(".rank").textContent = rank || "";
      box.disabled = !box.checked && ticked.length >= limit;
    }
    return ticked;
  }

  function tell(box) {
    const ticked = show();
    const rank = ticked.indexOf(box);
    const what = rank < 0 ? `${nameOf(box)} no longer counts.` : `${nameOf(box)} comes ${ordinals[rank] ?? "next"}.`;
    const full = ticked.length >= limit ? " That is five: untick one to choose another." : "";
    status.textContent = what + full;
  }

  for (const hint of chips.parentElement.querySelectorAll("[data-nojs]")) hint.hidden = true;
  for (const hint of chips.parentElement.querySelectorAll("[data-js]")) hint.hidden = false;
  chips.addEventListener("change", (event) => tell(event.target));
  addEventListener("pageshow", show);
  show();
}

function minutes(other) {
  const choices = [...document.querySelectorAll("input[type=radio][name=minutes]")];
  other.addEventListener("input", () => {
    if (other.value !== "") for (const choice of choices) choice.checked = false;
  });
  for (const choice of choices) {
    choice.addEventListener("change", () => {
      other.value = "";
    });
  }
}

const chips = document.querySelector("[data-cares]");
if (chips) ranked(chips);

const other = document.querySelector("#minutes_other");
if (other) minutes(other);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

const link = document.querySelector("[data-link]");
const copy = document.querySelector("[data-copy]");
if (link && copy && navigator.clipboard) {
  link.hidden = true;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const status = document.querySelector("#copy_status");
    try {
      await navigator.clipboard.writeText(link.href);
      status.textContent = "The link is copied.";
    } catch {
      link.hidden = false;
      status.textContent = "The browser does not let us copy. Open the link instead, and copy its address.";
    }
  });
}
