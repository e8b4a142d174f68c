// Files go up when they are picked; fetch knows no progress, so XMLHttpRequest.

import { changed } from "./rows.js";

export function upload(input) {
  const field = input.closest("[data-upload]");
  const files = [...input.files];
  for (const file of files) send(field, input, file);
}

function send(field, input, file) {
  const state = field.querySelector("[role=status]");
  const say = (text) => { state.textContent = `${file.name}: ${text}`; };
  if (file.size > Number(field.dataset.maxMb) * 1048576) {
    input.value = "";
    return say(field.dataset.tooBig);
  }
  const form = input.closest("form");
  const body = new FormData();
  body.append("file", file);
  body.append("kinds", field.dataset.accept);
  body.append("max_mb", field.dataset.maxMb);
  const request = new XMLHttpRequest();
  request.open("POST", field.dataset.upload);
  request.responseType = "json";
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", form.querySelector("[name=_csrf_token]")?.value ?? "");
  request.upload.onprogress = (event) => say(`${field.dataset.going} ${Math.round((100 * event.loaded) / event.total)} %`);
  request.onerror = () => say(field.dataset.failed);
  request.onload = () => {
    if (request.status >= 300 || !request.response?.attachment) return say(request.response?.detail ?? field.dataset.failed);
    keep(field, input, request.response);
    say(field.dataset.done);
  };
  request.send(body);
}

function keep(field, input, file) {
  const list = field.querySelector("ul");
  if (!input.multiple) list.replaceChildren();
  const item = document.createElement("li");
  const label = Object.assign(document.createElement("label"), { className: "choice" });
  const tick = Object.assign(document.createElement("input"), { type: "checkbox", name: input.name, value: file.attachment, checked: true });
  label.append(tick, " ", Object.assign(document.createElement("span"), { textContent: file.name }));
  item.append(label);
  list.append(item);
  input.value = ""; // else a plain submit would send it again
  changed(tick);
}
