// All optional: without it the same pages work by whole-page loads.
// The words stand in the page: #alert[data-failed] (a number follows), #alert[data-lost], button[data-busy].
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const on = (name, listen) => document.addEventListener(name, listen);
  const guarded = "form[data-dirty-guard]";
  const polls = (elt) => /\bevery\b/.test(elt.getAttribute?.("hx-trigger"));
  const alert = $("#alert");

  function say(text) {
    alert.hidden = !text;
    alert.textContent = text;
  }
  // Was a request that broke off carried out? Nobody knows here.
  const lost = () => say(alert.dataset.lost);

  function block({ target }) {
    if (typeof target === "string") return $(target); // HX-Retarget
    return target?.isConnected ? target : document.getElementById(target?.id);
  }

  function rest(ctx) {
    block(ctx)?.removeAttribute("aria-busy");
    for (const { dataset, firstChild } of ctx.disabledElements ?? []) {
      if (dataset.idle) firstChild.data = dataset.idle;
    }
  }

  on("htmx:before:request", ({ target, detail: { ctx } }) => {
    if (polls(target)) return;
    say("");
    block(ctx)?.setAttribute("aria-busy", "true");
    setTimeout(() => {
      for (const { disabled, dataset, firstChild } of ctx.disabledElements) {
        if (!disabled || !dataset.busy) continue;
        dataset.idle = firstChild.data;
        firstChild.data = dataset.busy;
      }
    }, 400);
  });

  on("htmx:after:request", ({ target, detail: { ctx } }) => {
    const { status } = ctx.response;
    // 401 leads to the login page; the server keeps the input.
    if (status < 400 || status === 401) delete target.closest?.(guarded)?.dataset.dirty;
  });

  on("htmx:after:swap", ({ target, detail: { ctx } }) => {
    rest(ctx);
    const part = block(ctx);
    if (!part || polls(target) || ctx.response?.status >= 500) return;
    const find = (selector) => (part.matches(selector) ? part : $(selector, part));
    const form = part.closest(guarded) ?? find(guarded);
    if (ctx.response?.status >= 400) form?.setAttribute("data-dirty", "");
    (find(".errors") ?? find("[data-focus]"))?.focus();
  });

  // 409 and 422 come here too: their answers are swapped in.
  on("htmx:response:error", ({ detail: { ctx } }) => {
    if (ctx.response.status < 500) return;
    const number = ctx.response.headers.get("X-Error-Number");
    if (number) say(`${alert.dataset.failed} ${number}`);
    else lost();
  });
  on("htmx:error", ({ detail }) => detail.ctx && lost());
  on("htmx:finally:request", ({ detail }) => rest(detail.ctx));

  on("input", ({ target }) => {
    target.closest(guarded)?.setAttribute("data-dirty", "");
  });
  // htmx:after:request answers for the forms of htmx.
  on("submit", ({ target, defaultPrevented }) => defaultPrevented || delete target.dataset.dirty);
  addEventListener("beforeunload", (event) => {
    if ($(`${guarded}[data-dirty]`)) event.preventDefault();
  });

  $(".errors")?.focus();
})();
