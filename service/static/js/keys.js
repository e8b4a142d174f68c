// Keys of lists: J and K move, Enter opens (it is a link), "/" searches, G then I or C goes.  By key position, so that
// the Russian layout works; never while typing, and not at all where they are switched off.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const links = () => [...document.querySelectorAll('[data-keys="rows"] .row-title')];
const places = { KeyI: "/inbox", KeyC: "/instances" };
const OFF = "keys-off";
let going = false;

function move(step) {
  const all = links();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  all[next].focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || localStorage.getItem(OFF)) return;
  if (going && places[event.code]) {
    location.assign(places[event.code]);
  } else if (event.code === "KeyJ") {
    move(1);
  } else if (event.code === "KeyK") {
    move(-1);
  } else if (event.code === "Slash") {
    const search = document.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
  }
  going = event.code === "KeyG";
});

const help = document.querySelector("[data-keys-help]");
const toggle = help?.querySelector("[data-keys-switch]");
if (toggle) {
  help.hidden = false;
  toggle.checked = !localStorage.getItem(OFF);
  toggle.addEventListener("change", () => (toggle.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}
