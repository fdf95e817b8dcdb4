// The bar of a break on its calendar: edges that are dragged or moved by arrows. The two dates below it do the same without this file.
"use strict";
(() => {
  const form = document.getElementById("move");
  const cals = document.getElementById("cals");
  if (!form || !cals) return;
  const DAY = 86400000;
  const { since, until } = form.elements;
  const cells = new Map([...cals.querySelectorAll("[data-day]")].map((cell) => [cell.dataset.day, cell]));
  const open = [...cells].filter(([, cell]) => !cell.classList.contains("out")).map(([day]) => day);
  if (!open.length) return;
  const least = open[0];
  const most = open[open.length - 1];
  const number = (iso) => Date.parse(iso) / DAY;
  const iso = (count) => new Date(count * DAY).toISOString().slice(0, 10);
  const typed = ({ value }) => {
    const found = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(value.trim());
    return found && number(`${found[3]}-${found[2].padStart(2, "0")}-${found[1].padStart(2, "0")}`);
  };
  const written = (count) => iso(count).split("-").reverse().join(".");
  const words = (count) =>
    new Date(count * DAY).toLocaleDateString("ru", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const bar = () => ({ first: typed(since), last: typed(until) ? typed(until) - 1 : null });

  function grip(kind, label) {
    const made = document.createElement("span");
    made.className = `grip ${kind}`;
    made.tabIndex = 0;
    made.setAttribute("role", "slider");
    made.setAttribute("aria-label", label);
    made.setAttribute("aria-valuemin", number(least));
    made.setAttribute("aria-valuemax", number(most));
    return made;
  }
  const begin = grip("begin", cals.dataset.begin);
  const end = grip("end", cals.dataset.end);

  function place(edge, count) {
    // A break without an end has its handle on the last day seen: moving it names the end.
    const unset = count === null;
    if (unset) count = number(most);
    const cell = cells.get(iso(count));
    if (!cell) return edge.remove();
    const focused = document.activeElement === edge;
    if (edge.parentNode !== cell) cell.append(edge);
    if (focused) edge.focus();
    edge.setAttribute("aria-valuenow", count);
    edge.setAttribute("aria-valuetext", unset ? cals.dataset.unset : words(count));
    edge.classList.toggle("unset", unset);
  }

  function say(cell, held) {
    // A screen reader is told what the colour shows.
    const said = cell.querySelector(".vh");
    if (held && !said) {
      const words = document.createElement("span");
      words.className = "vh";
      words.textContent = cals.dataset.held;
      cell.firstChild.after(words);
    } else if (!held && said) said.remove();
  }

  function paint() {
    const { first, last } = bar();
    if (!first) return;
    for (const [day, cell] of cells) {
      const at = number(day);
      const held = at >= first && (last === null || at <= last) && !cell.classList.contains("out");
      if (cell.classList.contains("away") && !cell.classList.contains("own")) continue;
      cell.classList.toggle("away", held);
      cell.classList.toggle("own", held);
      cell.classList.toggle("first", at === first);
      cell.classList.toggle("last", at === last);
      if (!cell.classList.contains("out")) say(cell, held);
    }
    place(begin, first);
    place(end, last);
  }

  const clamp = (count) => Math.min(Math.max(count, number(least)), number(most));
  function lay(first, last) {
    since.value = written(first);
    until.value = last === null ? "" : written(last + 1);
    paint();
  }
  function shift(edge, to) {
    const { first, last } = bar();
    if (edge === begin) lay(last === null ? clamp(to) : Math.min(clamp(to), last), last);
    else lay(first, Math.max(clamp(to), first));
  }
  const tell = () => since.dispatchEvent(new Event("change", { bubbles: true }));
  const touched = () => since.dispatchEvent(new Event("input", { bubbles: true }));

  const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, PageUp: -28, PageDown: 28, Home: -Infinity, End: Infinity };
  cals.addEventListener("keydown", (event) => {
    const edge = event.target.closest(".grip");
    if (!edge || !(event.key in STEPS)) return;
    event.preventDefault();
    shift(edge, Number(edge.getAttribute("aria-valuenow")) + STEPS[event.key]);
    edge.focus();
    touched();
    tell();
  });

  let drag = null;
  const under = ({ clientX, clientY }) => document.elementFromPoint(clientX, clientY)?.closest("[data-day]");
  cals.addEventListener("pointerdown", (event) => {
    const edge = event.target.closest(".grip");
    const cell = event.target.closest(".own");
    if (!edge && (!cell || event.pointerType === "touch")) return;
    event.preventDefault();
    edge?.focus();
    drag = { edge, from: number(under(event)?.dataset.day ?? cell.dataset.day), ...bar(), moved: false };
    cals.classList.add("drag");
  });
  addEventListener("pointermove", (event) => {
    const day = drag && under(event)?.dataset.day;
    if (!day) return;
    const to = number(day);
    drag.moved ||= to !== drag.from;
    if (drag.edge) return shift(drag.edge, to);
    const first = clamp(drag.first + to - drag.from);
    lay(first, drag.last === null ? null : first + drag.last - drag.first);
  });
  addEventListener("pointerup", () => {
    if (!drag) return;
    const { moved } = drag;
    drag = null;
    cals.classList.remove("drag");
    if (!moved) return;
    touched();
    tell();
  });

  form.addEventListener("change", paint);
  document.getElementById("cal-hint").hidden = false;
  cals.classList.add("live");
  paint();
})();
