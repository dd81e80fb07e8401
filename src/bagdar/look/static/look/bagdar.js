// The script of every page: copies a table as tab-separated text. All else works without scripts.
"use strict";

function tableText(table) {
  return Array.from(table.rows, (row) =>
    Array.from(row.cells, (cell) => cell.innerText.replace(/\s+/g, " ").trim()).join("\t"),
  ).join("\n");
}

async function copyTable(button) {
  const table = document.querySelector(`#${CSS.escape(button.dataset.copy)} table`);
  if (!table) return;
  await navigator.clipboard.writeText(tableText(table));
  const before = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 1600);
}

function showCopyButtons(root) {
  if (!navigator.clipboard) return;
  root.querySelectorAll("button.copy[hidden]").forEach((button) => { button.hidden = false; });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button.copy");
  if (button) copyTable(button);
});
document.addEventListener("htmx:afterSwap", () => showCopyButtons(document));
showCopyButtons(document);
