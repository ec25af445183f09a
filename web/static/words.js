// The form of a term works without this file. While somebody writes, it shows what the change would do, as the button Check does.

const form = document.querySelector("#term[data-live]");
const pause = 900; // milliseconds without a key before it asks
let waiting = 0;
let asking = null;

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const effects = document.querySelector("#effects");
  effects.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.live, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: asking.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("#effects");
    if (next) effects.replaceWith(next);
  } catch {
    effects.removeAttribute("aria-busy"); // the button still works
  }
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(ask, pause);
}

form?.addEventListener("input", later);
