// The page of a set works without this file. It changes wordings without loading the page again, copies, shares and prints, and keeps
// questions of one's own in this browser.

const list = document.querySelector(".questions");
const status = document.querySelector("#copy_status");

// Wordings. The address has them, so that whatever is made from it has them too.

const hows = [...document.querySelectorAll(".how")];
const chosen = (how) => how.querySelector(":checked")?.value ?? "";

function offered(how, value) {
  return [...how.querySelectorAll("input")].some((input) => input.value === value) ? value : "";
}

function currentAll() {
  return document.querySelector("[data-all][aria-current]")?.dataset.all ?? "";
}

function wording() {
  const all = currentAll();
  const own = hows
    .filter((how) => chosen(how) !== offered(how, all))
    .map((how) => `${how.dataset.of}:${chosen(how)}`)
    .sort();
  return [all, ...own].join(",");
}

function withWording(address, text) {
  const url = new URL(address, location.href);
  url.searchParams.delete("wording");
  const query = url.searchParams.toString();
  url.search = [query, text && `wording=${text}`].filter(Boolean).join("&");
  return url.href;
}

function updateWording() {
  const text = wording();
  history.replaceState(history.state, "", withWording(location.href, text));
  for (const element of document.querySelectorAll("[data-worded]")) {
    if (element.src) element.src = withWording(element.src, text);
    else element.href = withWording(element.href, text);
  }
  for (const input of document.querySelectorAll("input[name=wording]")) input.value = text;
  remember();
}

// remember keeps the address of this page: for this tab, so that the pages for the meeting lead back to it, and in this browser, so that
// the form leads to the last questions.
function remember() {
  if (!list?.dataset.meeting) return;
  try {
    sessionStorage.setItem(`twoway.page.${list.dataset.meeting}`, location.href.split("#")[0]);
    localStorage.setItem("twoway.last", JSON.stringify({ address: location.pathname + location.search, title: document.querySelector("h1").textContent }));
  } catch {
    // the browser keeps nothing
  }
}
remember();

for (const link of document.querySelectorAll("[data-all]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    for (const other of document.querySelectorAll("[data-all]")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    for (const how of hows) how.querySelector(`[value="${offered(how, link.dataset.all)}"]`).checked = true;
    updateWording();
  });
}
for (const how of hows) how.addEventListener("change", updateWording);

// Questions of one's own. They belong to the meeting, whatever is done to its other questions.

const key = list?.dataset.meeting && `twoway.own.${list.dataset.meeting}`;

function read() {
  try {
    const texts = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(texts) ? texts.filter((text) => typeof text === "string") : [];
  } catch {
    return [];
  }
}

function write(texts) {
  try {
    localStorage.setItem(key, JSON.stringify(texts));
  } catch {
    // the browser keeps nothing: the questions are there until the page is left
  }
}

function showOwn(texts) {
  for (const old of list.querySelectorAll(".own")) old.remove();
  const ours = list.children.length;
  texts.forEach((text, i) => {
    const item = document.querySelector("#own_question").content.firstElementChild.cloneNode(true);
    item.querySelector(".number").textContent = String(ours + i + 1);
    item.querySelector(".asked").textContent = text;
    item.querySelector("button").addEventListener("click", () => {
      texts.splice(i, 1);
      write(texts);
      showOwn(texts);
    });
    list.append(item);
  });
}

function adviseOn(input, advice, address) {
  let timer = 0;
  let asking = null;
  const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });

  function show(check) {
    advice.replaceChildren();
    if (!check) return;
    advice.classList.toggle("rude", check.findings.length > 0);
    if (check.findings.length === 0) {
      if (check.courteous >= 3 && check.pointed >= 2) advice.append(element("p", advice.dataset.good));
      return;
    }
    const [finding] = check.findings;
    if (finding.rule.startsWith("tone.")) advice.append(element("strong", advice.dataset.rude));
    advice.append(element("p", finding.why || finding.message));
    if (finding.suggestion.endsWith("?")) {
      const use = Object.assign(element("button", advice.dataset.use), { type: "button", className: "link" });
      use.addEventListener("click", () => {
        input.value = finding.suggestion;
        input.focus();
        ask();
      });
      const line = element("p", `${advice.dataset.instead} “${finding.suggestion}” `);
      line.append(use);
      advice.append(line);
    }
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const text = input.value.trim();
    if (text.length < 8) return show(null);
    try {
      const answer = await fetch(address, {
        method: "POST", headers: { "Content-Type": "application/json" }, signal: asking.signal,
        body: JSON.stringify({ asker: "candidate", texts: [{ id: "own", text }] }),
      });
      show(answer.ok ? (await answer.json()).checks[0] : null);
    } catch {
      // somebody goes on typing, or there is no connection: the question can be added all the same
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 400);
  });
}

const own = document.querySelector("[data-own]");
const texts = key ? read() : [];
if (own && key) {
  const input = own.querySelector("input");
  const advice = own.querySelector("[role=status]");
  const add = () => {
    const text = input.value.trim().slice(0, 300);
    if (!text) return;
    texts.push(text);
    write(texts);
    showOwn(texts);
    input.value = "";
    advice.replaceChildren();
    list.lastElementChild.focus();
  };
  own.hidden = false;
  own.querySelector("button").addEventListener("click", add);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") add();
  });
  adviseOn(input, advice, own.dataset.check);
  showOwn(texts);
}

// Copying, sharing, printing

function asText() {
  const lines = [...document.querySelectorAll(".question")].map((item, i) => {
    const shown = [...item.querySelectorAll(".asked [data-how]")].find((part) => getComputedStyle(part).display !== "none");
    return `${i + 1}. ${(shown ?? item.querySelector(".asked")).textContent.trim()}`;
  });
  return lines.join("\n");
}

const link = document.querySelector("[data-link]");
const copy = document.querySelector("[data-copy]");

async function put(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = done;
  } catch {
    status.textContent = status.dataset.failed;
  }
}

if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", () => put(`${asText()}\n\n${link.href}\n`, status.dataset.copied));
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    put(link.href, status.dataset.linked);
  });
}

const share = document.querySelector("[data-share]");
if (share && navigator.share) {
  share.hidden = false;
  share.addEventListener("click", () => navigator.share({ title: document.title, text: asText(), url: link.href }).catch(() => {}));
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
