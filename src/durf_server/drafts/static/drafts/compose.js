// The page for writing: judged while somebody types, saved by itself.
// Places come in code points, as Python counts them; browsers count UTF-16 units.

const form = document.getElementById("compose");
const words = document.getElementById("words").dataset;
const verdict = document.getElementById("verdict");
const list = document.getElementById("findings");
const previews = document.getElementById("previews");
const saved = document.getElementById("saved");
const thread = document.getElementById("thread");
const media = document.getElementById("media");
const conflict = document.getElementById("conflict");

const CHECK_AFTER = 300;
const SAVE_AFTER = 2000;
let asking = null;
let saving = false;
let dirty = false;
let stopped = false;
let findings = [];

document.documentElement.classList.add("has-script");

const areas = () => [...form.querySelectorAll("textarea[data-field]")];
const area = (field) => areas().find((one) => one.dataset.field === field);

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// The same place in UTF-16 units.
function units(text, place) {
  let unit = 0;
  for (const sign of text) {
    if (place-- <= 0) break;
    unit += sign.length;
  }
  return unit;
}

function debounce(act, wait) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
}

async function send(address, body, signal) {
  const answer = await fetch(address, {
    method: "POST",
    body,
    signal,
    headers: { Accept: "application/json" },
    credentials: "same-origin",
  });
  return { status: answer.status, ok: answer.ok, told: await answer.json() };
}

// ---- the verdict ----

async function check() {
  asking?.abort();
  asking = new AbortController();
  try {
    const { ok, told } = await send(form.dataset.check, new FormData(form), asking.signal);
    if (ok) show(told);
    else say(told.said, "warn");
  } catch (error) {
    if (error.name !== "AbortError") say(words.lost, "warn");
  }
}

function say(sentence, action) {
  const badge = element("span", `badge badge--${action}`, sentence);
  verdict.replaceChildren(badge);
}

function show(told) {
  findings = told.findings;
  const places = findings.length;
  if (!hasWords()) say(words.nothing, "plain");
  else say(words[told.action], told.action);
  if (places) {
    const count = places === 1 ? words.placesOne : words.placesMany.replace("{n}", places);
    verdict.append(" ", element("span", "meta", count));
  }
  list.replaceChildren(...findings.map(finding));
  for (const one of areas()) mark(one);
  const shown = told.previews.length ? told.previews.map(preview) : [element("p", "meta", words.choose)];
  previews.replaceChildren(...shown);
}

function finding(one, number) {
  const item = element("li", `finding finding--${one.action}`);
  const field = area(one.field);
  const text = field ? field.value : "";
  const said = text.slice(units(text, one.start), units(text, one.end));
  if (field && said) {
    const place = element("button", "link finding__place", `“${said.slice(0, 80)}”`);
    place.type = "button";
    place.addEventListener("click", () => go(number));
    item.append(place);
  }
  if (one.message) item.append(element("p", "", one.message));
  if (one.instead) item.append(element("p", "meta", one.instead));
  if (one.by) item.append(element("p", "meta", words.by.replace("{role}", one.by)));
  const row = element("p", "cluster");
  if (field && one.replacement !== undefined) {
    const mend = element("button", "button button--quiet button--small", `${words.mend}: “${one.replacement}”`);
    mend.type = "button";
    mend.addEventListener("click", () => replace(field, one));
    row.append(mend);
  }
  if (one.clause) {
    const clause = element("a", "", `${words.clause}: ${one.clause}`);
    clause.href = form.dataset.policy + (one.anchor ? `#${one.anchor}` : "");
    clause.target = "_blank";
    clause.rel = "noopener";
    row.append(clause);
  }
  if (row.childNodes.length) item.append(row);
  return item;
}

function go(number) {
  const one = findings[number];
  const field = one && area(one.field);
  if (!field) return;
  field.focus();
  field.setSelectionRange(units(field.value, one.start), units(field.value, one.end));
}

