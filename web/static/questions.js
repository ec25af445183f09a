// Checks the wording of a question while somebody types: what the checks find is shown below each wording, as it is after saving.
"use strict";

const form = document.getElementById("question");
const template = document.getElementById("finding");
const wordings = ["text", "softer", "firmer", "how_to_ask"];
const pause = 600; // milliseconds without typing

// mark shows the words of a wording that a finding is about.
function mark(where, text, found) {
  const at = found && found !== text ? text.indexOf(found) : -1;
  if (at < 0) {
    where.remove();
    return;
  }
  const marked = document.createElement("mark");
  marked.textContent = found;
  where.append(text.slice(0, at), marked, text.slice(at + found.length));
}

// finding returns what shows a finding about a field.
function finding(fault, field) {
  const item = template.content.firstElementChild.cloneNode(true);
  const part = (name) => item.querySelector(`[data-part="${name}"]`);
  const prefix = fault.code + ": ";
  part("text").textContent = fault.code === "required" ? form.dataset.missing
    : fault.detail.startsWith(prefix) ? fault.detail.slice(prefix.length) : fault.detail;
  mark(part("where"), field.value, fault.found);
  if (!fault.fix || field.value.includes("{")) {
    part("fix").remove();
    return item;
  }
  part("says").textContent = fault.fix;
  part("take").addEventListener("click", () => {
    field.value = fault.fix;
    field.focus();
    check();
  });
  return item;
}

// show replaces what is said about a field.
function show(field, review) {
  const isMissing = review.faults.some((fault) => fault.pointer === "/" + field.name && fault.code === "required");
  let says = document.getElementById(field.name + "_says");
  if (!says) {
    says = document.createElement("div");
    says.id = field.name + "_says";
    field.before(says);
    field.setAttribute("aria-describedby", says.id);
  }
  says.setAttribute("aria-live", "polite");
  says.querySelectorAll(".faults").forEach((list) => list.remove());
  for (const [faults, style] of [[review.faults, "faults"], [review.warnings, "faults mild"]]) {
    const own = faults.filter((fault) => fault.pointer === "/" + field.name && (!isMissing || fault.code === "required"));
    if (own.length > 0) {
      const list = document.createElement("ul");
      list.className = style;
      list.append(...own.map((fault) => finding(fault, field)));
      says.append(list);
    }
  }
  field.toggleAttribute("aria-invalid", false);
  if (review.faults.some((fault) => fault.pointer === "/" + field.name)) {
    field.setAttribute("aria-invalid", "true");
  }
}

let asked = 0;

// check has the wordings checked as if the question were finished. Without an answer, saving checks them.
async function check() {
  const number = ++asked;
  const question = JSON.parse(form.dataset.body);
  question.status = "ready";
  for (const name of wordings) {
    question[name] = form.elements[name].value.trim();
  }
  try {
    const answer = await fetch(form.dataset.check, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
    });
    if (answer.ok && number === asked) {
      const review = await answer.json();
      for (const name of wordings) {
        show(form.elements[name], review);
      }
    }
  } catch {
    // The connection is gone; nothing that was typed is.
  }
}

let waiting;
for (const name of wordings) {
  form.elements[name].addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(check, pause);
  });
}

// Nothing that was typed is lost by leaving the page unawares.
let isChanged = false;
form.addEventListener("input", () => { isChanged = true; });
form.addEventListener("submit", () => { isChanged = false; });
addEventListener("beforeunload", (event) => {
  if (isChanged) {
    event.preventDefault();
  }
});
