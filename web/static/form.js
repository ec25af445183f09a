// The form works without this file. It numbers ticked boxes in the order of ticking and enforces their limit, and clears one of the two
// inputs for the minutes when the other is used.

function rankChoices(chips) {
  const limit = Number(chips.dataset.cares);
  const boxes = [...chips.querySelectorAll("input")];
  const order = chips.parentElement.querySelector("input[name=order]");
  const status = chips.parentElement.querySelector("[role=status]");
  const nameOf = (box) => box.parentElement.querySelector(".name").textContent;

  function update() {
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

  function announce(box) {
    const ticked = update();
    const rank = ticked.indexOf(box);
    const { comes, gone, full } = chips.dataset;
    const change = (rank < 0 ? gone : comes).replace("{name}", nameOf(box)).replace("{n}", String(rank + 1));
    status.textContent = ticked.length >= limit ? `${change} ${full}` : change;
  }

  for (const hint of chips.parentElement.querySelectorAll("[data-nojs]")) hint.hidden = true;
  for (const hint of chips.parentElement.querySelectorAll("[data-js]")) hint.hidden = false;
  chips.addEventListener("change", (event) => announce(event.target));
  addEventListener("pageshow", update);
  update();
}

function linkMinutes(other) {
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
if (chips) rankChoices(chips);

const other = document.querySelector("#minutes_other");
if (other) linkMinutes(other);

// The last questions of this browser, and its notes.
try {
  const last = JSON.parse(localStorage.getItem("twoway.last"));
  const line = document.querySelector("[data-last]");
  if (last?.address?.startsWith("/") && !last.address.startsWith("//") && line) {
    line.querySelector("a").href = last.address;
    line.querySelector("a").append(`: ${last.title}`);
    line.hidden = false;
  }
} catch {
  // the browser keeps nothing
}
