// Keeps what is typed beside the record, and warns before a page with unsaved values is left.
import { post } from "./tools.js";

const form = document.querySelector("form[data-crf]");
const line = document.querySelector("[data-unsaved]");
const EVERY = 4000;
let dirty = false;
let leaving = false;
let changed = new Set();
let timer = 0;

function said(extra = "") {
  const n = changed.size;
  const count = n === 0 ? "" : n === 1 ? line.dataset.one : line.dataset.many.replace("{n}", String(n));
  line.textContent = [count, extra].filter(Boolean).join(" · ");
}

async function keep(options = {}) {
  clearTimeout(timer);
  timer = 0;
  if (!dirty) return;
  dirty = false;
  try {
    const answer = await post(form.dataset.draftUrl, form, options);
    if (!answer.ok) dirty = true;
    else {
      const at = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
      said(line.dataset.kept.replace("{at}", at));
    }
  } catch {
    dirty = true; // No network: the next change, or leaving, tries again.
  }
}

form.addEventListener("input", (event) => {
  const row = event.target.closest("[data-item]");
  if (!row && !event.target.name) return;
  dirty = true;
  if (row) changed.add(row.dataset.item);
  said();
  if (!timer) timer = setTimeout(keep, EVERY);
});

// A page that came back refused holds only what was typed: kept at once, whoever leaves now finds it again.
if ("typed" in form.dataset) {
  dirty = true;
  keep();
}

// Another part of the house may save the page (a small form, a link that stays): both count as leaving on purpose.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.matches("[data-sign-in]")) return;
  leaving = true;
  if (event.target !== form) keep({ keepalive: true });
});
addEventListener("pagehide", () => {
  if (!leaving) keep({ keepalive: true });
});
addEventListener("beforeunload", (event) => {
  if (changed.size && !leaving) event.preventDefault();
});
