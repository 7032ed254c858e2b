"use strict";
/* Keys, and small comforts. Every page works without this script; nothing is decided in it. */

const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const visible = (element) => element.offsetParent !== null;

/* A button, link or field with data-key answers to that key. */
function pressed(key) {
  const answering = [...document.querySelectorAll("[data-key]")].filter((one) => one.dataset.key === key && visible(one));
  const wanted = answering.find((one) => one.closest(".here")) ?? answering[0];
  if (!wanted) return false;
  if (wanted.matches("input:not([type=radio]):not([type=checkbox]), textarea, select")) { wanted.focus(); wanted.select?.(); } else wanted.click();
  return true;
}

/* Lists: j and k choose a row, Enter opens its first link. What is folded below a row unfolds as one comes to it. */
function step(by) {
  const rows = [...document.querySelectorAll("[data-rows] > *, [data-rows] [data-row]")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains("here"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  rows[at]?.classList.remove("here");
  next.classList.add("here");
  next.querySelectorAll("details:has([data-row])").forEach((folded) => { folded.open = true; });
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a")?.focus();
}

const PLACES = { q: "/queue", a: "/approvals", r: "/register", o: "/outgoing", i: "/intake", p: "/people" };
let going = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter" && event.target.form) { event.target.form.requestSubmit(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") { document.activeElement.blur(); document.querySelectorAll("details.me[open]").forEach((one) => { one.open = false; }); return; }
  if (typing(event.target)) return;
  if (going) {
    going = false;
    const link = document.querySelector(`.top a[href="${PLACES[event.key]}"]`);
    if (link) { link.click(); event.preventDefault(); }
    return;
  }
  if (event.key === "g") { going = true; setTimeout(() => { going = false; }, 1500); return; }
  if (event.key === "?") { location.href = "/keys"; return; }
  if (event.key === "j") { step(1); return; }
  if (event.key === "k") { step(-1); return; }
  if (event.key === "x") { document.querySelector("[data-rows] .here input[type=checkbox]")?.click(); return; }
  if (pressed(event.key)) event.preventDefault();
});

/* A form is sent once, however often its button is pressed; coming back by the browser's button it works again. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.submitter?.dataset.confirm && !confirm(event.submitter.dataset.confirm)) { event.preventDefault(); return; }
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  leaving = leaving || form.matches("form[data-keep]");
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

/* Filters apply as they are chosen. */
document.addEventListener("change", (event) => {
  if (event.target.closest("form[data-auto]")) event.target.form.requestSubmit();
});

/* What was typed is not left behind by accident. */
let leaving = false;
let changed = false;
function change() {
  changed = true;
  /* What was missing may be there now: the server looks again. */
  document.querySelectorAll("[data-when-changed]").forEach((button) => { button.disabled = false; });
}
document.addEventListener("input", (event) => { if (event.target.form?.matches("form[data-keep]")) change(); });
if (document.querySelector("form[data-changed]")) change();
document.addEventListener("kept", () => { changed = false; });
window.addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });

/* A page that comes back from its own form stands where it stood; a refusal is shown from the top. */
const place = JSON.parse(sessionStorage.getItem("place") || "null");
sessionStorage.removeItem("place");
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-keep]")) sessionStorage.setItem("place", JSON.stringify([location.pathname, scrollY]));
});
function comeBack() {
  if (place?.[0] !== location.pathname || document.querySelector("[role=alert]")) return;
  document.querySelector("[autofocus]")?.focus({ preventScroll: true });
  scrollTo(0, place[1]);
  document.querySelector(".said")?.classList.add("passing");
}
addEventListener("load", comeBack);

/* Text fields grow with their text. */
function grow(field) { field.style.height = "auto"; field.style.height = `${field.scrollHeight + 2}px`; }
document.querySelectorAll("textarea[data-grow]").forEach((field) => { grow(field); field.addEventListener("input", () => grow(field)); });

/* The bell counts live while the page is looked at; where no stream is to be had, it asks once a minute. */
const bell = document.querySelector("[data-bell]");
if (bell) {
  const badge = bell.querySelector("[data-unread]");
  const show = (many) => { badge.textContent = many; badge.hidden = !many; };
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch("/notices/count").catch(() => null);
    if (answer?.ok && !answer.redirected) show((await answer.json()).unread);
  };
  let stream = null;
  let asking = 0;
  const listen = () => {
    stream?.close();
    stream = null;
    if (document.hidden || asking) return;
    stream = new EventSource("/notices/stream");
    stream.onmessage = (event) => show(Number(event.data));
    stream.onerror = () => { if (stream?.readyState === EventSource.CLOSED && !asking) asking = setInterval(ask, 60000); };
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => stream?.close());
  listen();
}

/* A reason lights up the words it rests on. */
function light(element, on) {
  for (const id of (element.dataset.words || "").split(" ").filter(Boolean)) {
    const word = document.getElementById(id);
    word?.classList.toggle("lit", on);
    if (on) word?.scrollIntoView({ block: "nearest" });
  }
}
document.querySelectorAll("[data-words]").forEach((element) => {
  for (const name of ["mouseenter", "focus"]) element.addEventListener(name, () => light(element, true));
  for (const name of ["mouseleave", "blur"]) element.addEventListener(name, () => light(element, false));
});

