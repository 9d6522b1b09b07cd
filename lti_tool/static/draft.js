// Keeps a page of the theme editor by itself; without JavaScript its buttons do.
"use strict";

const PAUSE = 2000;
const form = document.querySelector("form[data-autosave]");
const kept = document.querySelector("[data-kept]");
const minutes = document.querySelector("[data-minutes]");
let waiting = 0;
let busy = false;

async function keep() {
  if (busy) {
    later();
    return;
  }
  busy = true;
  const filled = new URLSearchParams(new FormData(form));
  filled.set("go", "auto");
  try {
    const answer = await fetch(form.action, { method: "POST", body: filled });
    const said = await answer.json();
    if (answer.ok) {
      form.elements.mark.value = said.mark;
      minutes.textContent = said.minutes;
      kept.textContent = said.kept;
    } else {
      kept.textContent = said.fault || form.dataset.failed;
    }
  } catch {
    kept.textContent = form.dataset.failed;
  }
  busy = false;
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(keep, PAUSE);
}

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("submit", () => clearTimeout(waiting));
}
