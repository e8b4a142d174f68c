// The question that is being edited is marked, and in sight, in the form as people see it.

function mark() {
  const shown = document.querySelector("[data-shown-only]");
  const field = shown?.dataset.edited && shown.querySelector(`[data-path="${CSS.escape(shown.dataset.edited)}"]`);
  if (!field) return;
  field.classList.add("is-edited");
  const pane = shown.closest(".form-shown");
  pane.scrollTop += field.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
}

document.addEventListener("htmx:after:swap", mark);
mark();
