// The slider and the arrow keys of the replay page.  Every stop is a link; this only follows it without a page load.
import { centre } from "./canvas.js";

const range = () => document.querySelector("[data-slider]");
const moments = () => [...document.querySelectorAll("[data-at]")];
let running;

function show() {
  const slider = range();
  if (!slider) return;
  slider.hidden = false;
  slider.addEventListener("change", () => go(moments()[Number(slider.value)]?.href));
  slider.addEventListener("input", () => slider.setAttribute("aria-valuetext", moments()[Number(slider.value)]?.innerText ?? ""));
  const list = document.querySelector("[data-moments]");
  const chosen = list?.querySelector("[aria-current]");
  if (chosen) list.scrollTop = chosen.offsetTop - list.offsetTop - list.clientHeight / 3;
}

async function go(address, remember = true) {
  if (!address) return;
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(address, { signal: running.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const before = document.querySelector("[data-replay]");
    const onSlider = document.activeElement === range();
    const whole = [...document.querySelectorAll(".whole input")].map((box) => box.checked);
    before.replaceWith(page.querySelector("[data-replay]"));
    document.querySelectorAll(".whole input").forEach((box, at) => { box.checked = whole[at] ?? false; });
    centre();
    if (remember) history.pushState(null, "", address);
    show();
    if (onSlider) range().focus();
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-at], a[data-go]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([data-slider]), textarea, select, .canvas")) return;
  const button = document.querySelector(`[data-go="${event.code}"]`);
  if (!button) return;
  event.preventDefault();
  go(button.href);
});

window.addEventListener("popstate", () => go(location.href, false));
show();
