// The pages for the meeting and the rehearsal work without this file. It shows one question at a time, keeps ticks and notes on this
// device, runs the clocks, and lets the page for the meeting work without a connection.

document.documentElement.classList.add("js");

const cards = document.querySelector(".cards");
const meeting = cards?.dataset.meeting;
const key = `twoway.notes.${meeting}`;

function read(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // the browser keeps nothing: the notes are there until the page is left
  }
}

function minutesAndSeconds(since) {
  const seconds = Math.floor((Date.now() - since) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// Going back to the set keeps the words in its address, which this tab remembers.
function linkBack() {
  try {
    const address = sessionStorage.getItem(`twoway.page.${meeting ?? cards.dataset.of}`);
    if (address) for (const link of document.querySelectorAll("[data-back]")) link.href = address;
  } catch {
    // the browser keeps nothing: the page without the words is shown
  }
}
if (cards) linkBack();

function addOwn(texts) {
  const template = cards.lastElementChild;
  if (!template || texts.length === 0) return;
  const links = [...cards.children].length;
  texts.forEach((text, i) => {
    const card = template.cloneNode(true);
    card.id = `card_${links + i + 1}`;
    card.dataset.questionId = `own-${text}`;
    card.dataset.care = cards.dataset.yours;
    card.querySelector("h2").textContent = text;
    card.querySelector("h2").removeAttribute("lang");
    card.querySelector(".head").textContent = cards.dataset.yours;
    for (const part of card.querySelectorAll(".follow, .care, details")) part.remove();
    const before = card.querySelector(".turn").firstElementChild;
    const step = document.createElement("a");
    step.className = "button quiet";
    step.href = `#card_${links + i}`;
    step.textContent = before.textContent || template.querySelector(".turn .quiet")?.textContent || "←";
    before.replaceWith(step);
    const previous = cards.lastElementChild.querySelector(".turn").lastElementChild;
    const forward = document.createElement("a");
    forward.className = "button";
    forward.href = `#${card.id}`;
    forward.textContent = document.querySelector(".turn .button:not(.quiet)").textContent;
    cards.append(card);
    previous.replaceWith(forward);
  });
}

function keepNotes() {
  const kept = read(key, { for: "", started: 0, questions: {} });
  kept.for = cards.dataset.for;
  const save = () => {
    kept.at = new Date().toISOString().slice(0, 10);
    write(key, kept);
  };
  for (const card of cards.children) {
    const form = card.querySelector("[data-note]");
    const [tick, note] = [form.querySelector("input"), form.querySelector("textarea")];
    const mine = kept.questions[card.dataset.questionId] ?? {};
    tick.checked = Boolean(mine.asked);
    note.value = mine.note ?? "";
    form.hidden = false;
    form.addEventListener("input", () => {
      kept.questions[card.dataset.questionId] = {
        text: card.querySelector("h2").textContent, care: card.dataset.care, asked: tick.checked, note: note.value,
      };
      save();
    });
  }
  document.querySelector("[data-device]").hidden = false;
  const clock = document.querySelector("[data-clock]");
  const started = openedAt();
  clock.hidden = false;
  setInterval(() => {
    clock.textContent = minutesAndSeconds(started);
  }, 1000);
}

// openedAt returns when this tab first opened the meeting, so that the clock goes on if the page is loaded again.
function openedAt() {
  try {
    const name = `twoway.opened.${meeting}`;
    const opened = Number(sessionStorage.getItem(name)) || Date.now();
    sessionStorage.setItem(name, String(opened));
    return opened;
  } catch {
    return Date.now();
  }
}

function rehearse() {
  for (const answer of document.querySelectorAll("[data-answer]")) {
    const [button, elapsed] = [answer.querySelector("button"), answer.querySelector("[data-elapsed]")];
    let timer = 0;
    answer.hidden = false;
    button.addEventListener("click", () => {
      if (timer) {
        clearInterval(timer);
        timer = 0;
        button.textContent = button.dataset.start;
        answer.parentElement.querySelector("details").open = true;
        return;
      }
      const started = Date.now();
      elapsed.textContent = "0:00";
      button.textContent = button.dataset.stop;
      timer = setInterval(() => {
        elapsed.textContent = minutesAndSeconds(started);
      }, 250);
    });
  }
}

async function workOffline() {
  const registration = await navigator.serviceWorker.register(cards.dataset.worker, { scope: cards.dataset.scope });
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  const files = [location.href.split("#")[0], new URL("notes", new URL(cards.dataset.scope, location.href)).href, cards.dataset.notes];
  for (const element of document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")) files.push(element.href || element.src);
  const channel = new MessageChannel();
  channel.port1.addEventListener("message", () => {
    document.querySelector("[data-offline]").hidden = false;
  });
  channel.port1.start();
  worker.postMessage(files, [channel.port2]);
}

if (meeting) {
  const own = read(`twoway.own.${meeting}`, []);
  if (Array.isArray(own)) addOwn(own.filter((text) => typeof text === "string"));
  keepNotes();
  if ("serviceWorker" in navigator) workOffline().catch(() => {});
} else {
  rehearse();
}

addEventListener("hashchange", () => document.querySelector(location.hash || "#none")?.focus());
