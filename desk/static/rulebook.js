"use strict";
/* The rulebook's editor: what is typed is checked, and the lines that are wrong are marked beside the text. Without this
   script the button checks, and the list says the lines. */
{
  const WAIT = 700;  /* milliseconds after the last key */
  const form = document.querySelector("form[data-rules]");
  const text = form?.querySelector("textarea");
  const gutter = form?.querySelector("[data-gutter]");
  const place = document.querySelector("[data-findings]");
  let waiting = 0;
  let asked = 0;

  /* Line → whether it is only a warning; a mistake counts more. */
  function wrongLines() {
    const found = new Map();
    for (const one of place.querySelectorAll("[data-line]")) {
      if (one.querySelector("a")) continue;  /* of another file */
      const line = Number(one.dataset.line);
      found.set(line, "warning" in one.dataset && found.get(line) !== false);
    }
    return found;
  }

  function draw() {
    const wrong = wrongLines();
    const count = text.value.split("\n").length;
    const parts = [];
    let plain = "";
    for (let line = 1; line <= count; line += 1) {
      if (!wrong.has(line)) { plain += `${line}\n`; continue; }
      const mark = document.createElement("mark");
      mark.className = wrong.get(line) ? "near" : "late";
      mark.textContent = `${line} ●`;
      parts.push(plain, mark);
      plain = "\n";
    }
    gutter.replaceChildren(...parts, plain);
    gutter.hidden = false;
    follow();
  }

  function follow() { gutter.scrollTop = text.scrollTop; }

  async function check() {
    const mine = asked += 1;
    const body = new FormData();
    for (const name of ["csrf", "name", "text"]) body.append(name, form.elements[name].value);
    const answer = await fetch(form.dataset.rules, { method: "POST", body }).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...read.body.childNodes);
    draw();
  }

  function showLine(line) {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    text.scrollTop = (line - 4) * (text.scrollHeight / lines.length);
  }

  if (form) {
    text.addEventListener("input", () => { draw(); clearTimeout(waiting); waiting = setTimeout(check, WAIT); });
    text.addEventListener("scroll", follow);
    place.addEventListener("click", (event) => {
      const one = event.target.closest("[data-line]");
      if (one && !event.target.closest("a")) showLine(Number(one.dataset.line));
    });
    draw();
    if ("now" in form.dataset) check();
    const line = Number(new URLSearchParams(location.search).get("line"));
    if (line > 0) showLine(line);
  }
}
