// The card of a cell on hover and focus, and arrows that walk the matrix.
const box = document.getElementById("card");
const table = document.querySelector("[data-matrix]");

function show(link) {
  if (!link.dataset.card) return hide();
  box.textContent = link.dataset.card;
  box.hidden = false;
  const at = link.getBoundingClientRect();
  const left = Math.min(at.left, innerWidth - box.offsetWidth - 8);
  const below = at.bottom + 4 + box.offsetHeight < innerHeight;
  box.style.left = `${Math.max(8, left)}px`;
  box.style.top = `${below ? at.bottom + 4 : at.top - box.offsetHeight - 4}px`;
  link.setAttribute("aria-describedby", "card");
}

function hide() {
  box.hidden = true;
}

const target = (event) => event.target.closest?.("td > a");

if (box) {
  table.addEventListener("pointerover", (event) => (target(event) ? show(target(event)) : hide()));
  table.addEventListener("pointerleave", hide);
  table.addEventListener("focusin", (event) => (target(event) ? show(target(event)) : hide()));
  table.addEventListener("focusout", hide);
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
table.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return hide();
  const step = STEPS[event.key];
  const cell = event.target.closest("td, th");
  if (!step || !cell || event.ctrlKey || event.altKey || event.metaKey) return;
  const rows = [...table.rows];
  let [y, x] = [rows.indexOf(cell.parentElement), cell.cellIndex];
  for (;;) {
    y += step[0];
    x += step[1];
    const link = rows[y]?.cells[x]?.querySelector("a");
    if (y < 0 || x < 0 || y >= rows.length || x >= rows[0].cells.length) return;
    if (link) {
      event.preventDefault();
      link.focus();
      return;
    }
  }
});
