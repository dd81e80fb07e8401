// The page of checking: what is chosen is checked here, and stays here. Where the browser lacks
// Ed25519 the form is sent, and the service checks.
"use strict";

(() => {
  const form = document.querySelector("form[data-words]");
  const words = JSON.parse(form.dataset.words);

  function element(name, content, className) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...(Array.isArray(content) ? content : [content ?? ""]));
    return made;
  }

  async function isAble() {
    try {
      await crypto.subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"]);
      return "DecompressionStream" in window && "isWellFormed" in String.prototype;
    } catch {
      return false;
    }
  }

  // --- checking ----------------------------------------------------------------------------------

  async function given() {
    const [file] = form.elements.file.files;
    const size = file ? file.size : form.elements.text.value.trim().length;
    if (size > 1024 * words.limit) throw new RangeError();
    const text = form.elements.text.value.trim();
    return file ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(text);
  }

  // The latest instant that a clock has told, ours or that of whoever answers: a list that was made
  // just now is not from the future for a telephone that is some seconds behind.
  let latest = 0;

  async function fetched(address) {
    const answer = await fetch(address, { cache: "no-store", credentials: "omit" });
    latest = Math.max(latest, Date.parse(answer.headers.get("Date") ?? "") || 0);
    if (!answer.ok && answer.status !== 404) throw new TypeError(answer.status);
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
  }

  // A list says its own address and is signed, so it may be fetched from wherever we were reached.
  async function listsOf(data) {
    const places = (await Diplomas.listsOf(data)).filter((one) => URL.canParse(one));
    const found = await Promise.all(places.map((one) => fetched(new URL(one).pathname)));
    return found.filter((one) => one !== undefined);
  }

  async function outcome(data) {
    try {
      const issuers = await fetched(form.dataset.issuers);
      const lists = await listsOf(data);
      const now = new Date(Math.max(Date.now(), latest));
      const instant = now.toISOString().replace(/\.\d+Z$/, "Z");
      return { held: await Diplomas.check(data, issuers, lists, instant) };
    } catch (error) {
      if (!(error instanceof Diplomas.Refusal)) throw error;
      return { code: error.code, facts: error.facts };
    }
  }

  // --- what came of it -----------------------------------------------------------------------------

  function sentence({ held, code, facts }) {
    if (held) return words.verified;
    return filled(words.sentences[code], facts);
  }

  function steps({ held, code }) {
    const stopped = held ? words.steps.length
      : words.steps.findIndex((one) => one.name === (words.step_of[code] ?? "receipt"));
    const rows = words.steps.map(({ name, text }, number) => {
      const isAbsent = held && name === "receipt" && held.receipt === null;
      const how = number === stopped ? "failed" : number > stopped ? "skipped"
        : isAbsent ? "absent" : "passed";
      const tone = { passed: "good", failed: "bad" }[how] ?? "plain";
      return element("li", [`${text} `, element("span", words.outcomes[how], `tag ${tone}`)]);
    });
    return element("section", [element("h2", words.steps_title), element("ol", rows)]);
  }

  const said = (told) => told.get(words.language);

  const filled = (text, told) => text.replace(/\{(\w+)\}/g, (_, name) => told[name]);

  function facts({ document: told, issuer, isPart, paper }) {
    const subject = told.get("credentialSubject"), achievement = subject.get("achievement");
    const aligned = achievement.get("alignment");
    const nqf = aligned.find((one) => one.get("targetFramework") === "NQF");
    const rows = [
      ["holder", subject.get("identifier")[0].get("identityHash")],
      ["qualification", said(achievement.get("titles"))],
      ["issuer", said(told.get("issuer").get("titles"))],
      ["awarded_on", told.get("awardedDate").slice(0, 10)],
      ["isced", Diplomas.iscedLevel(told)],
      ["nqf", nqf?.get("targetCode")],
      ["credits", subject.get("creditsEarned")],
      ["distinction", achievement.get("tag")?.includes("with_distinction") && words.yes],
      ["number", subject.get("licenseNumber")],
      ["paper", paper && filled(words.from_paper, paper)],
      ["origin", words.origins[issuer.origin]],
      ["part", isPart && words.part],
    ].filter(([, value]) => value);
    return element("dl", rows.flatMap(([name, value]) =>
      [element("dt", words.labels[name]), element("dd", String(value))]), "facts");
  }

  function marks({ document: told }) {
    const subject = told.get("credentialSubject");
    const described = new Map((subject.get("achievement").get("resultDescription") ?? [])
      .map((one) => [one.get("id"), one]));
    const rows = (subject.get("result") ?? []).map((one) => {
      const about = described.get(one.get("resultDescription"));
      const what = about ? said(about.get("titles")) : "—";  // a holder may hide what it is of
      const cells = [what, one.get("value"), about?.get("valueMax") ?? "—"];
      return element("tr", cells.map((cell) => element("td", cell)));
    });
    if (rows.length === 0) return "";
    const head = element("tr", words.marks.map((one) => {
      const cell = element("th", one);
      cell.scope = "col";
      return cell;
    }));
    const grid = element("table", [element("caption", words.marks_title),
                                   element("thead", head), element("tbody", rows)]);
    const scroll = element("div", grid, "scroll");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", words.marks_title);
    return scroll;
  }

  function notice(text, tone) {
    const made = element("div", element("p", text), `notice ${tone}`);
    made.setAttribute("role", tone === "wrong" ? "alert" : "status");
    return made;
  }

  function show(parts) {
    document.getElementById("checked-here")?.remove();
    document.querySelectorAll("#says, #steps, main > .notice").forEach((one) => one.remove());
    const made = element("div", parts);
    made.id = "checked-here";
    document.getElementById("check").before(made);
    made.scrollIntoView({ block: "nearest" });
  }

  function shown(found) {
    const told = found.held
      ? [element("section", [element("h2", words.says), facts(found.held), marks(found.held)]),
         element("p", words.who, "note")]
      : [];
    const here = element("p", words.here, "note");
    show([notice(sentence(found), found.held ? "ok" : "wrong"), here, ...told, steps(found)]);
  }

  // --- a link, typed or in a code --------------------------------------------------------------------

  const SHARED = /^\/(kk|ru|en)\/diplomas\/shared\/[A-Za-z0-9_-]{1,100}\/$/;

  // Another site is never opened: whoever forges a diploma prints the address of their own page.
  function follow(text) {
    const address = /^https?:\/\/\S{1,300}$/.test(text) && URL.canParse(text) && new URL(text);
    if (!address) show([notice(words.none, "wrong")]);
    else if (address.host !== location.host) {
      show([notice(words.other.replace("{host}", address.host), "wrong")]);
    } else if (!SHARED.test(address.pathname)) show([notice(words.file, "wrong")]);
    else location.assign(address.pathname);
  }

  async function offerCamera() {
    const codes = await Scanning.reader();
    if (codes === undefined) return;
    const [how, begin, stop] = ["how", "do", "stop"].map((one) =>
      document.getElementById(`scan-${one}`));
    how.lastChild.textContent = ` ${words.able}`;
    form.elements.file.accept += ",image/*";
    form.elements.file.addEventListener("change", async () => {
      const [file] = form.elements.file.files;
      if (!file?.type.startsWith("image/")) return;
      follow(await Scanning.inPicture(codes, file) ?? "");
      form.elements.file.value = "";
    });
    begin.hidden = false;
    begin.addEventListener("click", async () => {
      const ended = new AbortController();
      stop.onclick = () => ended.abort();
      [begin.hidden, stop.hidden] = [true, false];
      try {
        const found = await Scanning.throughCamera(codes, form.querySelector("video"),
                                                   ended.signal);
        if (found !== undefined) follow(found);
      } catch {
        show([notice(words.refused, "wrong")]);
      } finally {
        [begin.hidden, stop.hidden] = [false, true];
      }
    });
  }

  offerCamera();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = form.elements.text.value.trim();
    if (form.elements.file.files.length === 0 && /^https?:\/\//.test(typed)) {
      follow(typed);
      return;
    }
    if (!await isAble()) {
      form.submit();
      return;
    }
    form.setAttribute("aria-busy", "true");
    try {
      const data = await given();
      if (data.length === 0) show([notice(words.nothing, "wrong")]);
      else shown(await outcome(data));
    } catch (error) {
      if (error instanceof RangeError) show([notice(words.large, "wrong")]);
      else if (error instanceof TypeError) show([notice(words.unreachable, "wrong")]);
      else throw error;
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
})();
