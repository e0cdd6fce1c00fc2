// A changed stored value asks for its reason at once, under its row: old, new, why.
import { copy, held, item, says } from "./tools.js";

const form = document.querySelector("form[data-crf]");

const chosen = (one) => one.checked || one.selected;
const came = (one) => one.defaultChecked || one.defaultSelected; // As the page came, whatever was done since.
const option = (select, is) => [...(select?.options ?? [])].find(is) ?? select?.options[0];

// The words a person sees for a value: of a choice its label, else the text with its unit.
function shown(row, path, value, is) {
  const at = CSS.escape(path);
  const picked = [...row.querySelectorAll(`input[name="${at}"]:is([type=radio], [type=checkbox]), select[name="${at}"] > option`)]
    .filter((one) => one.value && is(one)).map((one) => (one.closest("label") ?? one).textContent.trim());
  if (picked.length) return picked.join(", ");
  const unit = option(row.querySelector(`select[name="${at}@unit"]`), is)?.textContent ?? "";
  return value && unit ? `${value} ${unit}` : value || "–";
}

const before = new Map();
for (const row of form.querySelectorAll("[data-item][data-stored]")) {
  const path = row.dataset.item;
  const [unit, missing] = ["unit", "missing"].map((name) => option(form.elements[`${path}@${name}`], came)?.value);
  before.set(path, { words: shown(row, path, row.dataset.stored, came), unit, missing });
}

// Codes of a multiple choice may come in any order; words of a text may not.
function same(row, typed, stored) {
  if (!row.querySelector("input[type=checkbox]")) return typed === stored;
  return typed.split(" ").sort().join(" ") === stored.split(" ").sort().join(" ");
}

function differs(row, path) {
  const was = before.get(path);
  return !same(row, held(form, path), row.dataset.stored) || form.elements[`${path}@unit`]?.value !== was.unit
    || form.elements[`${path}@missing`]?.value !== was.missing;
}

function look(row) {
  const path = row.dataset.item;
  const box = says(path);
  if (!before.has(path) || !box) return;
  let node = box.querySelector("[data-reason]");
  if (!differs(row, path)) {
    if (node && !node.hasAttribute("data-problem")) node.remove();
    return;
  }
  if (!node) {
    box.append(copy("new-reason", { __PATH__: path }));
    node = box.querySelector("[data-reason]");
    node.querySelector("[data-old]").textContent = before.get(path).words;
  }
  const missing = form.elements[`${path}@missing`];
  node.querySelector("[data-new]").textContent = missing?.value ? missing.selectedOptions[0].textContent
    : shown(row, path, held(form, path), chosen);
}

// "Use this reason for all changes": copies the code and its words, and lets go of other ticks.
function spread(box) {
  const from = box.closest("[data-reason]");
  const [code, words] = [from.querySelector("select").value, from.querySelector("input.form-control").value];
  for (const other of form.querySelectorAll("[data-reason]")) {
    if (other === from) continue;
    other.querySelector("[name='@reason_all']").checked = false;
    other.querySelector("select").value = code;
    other.querySelector("input.form-control").value = words;
  }
}

form.addEventListener("change", (event) => {
  const row = event.target.closest("[data-item]");
  const reason = event.target.closest("[data-reason]");
  if (reason) {
    const all = form.querySelector("[name='@reason_all']:checked");
    if (all) spread(all);
  } else if (row) look(row);
});

// Whoever types quickly was at it before this script came.
for (const path of before.keys()) look(item(path));
