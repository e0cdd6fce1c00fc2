// History and queries open beside the form, so that what is typed stays. On narrow screens the
// rail is a drawer.
const rail = () => document.getElementById("rail");
let back = null;

const isDrawer = () => getComputedStyle(rail()).display === "none" || rail().classList.contains("is-out");

function show() {
  if (!isDrawer()) return;
  back ??= document.activeElement;
  rail().classList.add("is-out");
  rail().focus();
}

function hide() {
  rail().classList.remove("is-out");
  back?.focus();
  back = null;
}

async function swap(url) {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (answer.status === 401 || answer.redirected) return document.dispatchEvent(new CustomEvent("edc:signed-out"));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("rail");
  if (!fresh) return location.assign(url);
  const out = rail().classList.contains("is-out");
  rail().replaceWith(document.adoptNode(fresh));
  rail().classList.toggle("is-out", out);
  show();
  rail().querySelector(".rail__raise textarea")?.focus();
  return undefined;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-rail]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    back = link;
    swap(link.href).catch(() => location.assign(link.href));
  } else if (event.target.closest("[data-rail-toggle]")) {
    if (!isDrawer()) return;
    event.preventDefault();
    if (rail().classList.contains("is-out")) hide();
    else show();
  } else if (event.target.closest("[data-rail-close]")) hide();
});
