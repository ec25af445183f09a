// Checks a question while somebody types. It asks for the page as it is after "Check", and takes over what that says: so both say the same.
"use strict";

const form = document.getElementById("question");
const pause = 600; // milliseconds without typing
const touched = new Set(); // the fields that somebody has changed: of the others, nothing new is said before "Check"

const fieldOf = (element) => element.closest("[data-field]")?.dataset.field;
const saysOf = (field) => field.querySelector(":scope > [id$=_says]");

// show says about a field what another page says about it.
function show(ours, theirs) {
  const old = saysOf(ours);
  const now = saysOf(theirs);
  if (old && now) {
    old.replaceChildren(...now.childNodes);
  } else if (now) {
    ours.querySelector("label, .label").after(now);
  } else if (old) {
    old.remove();
  }
  saysOf(ours)?.setAttribute("aria-live", "polite");
  const control = ours.querySelector("textarea, select");
  const like = theirs.querySelector("textarea, select");
  if (!control || !like) {
    return;
  }
  for (const name of ["aria-invalid", "aria-describedby"]) {
    if (like.hasAttribute(name)) {
      control.setAttribute(name, like.getAttribute(name));
    } else {
      control.removeAttribute(name);
    }
  }
}

// take takes over what a page says about the question.
function take(page) {
  for (const theirs of page.querySelectorAll("[data-field]")) {
    const ours = form.querySelector(`[data-field="${theirs.dataset.field}"]`);
    if (ours && (touched.has(ours.dataset.field) || ours.querySelector(".faults"))) {
      show(ours, theirs);
    }
  }
  for (const digest of form.querySelectorAll("details.section > summary .digest")) {
    const theirs = page.querySelector(`#${digest.closest("details").id} > summary .digest`);
    digest.textContent = theirs ? theirs.textContent : digest.textContent;
  }
  for (const id of ["lacks", "standing"]) {
    const ours = document.getElementById(id);
    const theirs = page.getElementById(id);
    if (ours && theirs && ours.childElementCount > 0) {
      ours.replaceChildren(...theirs.childNodes);
    }
  }
}

let asking = new AbortController();

// ask returns the page as it is after a button of the form; null if there is none, and then saving checks the question.
async function ask(button, value) {
  asking.abort();
  asking = new AbortController();
  const sent = new URLSearchParams(new FormData(form));
  sent.set(button, value);
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, signal: asking.signal });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null; // the connection is gone, or somebody types on
  }
}

async function check() {
  const page = await ask("do", "check");
  if (page?.getElementById("question")) {
    take(page);
  }
}

let waiting;
let isChanged = false;
form.addEventListener("input", (event) => {
  isChanged = true;
  touched.add(fieldOf(event.target));
  clearTimeout(waiting);
  waiting = setTimeout(check, pause);
});

// "Check" says everything, without a page that going back would have to send again.
form.querySelector('button[value="check"]')?.addEventListener("click", async (event) => {
  event.preventDefault();
  const page = await ask("do", "check");
  if (!page?.getElementById("question")) {
    form.requestSubmit(event.target);
    return;
  }
  form.querySelectorAll("[data-field]").forEach((field) => touched.add(field.dataset.field));
  document.getElementById("standing").replaceChildren(...page.getElementById("standing").cloneNode(true).childNodes);
  take(page);
  form.querySelectorAll("details.section").forEach((section) => { section.open = section.open || Boolean(section.querySelector(".faults")); });
  document.getElementById("standing").scrollIntoView({ block: "center" });
});

// A suggestion is taken where it stands.
form.addEventListener("click", async (event) => {
  const button = event.target.closest("button[name=fix]");
  const field = button?.closest("[data-field]");
  if (!field) {
    return;
  }
  event.preventDefault();
  const control = field.querySelector("textarea, select");
  const page = await ask("fix", button.value);
  const theirs = page?.getElementById(control.id);
  if (!theirs) {
    form.requestSubmit(button);
    return;
  }
  isChanged = true;
  touched.add(field.dataset.field);
  control.value = theirs.value;
  control.focus();
  take(page);
});

// A link to a field opens the section that it is in.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const section = link && document.getElementById(link.hash.slice(1))?.closest("details");
  if (section) {
    section.open = true;
  }
});

// Nothing that was typed is lost by leaving the page unawares.
form.addEventListener("submit", () => { isChanged = false; });
addEventListener("beforeunload", (event) => {
  if (isChanged) {
    event.preventDefault();
  }
});
