// Small parts the other modules share. No words here: words come from the page.

// A Chinese input method is composing: every shortcut sleeps.
export const composing = (event) => event.isComposing || event.keyCode === 229;

export const item = (path) => document.getElementById(`item-${path}`);

export const says = (path) => document.getElementById(`says-${path}`);

// What the field of an item holds now, as the server would read it.
export function held(form, path) {
  return new FormData(form).getAll(path).filter((value) => typeof value === "string" && value !== "").join(" ");
}

export function announce(text) {
  document.getElementById("announce").textContent = text;
}

// A copy of a template, with its placeholders replaced in every attribute.
export function copy(id, words) {
  const made = document.getElementById(id).content.cloneNode(true);
  for (const element of made.querySelectorAll("*")) {
    for (const attribute of [...element.attributes]) {
      let value = attribute.value;
      for (const [from, to] of Object.entries(words)) value = value.replaceAll(from, to);
      if (value !== attribute.value) element.setAttribute(attribute.name, value);
    }
  }
  const walk = document.createTreeWalker(made, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    for (const [from, to] of Object.entries(words)) {
      if (walk.currentNode.data.includes(from)) walk.currentNode.data = walk.currentNode.data.replaceAll(from, to);
    }
  }
  return made;
}

// Posts a form as it stands. A 401 opens the password dialog; files are never sent along.
export async function post(url, form, options = {}) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  const answer = await fetch(url, {
    method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" }, ...options,
  });
  if (answer.status === 401) document.dispatchEvent(new CustomEvent("edc:signed-out"));
  else if (answer.ok) document.dispatchEvent(new CustomEvent("edc:alive"));
  return answer;
}
