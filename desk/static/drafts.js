"use strict";
/* Drafts: a form with data-draft is saved on the server while one types, and what was not sent is offered again. */
{
  const WAIT = 2000;  /* milliseconds after the last key */
  const PATIENCE = 1500;  /* so long a form waits for its draft */
  const forms = [...document.querySelectorAll("form[data-draft]")];
  const here = document.querySelector("main")?.dataset;
  const template = document.getElementById("draft-offer");
  const csrf = document.querySelector("input[name=csrf]")?.value;
  const caseOf = (form) => form.dataset.of ?? here.of ?? "";
  const stands = {};
  let gone = false;

  /* Every field but files and what belongs to this page alone: name, value, and whether a person types words into it. */
  function typedIn(form) {
    const own = new Set(["csrf", "draft"]);
    const words = new Set([...form.elements].filter((one) => one.matches("textarea, input[type=text], input:not([type])")).map((one) => one.name));
    return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !own.has(name)).map(([name, value]) => [name, value, words.has(name)]);
  }

  function send(path, values) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ csrf, ...values })) body.append(name, value);
    return fetch(path, { method: "POST", body, keepalive: new Blob([...body.values()]).size < 60000 }).catch(() => null);
  }

  class Draft {
    constructor(form) {
      this.form = form;
      this.key = crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      this.waiting = 0;
      this.pending = false;
      this.saving = null;
    }

    get open() { return this.pending || this.saving !== null; }

    /* The form says which draft it is when it is sent, so that the draft goes with it. */
    named() {
      let field = this.form.querySelector("input[name=draft]");
      if (!field) {
        field = Object.assign(document.createElement("input"), { type: "hidden", name: "draft" });
        this.form.append(field);
      }
      field.value = this.key;
    }

    typed() {
      this.pending = true;
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.save(), WAIT);
    }

    /* One saving after the other, so that an older one never comes last. */
    save() {
      clearTimeout(this.waiting);
      if (this.pending && !gone) this.saving = (this.saving ?? Promise.resolve()).then(() => this.keep()).finally(() => { this.saving = null; });
      return this.saving;
    }

    async keep() {
      this.pending = false;
      this.named();
      const of = caseOf(this.form);
      const answer = await send("/drafts", { of, form: this.form.dataset.draft, key: this.key, stand: stands[of] ?? 0, fields: JSON.stringify(typedIn(this.form)) });
      const saved = answer?.ok && !answer.redirected;
      this.tell(saved ? template.dataset.saved.replace("{at}", (await answer.json()).at) : template.dataset.failed, saved);
      if (saved && !this.pending) document.dispatchEvent(new CustomEvent("kept"));
    }

    tell(words, saved) {
      let place = this.form.querySelector(":scope > .draft-said");
      if (!place) {
        place = Object.assign(document.createElement("p"), { className: "draft-said small" });
        place.setAttribute("role", "status");
        this.form.append(place);
      }
      place.textContent = words;
      place.classList.toggle("failed", !saved);
    }

    /* Go on with what was saved: into its fields, or as the server shows a form whose rows are not always the same. */
    resume(offer) {
      this.key = offer.key;
      this.named();
      if (this.form.hasAttribute("data-again")) { this.again(offer); return; }
      const values = {};
      for (const [name, value] of offer.fields) (values[name] ??= []).push(value);
      for (const field of this.form.elements) {
        if (!field.name || field.type === "file" || ["csrf", "draft"].includes(field.name)) continue;
        if (["checkbox", "radio"].includes(field.type)) field.checked = (values[field.name] ?? []).includes(field.value);
        else if (field.tagName !== "BUTTON" && values[field.name]?.length) field.value = values[field.name].shift();
      }
      const first = this.form.querySelector("textarea, input:not([type=hidden])");
      for (const field of this.form.querySelectorAll("textarea")) field.dispatchEvent(new Event("input", { bubbles: true }));
      first?.focus();
    }

    again(offer) {
      gone = true;
      const copy = Object.assign(document.createElement("form"), { method: "post", action: this.form.action });
      for (const [name, value] of [["csrf", csrf], ["draft", offer.key], ["do", "again"], ...offer.fields]) {
        const field = document.createElement("textarea");
        Object.assign(field, { name, value });
        copy.append(field);
      }
      copy.hidden = true;
      document.body.append(copy);
      document.dispatchEvent(new CustomEvent("kept"));
      copy.submit();
    }
  }

  const drafts = new Map(forms.map((form) => [form, new Draft(form)]));

  function bar(offer) {
    const made = template.content.firstElementChild.cloneNode(true);
    made.querySelector("time").textContent = offer.at;
    made.querySelector(".draft-stale").hidden = !offer.stale;
    made.querySelector("[data-do=discard]").addEventListener("click", async () => {
      const answer = await send("/drafts/discard", { key: offer.key });
      if (answer?.ok) made.remove();
    });
    return made;
  }

  function offered(offer) {
    const form = forms.find((one) => one.dataset.draft === offer.form && caseOf(one) === offer.of);
    const made = bar(offer);
    const resume = made.querySelector("[data-do=resume]");
    const link = made.querySelector("a");
    if (form) {
      link.remove();
      made.querySelector("details").remove();
      resume.addEventListener("click", () => { made.remove(); drafts.get(form).resume(offer); });
      for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      form.prepend(made);
      return;
    }
    /* Its form stands on another page, which the case's own names; or it is no longer there, and the words can be copied. */
    if (offer.page !== here.page && here.page !== `/cases/${offer.of}`) return;
    resume.remove();
    made.querySelector("strong").textContent = offer.name;
    if (offer.page === here.page) link.remove(); else link.href = offer.page;
    const words = offer.fields.filter(([, value, isWords]) => isWords && value.trim()).map(([, value]) => value);
    const text = made.querySelector("textarea");
    text.value = words.join("\n\n");
    text.parentElement.hidden = false;
    document.querySelector("main").prepend(made);
  }

  async function ask() {
    const asked = new URLSearchParams([...new Set(forms.map(caseOf))].map((of) => ["of", of]));
    if (here?.of && !asked.getAll("of").includes(here.of)) asked.append("of", here.of);
    const answer = await fetch(`/drafts?${asked}`).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const found = await answer.json();
    Object.assign(stands, found.stands);
    for (const offer of found.drafts) {
      const form = forms.find((one) => one.dataset.draft === offer.form && caseOf(one) === offer.of);
      /* What the page shows already, as it came back from its own form, is not offered beside itself. */
      if (form && offer.key === here.draft) { drafts.get(form).key = offer.key; drafts.get(form).named(); } else offered(offer);
    }
  }

  if (template && csrf && (forms.length || here?.of)) {
    document.addEventListener("input", (event) => { drafts.get(event.target.form)?.typed(); });
    /* What was typed last is saved before its form goes: an act that is refused loses no word, and no saving comes after it. */
    document.addEventListener("submit", async (event) => {
      const draft = drafts.get(event.target);
      if (!draft?.open) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      await Promise.race([draft.save(), new Promise((done) => { setTimeout(done, PATIENCE); })]);
      Object.assign(draft, { pending: false, saving: null });
      draft.form.requestSubmit(event.submitter);
    }, true);
    document.addEventListener("submit", (event) => { if (!event.defaultPrevented && event.target.method === "post") gone = true; });
    addEventListener("pageshow", () => { gone = false; });
    const leave = () => drafts.forEach((draft) => draft.save());
    document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
    addEventListener("pagehide", leave);
    /* Words typed before this script stood have had no input event of its own. */
    const typing = document.activeElement;
    if (typing?.form && (typing.defaultValue ?? typing.value) !== typing.value) drafts.get(typing.form)?.typed();
    ask();
  }
}
