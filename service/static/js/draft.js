// Keeps what is typed: one second after the last change the form goes to its draft address.  Nothing typed is ever
// cleared here; when saving fails the line says so and it is tried again.
const form = document.querySelector("form[data-draft]");
const line = form?.querySelector("[data-saved]");
const russian = document.documentElement.lang === "ru";
const texts = russian
  ? { saving: "Сохраняем…", failed: "Не сохранено, повторим", over: "Сеанс закончился: войдите в другой вкладке, текст остаётся здесь" }
  : { saving: "Saving…", failed: "Not saved, will try again", over: "Signed out: sign in in another tab, your text stays here" };
let timer = 0;
let waiting = 0;
let busy = false;
let again = false;

function say(text, state) {
  line.textContent = text;
  line.dataset.state = state;
}

function body() {
  const data = new FormData();
  for (const [name, value] of new FormData(form)) if (!(value instanceof File)) data.append(name, value);
  return data;
}

function retry(text) {
  say(text, "failed");
  waiting = Math.min(60000, Math.max(3000, waiting * 2));
  clearTimeout(timer);
  timer = setTimeout(save, waiting);
}

async function save() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  say(texts.saving, "saving");
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: body(), headers: { Accept: "application/json" } });
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) {
      waiting = 0;
      if (said.etag) form.elements.etag.value = said.etag;
      say(said.saved, "saved");
    } else if (answer.status === 401 || said.code === "csrf") {
      retry(texts.over);
    } else if (answer.status >= 500 || answer.status === 429) {
      retry(texts.failed);
    } else {
      say(said.detail || texts.failed, "failed");
    }
  } catch {
    retry(texts.failed);
  }
  busy = false;
  if (again) {
    again = false;
    changed();
  }
}

function changed() {
  clearTimeout(timer);
  timer = setTimeout(save, 1000);
}

if (form && line) {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.querySelector("[data-save]")?.addEventListener("click", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    save();
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === "Enter") form.requestSubmit(form.querySelector("[data-finish]"));
  });
}
