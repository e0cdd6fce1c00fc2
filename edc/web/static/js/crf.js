// Live help: what the server says of the values typed, put under their rows. Never moves the focus.
import { announce, copy, item, post, says } from "./tools.js";

const form = document.querySelector("form[data-crf]");
let waiting = 0;
let asking = null;

function showAsks(box, path, asks) {
  const there = new Map([...box.querySelectorAll("[data-ask]")].map((node) => [node.dataset.ask, node]));
  for (const ask of asks) {
    let node = there.get(ask.check);
    there.delete(ask.check);
    if (!node && ask.confirmed) continue;
    if (!node) {
      const made = copy("new-ask", { __PATH__: path, __CHECK__: ask.check, __UNIT__: ask.offer?.unit ?? "" });
      node = made.firstElementChild;
      box.insertBefore(made, box.querySelector("[data-reason]"));
    }
    node.querySelector("[data-say]").textContent = ask.text;
    node.querySelector("[data-awaits]")?.toggleAttribute("hidden", !ask.awaits);
    node.querySelector("select")?.toggleAttribute("hidden", ask.awaits);
    const offer = node.querySelector("[data-offer]");
    if (offer) {
      offer.hidden = !ask.offer;
      offer.textContent = ask.offer?.word ?? "";
      if (ask.offer) offer.value = `record_as:${path}:${ask.offer.unit}`;
    }
  }
  for (const node of there.values()) node.remove();
}

function showProblem(box, text) {
  let node = box.querySelector("[data-problem]:not([data-reason])");
  if (!text) return node?.remove();
  if (!node) {
    box.prepend(copy("new-problem", {}));
    node = box.querySelector("[data-problem]:not([data-reason])");
  }
  node.querySelector("span").textContent = text;
}

// The same sign, letter and word as the flag of macros/item.html.
function showRange(cell, range, flag) {
  if (!cell) return;
  cell.replaceChildren(range);
  if (!flag) return;
  const mark = Object.assign(document.createElement("b"), { className: "flag", title: flag.word });
  const sign = Object.assign(document.createElement("span"), { textContent: flag.mark, ariaHidden: "true" });
  mark.append(sign, Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: flag.word }));
  cell.append(mark);
}

function show(path, said) {
  const row = item(path) ?? form.querySelector(`[data-group="${CSS.escape(path)}"]`);
  const box = says(path);
  if (row && "hidden" in said) row.hidden = said.hidden;
  if (!row || !box) return;
  if ("derived" in said) {
    const out = document.getElementById(`i-${path}`);
    if (out?.matches("output")) out.textContent = said.derived ?? "";
  }
  if ("differs" in said) {
    const mark = row.querySelector("[data-differs]");
    if (mark) mark.hidden = !said.differs;
  }
  if ("echo" in said) {
    const echo = row.querySelector("[data-echo]");
    if (echo) echo.textContent = said.echo ?? "";
  }
  if ("range" in said) showRange(row.querySelector(".item__range"), said.range, said.flag);
  if (box.contains(document.activeElement)) return; // Somebody is answering right there.
  const asks = said.asks ?? [];
  showProblem(box, said.problem);
  showAsks(box, path, asks);
  row.classList.toggle("is-bad", Boolean(said.problem));
  row.classList.toggle("is-asking", !said.problem && asks.some((one) => !one.confirmed));
  const field = document.getElementById(`i-${path}`);
  if (said.problem) field?.setAttribute("aria-invalid", "true");
  else field?.removeAttribute("aria-invalid");
}

// The release check of the page, drawn anew by the server for what was typed.
function showRelease(name, drawn) {
  const there = document.getElementById(`release-${name}`);
  const fresh = new DOMParser().parseFromString(drawn, "text/html").body.firstElementChild;
  if (!there || !fresh || there.contains(document.activeElement)) return;
  const said = (node) => node.querySelector("h2").textContent;
  const moved = said(there) !== said(fresh);
  there.replaceWith(document.adoptNode(fresh));
  if (moved) announce(said(fresh));
}

async function ask(path) {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await post(form.dataset.liveUrl, form, { signal: asking.signal });
    if (!answer.ok) return;
    const { items, releases } = await answer.json();
    for (const [name, drawn] of Object.entries(releases ?? {})) showRelease(name, drawn);
    for (const [at, said] of Object.entries(items)) show(at, said);
    const mine = items[path];
    const open = (mine?.asks ?? []).filter((one) => !one.confirmed);
    if (mine) announce([mine.problem, mine.flag?.word, ...open.map((one) => one.text)].filter(Boolean).join(" "));
  } catch (problem) {
    if (problem.name !== "AbortError" && !(problem instanceof TypeError)) throw problem; // No network: stay quiet.
  }
}

form.addEventListener("change", (event) => {
  const row = event.target.closest("[data-item]");
  if (!row) return;
  event.target.classList.remove("suggested");
  clearTimeout(waiting);
  waiting = setTimeout(ask, 150, row.dataset.item);
});

// The offer to record what was typed in another unit: choose the unit, and ask again.
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-offer]");
  if (!button) return;
  const [, path, unit] = button.value.split(":");
  const select = form.elements[`${path}@unit`];
  if (!select) return;
  event.preventDefault();
  select.value = unit;
  document.getElementById(`i-${path}`).focus();
  select.dispatchEvent(new Event("change", { bubbles: true }));
});

// A multiple choice folded into a cell shows what is ticked.
form.addEventListener("change", (event) => {
  const many = event.target.closest(".many");
  if (!many) return;
  const words = [...many.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
  many.querySelector("summary > span").textContent = words.join(", ") || "–";
});

// A coded missing value greys its field; a typed value takes the code back.
form.addEventListener("input", (event) => {
  const name = event.target.name ?? "";
  if (name.endsWith("@missing")) {
    const field = document.getElementById(`i-${name.slice(0, -"@missing".length)}`);
    field?.toggleAttribute("data-missing", event.target.value !== "");
  } else if (event.target.hasAttribute("data-missing")) {
    const select = form.elements[`${name}@missing`];
    if (select) select.value = "";
    event.target.removeAttribute("data-missing");
    const details = select?.closest("details.nd");
    if (details) details.open = false;
  }
});
