// The card of a cell on hover and focus, arrows that walk the matrix, and what lies beside the part in view.
const box = document.getElementById("card");
const table = document.querySelector("[data-matrix]");
const view = table.closest(".matrix-box");
let told = null;

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
  told = link;
}

function hide() {
  box.hidden = true;
  told = null;
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

// A shadow on the side where there is more.
function edges() {
  view.parentElement.classList.toggle("has-before", view.scrollLeft > 1);
  view.parentElement.classList.toggle("has-after", view.scrollLeft + view.clientWidth < view.scrollWidth - 1);
}

view.addEventListener("scroll", () => {
  edges();
  if (told) show(told);
});
new ResizeObserver(edges).observe(view);

// As far to the right as the last visit due today asks for, and no farther than the first of them allows.
const due = table.querySelectorAll("th[data-due]");
if (due.length) {
  const [first, last] = [due[0], due[due.length - 1]];
  const wanted = last.offsetLeft + last.offsetWidth - view.clientWidth;
  view.scrollLeft = Math.min(first.offsetLeft - table.rows[0].cells[0].offsetWidth, Math.max(0, wanted));
}
edges();