/* A phrase is put where the cursor last was. */
let lastField = null;
document.addEventListener("focusin", (event) => { if (event.target.matches("textarea")) lastField = event.target; });
document.querySelectorAll("button[data-phrase]").forEach((button) => button.addEventListener("click", () => {
  const field = lastField || document.querySelector("textarea[data-grow]");
  if (!field) return;
  field.setRangeText(button.dataset.phrase, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}));

/* What takes time to make comes after its page. */
document.querySelectorAll("[data-load]").forEach(async (place) => {
  const answer = await fetch(place.dataset.load).catch(() => null);
  const part = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-part]");
  if (part) place.replaceChildren(...part.childNodes);
});

/* What is put together is read on its true page as one types. */
document.querySelectorAll("form[data-look]").forEach((form) => {
  const place = document.querySelector(form.dataset.look);
  let waiting = 0;
  let asked = 0;
  const look = async () => {
    const mine = ++asked;
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "look");
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    const part = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-part]");
    if (part && mine === asked) place.replaceChildren(...part.childNodes);
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 700); });
  look();
});

/* A link to words in a text field selects them there; their places are counted in characters, not in UTF-16 units. */
document.querySelectorAll("a[data-select]").forEach((link) => link.addEventListener("click", (event) => {
  const field = document.querySelector(link.hash);
  if (!field?.setSelectionRange) return;
  event.preventDefault();
  const [start, end] = link.dataset.select.split(" ").map((at) => [...field.value].slice(0, Number(at)).join("").length);
  field.focus();
  field.setSelectionRange(start, end);
  field.scrollIntoView({ block: "center" });
}));

/* Over a scan: the line under the pointer, or with the focus, in words below the page. */
document.querySelectorAll("figure.scan").forEach((figure) => {
  const said = figure.querySelector(".line-said");
  const tell = (event) => { if (said && event.target.dataset.line) said.textContent = event.target.dataset.line; };
  for (const name of ["mouseover", "focusin"]) figure.addEventListener(name, tell);
});

/* Households are looked up while one types; the button beside the field does the same without this script. */
document.querySelectorAll("input[data-lookup]").forEach((field) => {
  const place = field.closest("fieldset")?.querySelector("[data-found]");
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const asked = field.value;
      const answer = await fetch(`/register/households?q=${encodeURIComponent(asked)}`);
      if (answer.ok && !answer.redirected && place && field.value === asked) place.innerHTML = await answer.text();
    }, 300);
  });
});

/* Buildings, units and rooms of the directory are offered while one types; anything else may be typed as well. */
document.querySelectorAll("[data-places]").forEach((fields) => {
  const field = (name) => fields.querySelector(`[name=${name}]`);
  async function offer() {
    const asked = new URLSearchParams(["project", "building", "unit"].map((name) => [name, field(name).value]));
    const answer = await fetch(`/register/places?${asked}`).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    for (const [below, names] of Object.entries(await answer.json())) {
      fields.querySelector(`#${below}`).replaceChildren(...names.map((name) => new Option("", name)));
    }
  }
  for (const name of ["project", "building", "unit"]) field(name).addEventListener("change", offer);
  if (field("project").value) offer();
});

/* A whole place, from a project to a flat, is offered as it is typed on. */
document.querySelectorAll("input[data-offers]").forEach((field) => {
  let waiting = 0;
  const offer = async () => {
    const asked = field.value;
    const answer = await fetch(`${field.dataset.offers}&typed=${encodeURIComponent(asked)}`).catch(() => null);
    if (!answer?.ok || answer.redirected || field.value !== asked) return;
    field.list.replaceChildren(...(await answer.json()).map(([place, who]) => new Option(who, place)));
  };
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(offer, 200); });
  field.addEventListener("focus", offer, { once: true });
});

/* Files are dropped or pasted onto their field; where a page has one such field, anywhere on it. */
const zones = [...document.querySelectorAll("[data-drop]")];
const taking = new Map();
const zoneOf = (target) => zones.find((zone) => zone.closest("form").contains(target)) ?? (zones.length === 1 ? zones[0] : null);
function taken(event, files) {
  const zone = zoneOf(event.target);
  if (!files.length || !zone) return;
  event.preventDefault();
  for (let fold = zone.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  zone.scrollIntoView({ block: "nearest" });
  taking.get(zone)(files);
}
/* What was copied out of a document brings its words and a picture of them: the words are meant. */
document.addEventListener("paste", (event) => { if (!event.clipboardData.types.includes("text/plain")) taken(event, event.clipboardData.files); });
document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();  /* a file that misses its field must not replace the page */
  for (const zone of zones) zone.classList.toggle("over", zone === zoneOf(event.target));
});
for (const name of ["drop", "dragleave"]) document.addEventListener(name, () => zones.forEach((zone) => zone.classList.remove("over")));
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  taken(event, event.dataTransfer.files);
});
zones.forEach((zone) => {
  const input = zone.querySelector("input[type=file]");
  const chosen = zone.querySelector("[data-chosen]");
  const said = chosen.textContent;
  function tell() { chosen.textContent = [...input.files].map((file) => file.name).join("、") || said; }
  function add(files) {
    if (!files.length) return;
    const all = new DataTransfer();
    for (const file of input.multiple ? [...input.files, ...files] : [files[0]]) all.items.add(file);
    input.files = all.files;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    tell();
  }
  input.addEventListener("change", tell);
  taking.set(zone, add);
});
