// A page that shows how far something is asks again by itself, and leads on once that is done. Without scripts, it is loaded again.

const pause = 700;

async function ask() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  const text = await answer.text();
  const next = new DOMParser().parseFromString(text, "text/html").querySelector("[data-progress]");
  if (!next) {
    location.replace(answer.url);
    return;
  }
  document.querySelector("[data-progress]").replaceChildren(...next.childNodes);
  setTimeout(again, pause);
}

function again() {
  ask().catch(() => setTimeout(again, 5 * pause)); // the connection may come back
}

setTimeout(again, pause);
