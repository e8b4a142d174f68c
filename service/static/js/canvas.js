// A big diagram opens where the case stands; without this it opens at its beginning and scrolls as any box does.
export function centre() {
  for (const box of document.querySelectorAll("[data-canvas]")) {
    const now = box.querySelector(".chosen") ?? [...box.querySelectorAll(".current")].find((node) => !node.classList.contains("scope")) ?? box.querySelector(".added, .changed, .removed") ?? lastDone(box);
    if (!now) continue;
    const at = now.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    box.scrollLeft += at.left + at.width / 2 - frame.left - frame.width / 2;
    box.scrollTop += at.top + at.height / 2 - frame.top - frame.height / 2;
  }
}

function lastDone(box) {
  return [...box.querySelectorAll(".end.done")].at(-1);
}

document.addEventListener("change", (event) => event.target.closest(".whole") && centre());
centre();
