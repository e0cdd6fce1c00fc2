// The end of a session: a bar two minutes before, a password box after, and the page kept.
const WARN = 120;
const seconds = Number(document.body.dataset.sessionSeconds || 0);
const url = document.body.dataset.sessionUrl;
const bar = document.getElementById("session-bar");
const dialog = document.getElementById("session-dialog");
let length = seconds;
let end = Date.now() + seconds * 1000;
let heard = Date.now();
let retry = null;

function alive(left = length) {
  length = Math.max(length, left);
  end = Date.now() + left * 1000;
  heard = Date.now();
  bar.hidden = true;
}

function signedOut() {
  bar.hidden = true;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[name=password]").focus();
}

async function ask(method) {
  const answer = await fetch(url, {
    method, credentials: "same-origin", headers: { Accept: "application/json" },
    body: method === "POST" ? new URLSearchParams({ csrf_token: document.querySelector("[name=csrf_token]").value }) : undefined,
  });
  if (answer.status === 401) return signedOut(), false;
  if (answer.ok) alive((await answer.json()).seconds);
  return true;
}

async function signIn(event) {
  event.preventDefault();
  const form = event.target;
  const problem = document.getElementById("again-problem");
  const answer = await fetch(form.action, {
    method: "POST", credentials: "same-origin", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)),
  });
  const said = await answer.json();
  if (!answer.ok) {
    form.querySelector("[data-second]").hidden = !said.second_step;
    problem.textContent = said.problem;
    problem.hidden = !said.problem;
    form.querySelector(said.second_step ? "[name=code]" : "[name=password]").focus();
    return;
  }
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = said.csrf_token;
  form.reset();
  problem.hidden = true;
  dialog.close();
  alive(said.seconds);
  const again = retry;
  retry = null;
  if (again) again();
}

// A save first makes sure that somebody is still signed in, if the server has not been heard for
// a minute. The same form goes out after the password, so its request_key is the same.
let sure = false;
async function guard(event) {
  const form = event.target;
  if (form.method !== "post" || form.matches("[data-sign-in]") || sure || Date.now() - heard < 60000) return;
  event.preventDefault();
  const button = event.submitter;
  const go = () => {
    sure = true;
    form.requestSubmit(button);
    sure = false;
  };
  retry = go;
  let in_ = true;
  try {
    in_ = await ask("GET");
  } catch {
    in_ = true; // The network failed: let the browser try, and say so itself.
  }
  if (in_) {
    retry = null;
    go();
  }
}

if (seconds && url) {
  setInterval(() => {
    const left = (end - Date.now()) / 1000;
    if (left <= 0 && !dialog.open) ask("GET").catch(() => {});
    else if (left > 0 && left <= WARN) bar.hidden = false;
  }, 5000);
  bar.querySelector("[data-stay]").addEventListener("click", () => ask("POST").catch(() => {}));
  dialog.querySelector("form").addEventListener("submit", signIn);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  document.addEventListener("edc:signed-out", signedOut);
  document.addEventListener("edc:alive", () => alive());
  document.addEventListener("submit", guard);
}
