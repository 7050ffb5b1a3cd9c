// Move a planned post by dragging it to a day, or with Alt and an arrow key.

const days = [...document.querySelectorAll("[data-day]")];
const token = document.querySelector("[data-token]")?.dataset.token;
const moved = document.getElementById("moved");
let dragged = null;

async function move(post, day) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token);
  body.append("base", post.dataset.base);
  body.append("day", day);
  const answer = await fetch(post.dataset.move, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.ok) location.reload();
  else moved.textContent = (await answer.json()).said;
}

function shifted(day, by) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + by);
  return date.toISOString().slice(0, 10);
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-move]") ?? null;
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragend", () => {
  dragged = null;
  for (const day of days) day.classList.remove("calendar__day--over");
});
for (const day of days) {
  day.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    day.classList.add("calendar__day--over");
  });
  day.addEventListener("dragleave", () => day.classList.remove("calendar__day--over"));
  day.addEventListener("drop", (event) => {
    event.preventDefault();
    if (dragged && !day.contains(dragged)) move(dragged, day.dataset.day);
  });
}
document.addEventListener("keydown", (event) => {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const post = event.target.closest?.("[data-move]");
  if (!event.altKey || !post || !(event.key in steps)) return;
  event.preventDefault();
  move(post, shifted(post.closest("[data-day]").dataset.day, steps[event.key]));
});
