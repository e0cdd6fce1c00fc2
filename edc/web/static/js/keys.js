// Shortcuts. All of them sleep while an input method is composing.
import { composing } from "./tools.js";

const press = (act) => {
  const button = document.querySelector(`button[name="act"][value="${act}"][form="crf"]`);
  if (button) button.click();
  return Boolean(button);
};

// The link of the item that has the focus: its history, its queries.
const follow = (which) => {
  const row = document.activeElement?.closest("[data-item]");
  const link = row?.querySelector(which === "history" ? "[data-rail=history]" : "a.bubble, [data-rail=query]");
  if (link) link.click();
  return Boolean(link);
};

function closeTopmost() {
  const rail = document.querySelector(".rail.is-out");
  if (rail) {
    document.querySelector("[data-rail-close]").click();
    return true;
  }
  const open = document.activeElement?.closest("details[open]:not(.stack, .rail__part)");
  if (!open) return false;
  open.open = false;
  open.querySelector("summary").focus();
  return true;
}

function shortcut(event) {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (event.altKey) return false;
    if (key === "s") return press("save");
    if (key === "enter") return press("finish_next") || press("verify_all");
    return false;
  }
  if (event.altKey) {
    if (key === "h" || event.code === "KeyH") return follow("history");
    if (key === "q" || event.code === "KeyQ") return follow("query");
    return false;
  }
  if (key === "escape") return closeTopmost();
  if (key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) {
    const jump = document.querySelector("[data-key='/']");
    if (jump) jump.focus();
    return Boolean(jump);
  }
  return false;
}

// Enter goes on to the next field of the form: right along a grid, down a list. Arrows up and
// down move in the column of a grid, or to the next row.
const FIELDS = "input:not([type=hidden]):not([type=file]), select.form-select, textarea, .many > summary, .opts";

function fields(form) {
  return [...form.querySelectorAll(`:is(.item__field, .cell, .beside) > :is(${FIELDS}), .cell > .many > summary`)]
    .map((field) => (field.matches(".opts") ? field.querySelector("input:checked:not([value=''])") ?? field.querySelector("input") : field))
    .filter((field) => !field.disabled && field.offsetParent);
}

function column(field, step) {
  const cell = field.closest("td");
  let row = cell?.parentElement;
  while (row) {
    row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    if (row && !row.classList.contains("below")) {
      const there = row.cells[cell.cellIndex]?.querySelector(".cell > :is(input, select, .opts), .cell > .many > summary");
      return there?.matches(".opts") ? there.querySelector("input") : there ?? null;
    }
  }
  return null;
}

function move(event) {
  const field = event.target;
  const form = field.closest("form[data-crf]");
  if (!form || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  if (!field.matches("input, select") || field.matches("[type=file]")) return false;
  const step = event.key === "ArrowUp" ? -1 : 1;
  if (event.key !== "Enter" && (!field.matches("input[type=text]") || !/^Arrow(Up|Down)$/.test(event.key))) return false;
  const all = fields(form);
  const group = field.closest(".opts");
  const at = all.findIndex((one) => one === field || (group && one.closest(".opts") === group));
  const grid = field.closest("table.grid");
  const next = grid && event.key !== "Enter" ? column(field, step) : all[at + step];
  if (at < 0) return event.key === "Enter";
  if (next) {
    next.focus();
    if (next.select) next.select();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (composing(event) || event.defaultPrevented) return;
  if (shortcut(event) || (/^(Enter|ArrowUp|ArrowDown)$/.test(event.key) && move(event))) event.preventDefault();
});
