// Files that are picked go up at once: their form has nothing else to fill in.
for (const input of document.querySelectorAll("input[data-send]")) {
  input.addEventListener("change", () => input.files.length && input.form.requestSubmit());
}
