// The page of notes shows what the pages for the meeting have kept in this browser.

const root = document.querySelector("[data-notes]");
const words = root.dataset;
const prefix = "twoway.notes.";

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function meetings() {
  const found = [];
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i);
    if (!key.startsWith(prefix)) continue;
    try {
      const kept = JSON.parse(localStorage.getItem(key));
      if (kept?.questions) found.push({ key, ...kept });
    } catch {
      // not one of ours
    }
  }
  return found.sort((a, b) => (b.at ?? "").localeCompare(a.at ?? ""));
}

const save = ({ key, ...kept }) => localStorage.setItem(key, JSON.stringify(kept));
const nameOf = (meeting) => meeting.name || [meeting.for || words.untitled, meeting.at].filter(Boolean).join(", ");
const noted = (meeting) => Object.values(meeting.questions).filter((one) => one.note || one.asked);

function section(meeting, update) {
  const name = element("input", { type: "text", value: meeting.name ?? "" });
  name.addEventListener("input", () => {
    meeting.name = name.value;
    save(meeting);
  });
  name.addEventListener("change", update);
  const list = element("dl", {});
  for (const one of noted(meeting)) list.append(element("dt", { lang: "en" }, one.text), element("dd", {}, one.note || words.empty));
  const remove = element("button", { class: "link", type: "button" }, words.remove);
  remove.addEventListener("click", () => {
    localStorage.removeItem(meeting.key);
    const undo = element("button", { class: "link", type: "button" }, words.undo);
    undo.addEventListener("click", () => {
      save(meeting);
      update();
    });
    update(element("p", { class: "note", role: "status" }, `${words.removed} `, undo));
  });
  return element("section", { class: "kept" }, element("h2", {}, nameOf(meeting)), element("label", {}, words.name, name), list, remove);
}

function sideBySide(all) {
  const pick = (at) => {
    const select = element("select", { "aria-label": `${words.compare} ${at + 1}` });
    all.forEach((meeting, i) => select.append(new Option(nameOf(meeting), String(i), i === at, i === at)));
    return select;
  };
  const picks = [pick(0), pick(1)];
  const table = element("table", { class: "beside" });
  const fill = () => {
    const pair = picks.map((select) => all[Number(select.value)]);
    const cares = [...new Set(pair.flatMap((meeting) => noted(meeting).map((one) => one.care || "–")))];
    const head = element("tr", {}, element("th", { scope: "col" }, words.about), ...pair.map((meeting) => element("th", { scope: "col" }, nameOf(meeting))));
    const rows = cares.map((care) => element("tr", {}, element("th", { scope: "row" }, care), ...pair.map((meeting) => element("td", {},
      noted(meeting).filter((one) => (one.care || "–") === care).map((one) => one.note || words.empty).join("\n\n")))));
    table.replaceChildren(head, ...rows);
  };
  for (const select of picks) select.addEventListener("change", fill);
  fill();
  return element("section", { class: "kept" }, element("h2", {}, words.compare), element("p", { class: "line" }, picks[0], words.with, picks[1]), table);
}

function update(notice) {
  const all = meetings();
  const parts = all.map((meeting) => section(meeting, update));
  if (all.length > 1) parts.push(sideBySide(all));
  if (all.length === 0) parts.push(element("p", { class: "note" }, words.none));
  if (notice instanceof Element) parts.unshift(notice);
  root.replaceChildren(...parts);
  for (const button of document.querySelectorAll("[data-copy-notes], [data-print]")) button.hidden = all.length === 0;
}

document.querySelector("[data-copy-notes]").addEventListener("click", async () => {
  const text = meetings().map((meeting) => [nameOf(meeting), ...noted(meeting).map((one) => `– ${one.text}\n  ${one.note || words.empty}`)].join("\n")).join("\n\n");
  const status = document.querySelector("#copy_status");
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = status.dataset.copied;
  } catch {
    status.textContent = text;
  }
});
document.querySelector("[data-print]").addEventListener("click", () => print());
update();
