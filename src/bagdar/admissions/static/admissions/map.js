// What may be wished, on a list and a map: from where it is how far, what stands first, what is
// wished. Without scripts the same list is put in order by the service, from a settlement.
//
// The reader's own point (where they are, or a tap on the map) stays in the variable `start`: it is
// in no field of the form, in no address and in no store of the browser, and nothing sends it.
"use strict";

const EARTH_METRES = 6371000;

// bagdar.core.distance.metres_between: points are [latitude, longitude] in degrees
function metresBetween(one, other) {
  const radians = (degrees) => degrees * (Math.PI / 180);
  const north = radians(other[0] - one[0]);
  const east = radians(other[1] - one[1]);
  const bend = Math.cos(radians(one[0])) * Math.cos(radians(other[0]));
  const half = Math.sin(north / 2) ** 2 + bend * Math.sin(east / 2) ** 2;
  return Math.floor(2 * EARTH_METRES * Math.asin(Math.sqrt(Math.min(1, half))) + 0.5);
}

// bagdar.core.distance.tenths_of_km, then the figure as pages write it
function kilometres(metres, mark) {
  const tenths = Math.floor((metres + 50) / 100);
  if (tenths < 100) return `${Math.floor(tenths / 10)}${mark}${tenths % 10}`;
  return String(Math.floor((metres + 500) / 1000)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

// bagdar.admissions.rules.queue.choosing.in_order; order: the place in the order of names
function inOrder(sight, some) {
  const last = (value) => value ?? Infinity;
  const key = {
    near: (one) => last(one.metres),
    price: (one) => last(one.tenge),
    free: (one) => -one.free,
    name: () => 0,
  }[sight];
  return [...some].sort((one, other) => {
    const [here, there] = [key(one), key(other)];
    return here === there ? one.order - other.order : here < there ? -1 : 1;
  });
}

(() => {
  const whole = document.querySelector("[data-choosing]");
  if (!whole) return;
  const words = JSON.parse(whole.dataset.words);
  const form = whole.closest("form");
  const find = (name) => whole.querySelector(`[data-${name}]`);
  const [from, sight, searched] = ["from", "sight", "find"].map((name) => form.elements[name]);
  const [list, status, card, wishes] = ["list", "status", "card", "wishes"].map(find);
  const say = (text) => { status.textContent = text; };
  const number = (text) => (text === undefined || text === "" ? null : Number(text));

  const places = Array.from(list.children, (item) => ({
    item,
    name: item.querySelector("label").textContent,
    rank: item.querySelector("input"),
    far: item.querySelector("[data-far]"),
    at: item.dataset.at ? item.dataset.at.split(" ").map(Number) : null,
    free: Number(item.dataset.free),
    tenge: number(item.dataset.tenge),
    order: Number(item.dataset.order),
    metres: null,
  }));
  let start = null;
  let isOwn = false;

  // --- the list -------------------------------------------------------------------------------

  const wished = () =>
    places
      .filter((one) => /^[1-9]\d{0,3}$/.test(one.rank.value.trim()))
      .sort((one, other) => Number(one.rank.value) - Number(other.rank.value));

  function measure() {
    for (const one of places) {
      one.metres = start && one.at ? metresBetween(start, one.at) : null;
      if (!one.far) continue;
      const km = one.metres === null ? "" : kilometres(one.metres, words.mark);
      one.far.textContent = one.at ? (km && words.far.replace("{km}", km)) : words.unplaced;
      one.far.hidden = !one.far.textContent;
    }
  }

  function arrange() {
    const some = inOrder(sight.value, places);
    const numbered = wished();
    list.append(...[...numbered, ...some.filter((one) => !numbered.includes(one))]
      .map((one) => one.item));
    narrow();
  }

  function narrow() {
    const asked = searched.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const numbered = wished();
    for (const one of places) {
      const name = one.name.toLowerCase();
      one.item.hidden = !numbered.includes(one) && !asked.every((word) => name.includes(word));
    }
    draw();
  }

  function settlement() {
    const option = from.selectedOptions[0];
    start = option && option.dataset.at ? option.dataset.at.split(" ").map(Number) : null;
    isOwn = false;
    say("");
  }

  function ownPoint(at, how) {
    start = at;
    isOwn = true;
    from.value = "";
    sight.value = "near";
    say(how);
    measure();
    arrange();
  }

  // --- wishes ---------------------------------------------------------------------------------

  function rank(some) {
    for (const one of places) one.rank.value = "";
    some.forEach((one, at) => { one.rank.value = String(at + 1); });
    draw();
  }

  function toggle(one) {
    const some = wished();
    rank(some.includes(one) ? some.filter((other) => other !== one) : [...some, one]);
    say(words[some.includes(one) ? "removed" : "added"].replace("{name}", one.name));
  }

  function button(text, label, press, kind = "quiet") {
    const made = document.createElement("button");
    made.type = "button";
    made.className = kind;
    made.textContent = text;
    if (label) made.setAttribute("aria-label", `${text}: ${label}`);
    made.addEventListener("click", press);
    return made;
  }

  function move(one, by) {
    const some = wished();
    const at = some.indexOf(one);
    [some[at], some[at + by]] = [some[at + by], some[at]];
    rank(some);
    const next = [...wishes.querySelectorAll("li")][at + by];
    (next.querySelector(by < 0 ? "[data-up]" : "[data-down]") || next.querySelector("button")).focus();
  }

  function listWishes(some) {
    wishes.hidden = !some.length;
    wishes.querySelector("ol").replaceChildren(...some.map((one, at) => {
      const line = document.createElement("li");
      const up = button(words.up, one.name, () => move(one, -1));
      const down = button(words.down, one.name, () => move(one, 1));
      up.dataset.up = down.dataset.down = "";
      line.append(one.name, " ", ...(at ? [up, " "] : []),
        ...(at < some.length - 1 ? [down, " "] : []),
        button(words.remove, one.name, () => { toggle(one); searched.focus(); }));
      return line;
    }));
  }

  // --- the map --------------------------------------------------------------------------------

  const svg = whole.querySelector("svg[data-map]");
  const layer = (name) => svg.querySelector(`.${name}`);
  const paper = svg && Object.fromEntries(
    ["left", "top", "squeeze", "scale"].map((name) => [name, Number(svg.dataset[name])]),
  );
  const size = svg && { x: 0, y: 0, w: svg.viewBox.baseVal.width, h: svg.viewBox.baseVal.height };
  let view = size;
  let chosen = null;
  let isTapping = false;
  const onPaper = ([north, east]) =>
    [(east - paper.left) * paper.squeeze * paper.scale, (paper.top - north) * paper.scale];
  const onEarth = (x, y) =>
    [paper.top - y / paper.scale, paper.left + x / paper.scale / paper.squeeze];
  const unit = () => view.w / svg.clientWidth; // of the paper, a pixel
  const dots = (some) =>
    some.map(([x, y]) => `M${x.toFixed(2)} ${y.toFixed(2)}h.01`).join("");
  if (svg) for (const one of places) one.spot = one.at && onPaper(one.at);

  function draw() {
    const some = wished();
    listWishes(some);
    for (const one of places) {
      const press = one.item.querySelector("[data-wish]");
      press.textContent = words[some.includes(one) ? "remove" : "add"];
      press.setAttribute("aria-label", `${press.textContent}: ${one.name}`);
    }
    if (chosen) showCard(chosen);
    if (!svg) return;
    const seen = places.filter((one) => one.spot && !one.item.hidden && !some.includes(one));
    const put = (name, spots) => layer(name).setAttribute("d", dots(spots));
    const full = seen.filter((one) => !one.free).map((one) => one.spot);
    put("free", seen.filter((one) => one.free).map((one) => one.spot));
    put("full", full);
    put("full-in", full);
    const ranked = some.filter((one) => one.spot);
    put("wished", ranked.map((one) => one.spot));
    put("start", start ? [onPaper(start)] : []);
    put("start-in", start ? [onPaper(start)] : []);
    put("chosen", chosen && chosen.spot ? [chosen.spot] : []);
    layer("ranks").replaceChildren(...ranked.map((one) => letters(one.rank.value, one.spot)));
  }

  function letters(text, [x, y]) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", "text");
    made.setAttribute("x", x);
    made.setAttribute("y", y);
    made.setAttribute("dy", ".35em");
    made.textContent = text;
    return made;
  }

  function look(next) {
    const w = Math.min(size.w, Math.max(size.w / 200, next.w));
    const h = (w / size.w) * size.h;
    view = {
      w, h,
      x: Math.min(size.w - w, Math.max(0, next.x)),
      y: Math.min(size.h - h, Math.max(0, next.y)),
    };
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    svg.classList.toggle("near", w < size.w); // then a finger moves the map, not the page
    label();
  }

  // a stroke as long as a round number of kilometres, and at most a hundred pixels
  function scale(pixel) {
    const metres = (111195 * pixel) / paper.scale; // a degree of latitude, of the same sphere
    const rounds = [5e5, 2e5, 1e5, 5e4, 2e4, 1e4, 5e3, 2e3, 1e3, 500, 200, 100];
    const round = rounds.find((one) => one / metres <= 100) ?? 100;
    const bar = find("scaled");
    bar.style.width = `${round / metres}px`;
    const km = round < 1000 ? `0${words.mark}${round / 100}` : String(round / 1000);
    bar.textContent = words.far.replace("{km}", km);
  }

  function label() {
    const pixel = unit();
    scale(pixel);
    const taken = [];
    svg.style.setProperty("--letters", `${12 * pixel}px`);
    for (const one of layer("names").children) {
      const [x, y] = [Number(one.getAttribute("x")), Number(one.getAttribute("y"))];
      const half = (one.textContent.length * 6.6 * pixel) / 2;
      const crowded = taken.some(([there, down, theirs]) =>
        Math.abs(x - there) < half + theirs && Math.abs(y - down) < 15 * pixel);
      one.classList.toggle("crowded", crowded);
      if (!crowded) taken.push([x, y, half]);
    }
  }

  // nearer or further around a point of the paper; by: 2 is twice as near
  function zoom(by, x = view.x + view.w / 2, y = view.y + view.h / 2) {
    const w = Math.min(size.w, Math.max(size.w / 200, view.w / by));
    const left = w / view.w;
    look({ w, x: x - (x - view.x) * left, y: y - (y - view.y) * left });
  }

  const steps = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };
  function press(deed) {
    if (deed === "in" || deed === "out") zoom(deed === "in" ? 2 : 0.5);
    else if (deed === "whole") look(size);
    else {
      const [right, down] = steps[deed];
      look({ ...view, x: view.x + (right * view.w) / 3, y: view.y + (down * view.h) / 3 });
    }
  }

  function showCard(one) {
    chosen = one;
    const title = document.createElement("h3");
    title.textContent = one.name;
    const told = one.item.querySelector(".hint").cloneNode(true);
    told.removeAttribute("id");
    const isWished = wished().includes(one);
    card.replaceChildren(title, told,
      button(words[isWished ? "remove" : "add"], one.name, () => toggle(one), "second"), " ",
      button(words.listed, one.name, () => {
        one.item.scrollIntoView({ block: "center" });
        one.rank.focus();
      }));
    card.hidden = false;
  }

  function tapped(x, y) {
    if (isTapping) {
      tapping(false);
      ownPoint(onEarth(x, y), words.tapped);
      return;
    }
    const reach = 24 * unit();
    const near = (one) => Math.hypot(one.spot[0] - x, one.spot[1] - y);
    const hit = places.filter((one) => one.spot && !one.item.hidden && near(one) <= reach)
      .sort((one, other) => near(one) - near(other));
    if (!hit.length) return;
    // Where several stand upon each other, each tap opens the next.
    showCard(hit[(hit.indexOf(chosen) + 1) % hit.length]);
    draw();
  }

  function tapping(is) {
    isTapping = is;
    find("tap").setAttribute("aria-pressed", String(is));
    svg.classList.toggle("tapping", is);
    if (is) say(words.tap);
  }

  function fingers() {
    const down = new Map();
    let moved = 0;
    const place = (event) => {
      const box = svg.getBoundingClientRect();
      return [view.x + (event.clientX - box.left) * unit(), view.y + (event.clientY - box.top) * unit()];
    };
    svg.addEventListener("pointerdown", (event) => {
      if (!down.size) moved = 0;
      down.set(event.pointerId, [event.clientX, event.clientY]);
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", (event) => {
      const before = down.get(event.pointerId);
      if (!before) return;
      const now = [event.clientX, event.clientY];
      moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
      if (down.size === 1) {
        if (moved > 8) {
          look({ ...view, x: view.x - (now[0] - before[0]) * unit(),
            y: view.y - (now[1] - before[1]) * unit() });
        }
      } else if (down.size === 2) {
        const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
        const apart = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]);
        zoom(apart(now) / Math.max(1, apart(before)), ...place({
          clientX: (now[0] + other[0]) / 2, clientY: (now[1] + other[1]) / 2 }));
      }
      down.set(event.pointerId, now);
    });
    svg.addEventListener("pointerup", (event) => {
      const isTap = down.size === 1 && moved <= 8;
      down.delete(event.pointerId);
      if (isTap) tapped(...place(event));
    });
    svg.addEventListener("pointercancel", (event) => down.delete(event.pointerId));
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return; // the page scrolls; two fingers of a touchpad come nearer
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, ...place(event));
    }, { passive: false });
    new ResizeObserver(label).observe(svg);
  }

  // --- what the reader does -------------------------------------------------------------------

  from.addEventListener("change", () => {
    settlement();
    if (start) sight.value = "near";
    measure();
    arrange();
  });
  sight.addEventListener("change", arrange);
  searched.addEventListener("input", narrow);
  searched.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it has been searched while it was typed
  });
  list.addEventListener("input", draw);
  list.addEventListener("click", (event) => {
    const one = places.find((place) => place.item.contains(event.target));
    if (one && event.target.closest("[data-wish]")) toggle(one);
    if (one && event.target.closest("[data-see]")) {
      showCard(one);
      const w = Math.min(view.w, size.w / 8);
      look({ w, x: one.spot[0] - w / 2, y: one.spot[1] - (w / size.w) * size.h / 2 });
      draw();
      card.scrollIntoView({ block: "nearest" });
      svg.scrollIntoView({ block: "nearest" });
    }
  });

  const here = find("here");
  here.hidden = !navigator.geolocation;
  here.addEventListener("click", () => {
    say(words.asking);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => ownPoint([coords.latitude, coords.longitude], words.here),
      () => say(words.failed),
      { maximumAge: 60_000, timeout: 20_000 },
    );
  });
  const tap = find("tap");
  if (svg) {
    tap.addEventListener("click", () => tapping(!isTapping));
    whole.querySelectorAll("[data-move]").forEach((one) =>
      one.addEventListener("click", () => press(one.dataset.move)));
    fingers();
  } else tap.hidden = true;

  whole.querySelectorAll("[data-scripted]").forEach((one) => { one.hidden = false; });
  find("plain").hidden = true;
  settlement();
  measure();
  draw();
  if (svg) label();
})();
