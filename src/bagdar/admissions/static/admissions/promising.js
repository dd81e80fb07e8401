// The page of a party of the draw: makes a secret here, keeps it in a file, sends its digest alone.
// Without scripts the same is done by a command, and its digest pasted.
"use strict";

(() => {
  const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

  // bagdar.admissions.rules.seeding.promise_of
  async function promiseOf(plan, party, secret) {
    const head = new TextEncoder().encode(`bagdar-promise/v1\n${plan}\n${party}\n`);
    const told = new Uint8Array(head.length + secret.length);
    told.set(head);
    told.set(secret, head.length);
    return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", told)));
  }

  function keep(form, secret) {
    const { campaign, party } = form.dataset;
    const text = `${JSON.stringify({ campaign, party, secret: hex(secret) })}\n`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `${party}-${campaign}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  async function make(form) {
    const secret = crypto.getRandomValues(new Uint8Array(32));
    form.elements.digest.value = await promiseOf(form.dataset.plan, form.dataset.party, secret);
    keep(form, secret);
    form.querySelector("[data-made]").hidden = false;
  }

  const button = document.querySelector("[data-make]");
  if (button && crypto.subtle) {
    button.hidden = false;
    button.addEventListener("click", () => make(button.form));
  }

  const place = document.querySelector("[data-file]");
  if (place) {
    place.hidden = false;
    place.querySelector("input").addEventListener("change", async (event) => {
      const [file] = event.target.files;
      if (!file) return;
      try {
        event.target.form.elements.secret.value = JSON.parse(await file.text()).secret ?? "";
      } catch {
        event.target.form.elements.secret.value = ""; // no file of ours: it is typed by hand
      }
    });
  }
})();
