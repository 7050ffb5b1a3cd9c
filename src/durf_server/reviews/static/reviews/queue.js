// The queue: a draft opens beside the list, and single keys do what its buttons do.
// Without this script each draft opens as a page of its own.

const OFF = "durf-keys-off";
const WIDE = window.matchMedia("(min-width: 62rem)");
const links = [...document.querySelectorAll("[data-queue] .queue__link")];
const panel = document.querySelector("[data-queue-panel]");
const help = document.querySelector("[data-keys]");
const wanted = document.querySelector("[data-keys-on]");

const chosen = () => links.findIndex((link) => link.hasAttribute("aria-current"));

function open(number) {
  const link = links[Math.max(0, Math.min(number, links.length - 1))];
  if (!link || !panel) return;
  links.forEach((one) => one.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
  link.focus();
  window.htmx.ajax("GET", link.dataset.panel, { target: panel, swap: "innerHTML" });
}

links.forEach((link, number) => {
  link.addEventListener("click", (event) => {
    if (!WIDE.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(number);
  });
});

document.addEventListener("htmx:afterSwap", () => {
  // What was decided here leads back here.
  panel?.querySelectorAll("[data-from-queue]").forEach((one) => { one.disabled = false; });
});

function press(key) {
  const act = panel?.querySelector(`[data-key="${key}"]`);
  if (!act) return false;
  if (act instanceof HTMLDetailsElement) {
    act.open = true;
    act.querySelector("textarea")?.focus();
  } else {
    act.requestSubmit();
  }
  return true;
}

const KEYS = {
  j: () => open(chosen() + 1),
  k: () => open(chosen() - 1),
  a: () => press("a"),
  c: () => press("c"),
  r: () => press("r"),
  "?": () => help?.showModal(),
};

const isOff = () => localStorage.getItem(OFF) === "yes";
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable], dialog");

document.addEventListener("keydown", (event) => {
  if (isOff() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.repeat || isTyping(event.target) || !(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key]();
});

document.querySelector("[data-help]")?.addEventListener("click", () => help?.showModal());
if (wanted) {
  wanted.checked = !isOff();
  wanted.addEventListener("change", () => {
    localStorage.setItem(OFF, wanted.checked ? "no" : "yes");
  });
}
if (WIDE.matches && links.length) open(0);
