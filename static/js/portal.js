// All of it optional: without it the same pages work by whole-page loads.
// The words stand in the layout: #alert[data-failed] (the error number follows), #alert[data-lost].
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const on = (name, listen) => document.addEventListener(name, listen);
  const guarded = "form[data-dirty-guard]";
  const polls = (elt) => /\bevery\b/.test(elt.getAttribute?.("hx-trigger"));

  function say(text) {
    const alert = $("#alert");
    alert.hidden = !text;
    alert.textContent = text;
  }
  // Whether a request that broke off was carried out, nobody knows here.
  const lost = () => say($("#alert").dataset.lost);

  function block({ target }) {
    if (typeof target === "string") return $(target); // HX-Retarget
    return target?.isConnected ? target : document.getElementById(target?.id);
  }

  function rest(ctx) {
    block(ctx)?.removeAttribute("aria-busy");
    for (const button of document.querySelectorAll("[data-idle]")) {
      button.textContent = button.dataset.idle;
      delete button.dataset.idle;
    }
  }

  on("htmx:before:request", ({ target, detail: { ctx } }) => {
    if (polls(target)) return;
    say("");
    block(ctx)?.setAttribute("aria-busy", "true");
  });

  on("htmx:after:request", ({ target, detail: { ctx } }) => {
    const { status } = ctx.response;
    // 401 leads to the login page; the server keeps what was typed.
    if (status < 400 || status === 401) delete target.closest?.(guarded)?.dataset.dirty;
  });

  on("htmx:after:swap", ({ target, detail: { ctx } }) => {
    rest(ctx);
    const part = block(ctx);
    if (!part || polls(target) || ctx.response?.status >= 500) return;
    const form = part.closest(guarded) ?? $(guarded, part);
    if (form && ctx.response?.status >= 400) form.dataset.dirty = "";
    const find = (selector) => (part.matches(selector) ? part : $(selector, part));
    (find(".errors") ?? find("[data-focus]"))?.focus();
  });

  // 422 and 409 come here too; their answer is swapped in and speaks for itself.
  on("htmx:response:error", ({ detail: { ctx } }) => {
    if (ctx.response.status < 500) return;
    const number = ctx.response.headers.get("X-Error-Number");
    if (number) say(`${$("#alert").dataset.failed} ${number}`);
    else lost();
  });
  on("htmx:error", ({ detail }) => detail.ctx && lost());
  on("htmx:finally:request", ({ detail }) => rest(detail.ctx));

  on("input", ({ target }) => {
    const form = target.closest(guarded);
    if (form) form.dataset.dirty = "";
  });
  on("submit", (event) => {
    const button = event.submitter;
    setTimeout(() => {
      if (!button?.disabled || !button.dataset.busy) return;
      button.dataset.idle = button.textContent;
      button.textContent = button.dataset.busy;
    }, 400);
    // A form of htmx is answered for in htmx:after:request.
    if (!event.defaultPrevented) delete event.target.dataset.dirty;
  });
  addEventListener("beforeunload", (event) => {
    if ($(`${guarded}[data-dirty]`)) event.preventDefault();
  });

  $(".errors")?.focus();
})();
