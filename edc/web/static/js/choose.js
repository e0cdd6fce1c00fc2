// "All on this page": one box ticks its fellows. And menus close when one clicks elsewhere.
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-all]");
  if (!all) return;
  for (const box of document.querySelectorAll(`input[type=checkbox][name="${all.dataset.all}"]`)) box.checked = all.checked;
});

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll(":is(.menu, .cell__more, .many, .formula)[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
