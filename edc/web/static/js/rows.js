// Rows are added without a reload: a copy of the blank row, with the next key counted on from the
// server's. Where this does not run, the button asks the server.
import { copy } from "./tools.js";

const form = document.querySelector("form[data-crf]");

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add]");
  if (!button || !button.dataset.next) return;
  const made = document.getElementById(`new-${button.dataset.add}`);
  if (!made) return;
  event.preventDefault();
  const key = button.dataset.next;
  button.dataset.next = String(Number(key) + 1);
  const rows = copy(made.id, { __KEY__: key });
  const first = rows.querySelector(":is(input:not([type=hidden]), select, textarea)");
  const body = button.closest("[data-group]").querySelector("tbody");
  if (body) body.append(rows);
  else button.before(rows);
  first?.focus();
});