// Through the browser's own editing, so that it can be undone.
function replace(field, one) {
  field.focus();
  field.setSelectionRange(units(field.value, one.start), units(field.value, one.end));
  if (!document.execCommand("insertText", false, one.replacement)) {
    field.setRangeText(one.replacement, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function mark(field) {
  const layer = field.previousElementSibling;
  const text = field.value;
  const places = findings
    .filter((one) => one.field === field.dataset.field && one.end > one.start)
    .map((one) => [units(text, one.start), units(text, one.end), one.action])
    .sort((a, b) => a[0] - b[0]);
  const parts = [];
  let place = 0;
  for (const [start, end, action] of places) {
    if (start < place || end > text.length) continue;
    parts.push(text.slice(place, start), element("mark", `mark--${action}`, text.slice(start, end)));
    place = end;
  }
  // The last line break needs something after it to take its height.
  parts.push(`${text.slice(place)}\u200b`);
  layer.replaceChildren(...parts);
}

// Nothing is underlined where it does not stand any more.
function unmark(field) {
  findings = findings.filter((one) => one.field !== field.dataset.field);
  mark(field);
}

// ---- the previews ----

function preview(one) {
  const box = element("article", "preview");
  const head = element("p", "cluster");
  head.append(element("b", "", one.name), element("span", "meta", one.network));
  if (one.own) head.append(element("span", "badge badge--plain", words.own));
  box.append(head);
  if (!one.threads) box.append(element("p", "notice notice--warn", words.thread));
  if (!one.pictures) box.append(element("p", "notice notice--warn", words.pictures));
  for (const post of one.posts) {
    const text = element("div", "preview__post");
    for (const [part, shown] of post.pieces) {
      text.append(part === "plain" ? shown : element("span", "piece", shown));
    }
    box.append(text, count(post));
  }
  return box;
}

function count(post) {
  const left = post.limit - post.length;
  if (!post.limit) return element("p", "meta preview__count", words.count.replace("{n}", post.length));
  if (post.over !== null) {
    return element("p", "preview__count preview__count--over", words.over.replace("{n}", -left));
  }
  const said = words.left.replace("{n}", left).replace("{limit}", post.limit);
  return element("p", "meta preview__count", said);
}

// ---- saving ----

async function save() {
  if (saving || stopped || !dirty) return;
  saving = true;
  dirty = false;
  saved.textContent = words.saving;
  try {
    const { ok, status, told } = await send(form.action, new FormData(form));
    if (ok) {
      form.elements.base.value = told.version;
      if (form.getAttribute("action") !== told.save_at) {
        form.setAttribute("action", told.save_at);
        history.replaceState(null, "", told.save_at);
      }
      saved.textContent = told.said;
    } else {
      saved.textContent = told.said;
      stopped = status === 409;
      conflict.hidden = !stopped;
      document.getElementById("conflict-said").textContent = told.said;
    }
  } catch {
    dirty = true;
    saved.textContent = words.lost;
  }
  saving = false;
  if (dirty) later();
}

const later = debounce(save, SAVE_AFTER);
const soon = debounce(check, CHECK_AFTER);
const hasWords = () => areas().some((one) => one.value.trim());
const isEmpty = () => form.elements.base.value === "0" && !hasWords();

form.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-field]")) unmark(event.target);
  changed();
});

function changed() {
  soon();
  if (isEmpty()) return;
  dirty = true;
  // What would take an approval away is saved by whoever means it.
  if ("byHand" in form.dataset) saved.textContent = words.unsaved;
  else later();
}

form.addEventListener("submit", () => {
  stopped = true;
});
window.addEventListener("beforeunload", (event) => {
  if (dirty && !stopped) event.preventDefault();
});

// ---- threads and pictures ----

function renumber() {
  [...thread.querySelectorAll("textarea")].forEach((one, number) => {
    one.id = `thread-${number + 1}`;
    one.dataset.field = `thread[${number}]`;
    const label = one.closest("[data-post]").querySelector("label");
    label.htmlFor = one.id;
    label.textContent = words.post.replace("{n}", number + 2);
  });
}

document.getElementById("add-post").addEventListener("click", () => {
  const box = element("div", "field field--full");
  box.dataset.post = "";
  const editor = element("div", "editor");
  const layer = element("div", "editor__marks");
  layer.setAttribute("aria-hidden", "true");
  const text = element("textarea");
  text.name = "thread";
  text.rows = 4;
  text.dataset.field = "";
  editor.append(layer, text);
  box.append(element("label"), editor, remover(words.remove));
  thread.append(box);
  renumber();
  text.focus();
});

function remover(said) {
  const button = element("button", "button button--quiet button--small", said);
  button.type = "button";
  button.dataset.remove = "";
  return button;
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (!button) return;
  button.parentElement.remove();
  renumber();
  changed();
});

document.getElementById("file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  const body = new FormData();
  body.append("file", file);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const { ok, told } = await send(form.dataset.media, body);
    if (ok) picture(told);
    else saved.textContent = told.said;
  } catch {
    saved.textContent = words.lost;
  }
});

function picture(told) {
  if (document.getElementById(`alt-${told.digest}`)) return;
  const box = element("div", "medium");
  const image = element("img");
  image.src = form.dataset.medium.replace(/0{64}$/, told.digest);
  image.alt = "";
  const field = element("div", "field field--full");
  const label = element("label", "", words.alt);
  const alt = element("textarea");
  alt.id = alt.name = `alt-${told.digest}`;
  alt.rows = 2;
  label.htmlFor = alt.id;
  field.append(label, alt, element("span", "field__hint", words.hint));
  const named = element("input");
  named.type = "hidden";
  named.name = "media";
  named.value = `${told.digest} ${told.kind}`;
  box.append(image, field, named, remover(words.unpicture));
  media.append(box);
  alt.focus();
  changed();
}

// ---- from place to place by key ----

form.addEventListener("keydown", (event) => {
  if (!event.altKey || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  if (!findings.length) return;
  event.preventDefault();
  const field = event.target.dataset?.field;
  const here = findings.findIndex(
    (one) => one.field === field && units(event.target.value, one.start) === event.target.selectionStart,
  );
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = here < 0 ? (step > 0 ? 0 : findings.length - 1) : (here + step + findings.length) % findings.length;
  go(next);
});

for (const one of areas()) mark(one);
check();
