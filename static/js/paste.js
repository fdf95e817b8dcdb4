// Optional: a column pasted from a spreadsheet fills the cells below the one it was pasted into.
"use strict";
document.addEventListener("paste", (event) => {
  const cell = event.target.closest?.("table[data-grid] tbody td");
  const lines = event.clipboardData.getData("text").trim().split(/\r?\n/);
  if (!cell || lines.length < 2) return;
  event.preventDefault();
  const column = [...cell.parentElement.children].indexOf(cell);
  let row = cell.parentElement;
  for (const line of lines) {
    line.split("\t").forEach((text, offset) => {
      const input = row?.children[column + offset]?.querySelector("input");
      if (input) input.value = text.trim();
    });
    row = row?.nextElementSibling;
  }
  event.target.dispatchEvent(new Event("change", { bubbles: true }));
});
