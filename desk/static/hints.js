"use strict";
/* Every act of a page by key: v puts letters on all that can be pressed or filled in, and typing them goes there. */
{
  const LETTERS = "asdfghjklqweruiopzxcvnmty";
  const ACTS = "a[href], button, summary, select, textarea, input:not([type=hidden])";
  let marks = null;  /* letters → what they lead to */
  let typed = "";

  const reachable = (one) => one.getClientRects().length > 0 && !one.disabled && one.tabIndex >= 0 && getComputedStyle(one).visibility === "visible";

  function names(many) {
    if (many <= LETTERS.length) return [...LETTERS].slice(0, many);
    return [...LETTERS].flatMap((first) => [...LETTERS].map((second) => first + second)).slice(0, many);
  }

  function show() {
    const acts = [...document.querySelectorAll(`main :is(${ACTS})`)].filter(reachable);
    const place = Object.assign(document.createElement("div"), { className: "hints" });
    place.setAttribute("aria-hidden", "true");
    marks = new Map(names(acts.length).map((name, at) => [name, acts[at]]));
    for (const [name, act] of marks) {
      const box = act.getBoundingClientRect();
      const mark = Object.assign(document.createElement("kbd"), { textContent: name });
      mark.style.left = `${box.left + scrollX}px`;
      mark.style.top = `${box.top + scrollY}px`;
      place.append(mark);
    }
    document.body.append(place);
    typed = "";
  }

  function hide() {
    document.querySelector(".hints")?.remove();
    marks = null;
  }

  function go(act) {
    act.scrollIntoView({ block: "nearest" });
    act.focus();
    if (act.matches("a, button, summary, [type=checkbox], [type=radio], [type=file]")) act.click();
    if (act.matches("summary") && act.parentElement.open) act.parentElement.querySelector(`:scope :is(textarea, select, input:not([type=hidden]))`)?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!marks) {
      if (event.key !== "v" || typing(event.target)) return;
      show();
    } else {
      typed += event.key;
      const left = [...marks.keys()].filter((name) => name.startsWith(typed));
      const act = marks.get(typed);
      if (act || !left.length) hide();
      if (act) go(act);
      document.querySelectorAll(".hints kbd").forEach((mark) => { mark.hidden = !mark.textContent.startsWith(typed); });
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  for (const name of ["scroll", "resize", "mousedown"]) addEventListener(name, () => { if (marks) hide(); }, { passive: true });
}
