// Keeps what is typed: one second after the last change the form goes to its draft address.  Nothing typed is ever
// cleared here; when saving fails the line says so and it is tried again.
const form = document.querySelector("form[data-draft]");
const line = form?.querySelector("[data-saved]");
const elsewhere = form?.querySelector("[data-changed]");
const russian = document.documentElement.lang === "ru";
const texts = russian
  ? { saving: "Сохраняем…", failed: "Не сохранено, повторим", over: "Сеанс закончился: войдите в другой вкладке, текст остаётся здесь" }
  : { saving: "Saving…", failed: "Not saved, will try again", over: "Signed out: sign in in another tab, your text stays here" };
let timer = 0;
let waiting = 0;
let busy = false;
let again = false;
let sent = null; // the button that was pressed while a draft was on its way: it may be about to take the task
let other = elsewhere && !elsewhere.hidden ? form.elements._draft.value : null; // a version that this page did not see

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

/** After a new sign-in in another tab: the page's token belongs to the session that is over. */
async function renew() {
  const page = await fresh();
  const token = page.querySelector("meta[name=csrf-token]")?.content;
  if (!token) return false;
  for (const field of document.querySelectorAll("[name=_csrf_token]")) field.value = token;
  document.querySelector("meta[name=csrf-token]")?.setAttribute("content", token);
  return true;
}

async function fresh() {
  const answer = await fetch(form.dataset.page);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** The first edit took the task: whose it is now, and how to give it back. */
async function showHolder() {
  const [now, before] = [(await fresh()).querySelector("[data-holder]"), document.querySelector("[data-holder]")];
  if (now && before) before.replaceWith(now);
}

/** The draft was changed on another device: nothing is saved until its author has chosen. */
function conflict(said) {
  other = said.version;
  elsewhere.querySelector("[data-said]").textContent = said.detail;
  elsewhere.hidden = false;
  say(texts.failed.split(",")[0], "failed");
}

function overwrite() {
  form.elements._draft.value = other;
  other = null;
  elsewhere.hidden = true;
  save();
}

async function save() {
  if (other !== null) return;
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
      if (said.etag) form.elements._etag.value = said.etag;
      form.elements._draft.value = said.draft;
      say(said.saved, "saved");
      if (said.taken) await showHolder();
    } else if (said.code === "draft.changed") {
      conflict(said);
    } else if (said.code === "csrf" && (await renew())) {
      again = true;
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
  if (sent) {
    const button = sent.button;
    sent = null;
    form.requestSubmit(button);
  } else if (again) {
    again = false;
    changed();
  }
}

// A submit after the end of the session is answered with the sign-in page.  What was sent waits in this tab for the same
// person to come back from there; any other way here throws it away.
const who = () => document.querySelector(".person-name")?.textContent ?? "";

function keep() {
  sessionStorage.setItem("sent", JSON.stringify({ page: form.dataset.page, who: who(), pairs: [...body()] }));
}

function putBack() {
  const kept = JSON.parse(sessionStorage.getItem("sent") ?? "null");
  sessionStorage.removeItem("sent");
  if (!kept || kept.page !== form.dataset.page || kept.who !== who() || !document.referrer.includes("/sign-in")) return;
  for (const field of form.elements) {
    const values = kept.pairs.filter(([name]) => name === field.name).map(([, value]) => value);
    if (!field.name || field.type === "hidden" || field.type === "file" || field.tagName === "BUTTON") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
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
  elsewhere?.querySelector("[data-overwrite]").addEventListener("click", (event) => {
    event.preventDefault();
    overwrite();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (busy) {
      event.preventDefault();
      sent = { button: event.submitter };
      return;
    }
    keep();
  });
  putBack();
  document.addEventListener("keydown", (event) => {
    const finish = form.querySelector("[data-finish]");
    if (finish && (event.ctrlKey || event.metaKey) && event.code === "Enter") form.requestSubmit(finish);
  });
}
