// Keeps the diagram: one second after a change it goes to the service.  Nothing drawn is ever thrown away here; when
// saving fails the line says so and it is tried again, longer each time.
import { askXml } from "./server.js";
import { say } from "./words.js";

const AFTER = 1000;
const FIRST_WAIT = 3000;
const LONGEST_WAIT = 60000;

export class Saving {
  constructor({ url, mark, line, text }) {
    Object.assign(this, { url, mark, line, text });
    this.changes = 0; // since the page was opened
    this.saved = 0;
    this.timer = 0;
    this.wait = 0;
    this.busy = false;
    this.stopped = false; // somebody else saved: only a new page goes on
    addEventListener("beforeunload", (event) => {
      if (this.changes !== this.saved) event.preventDefault();
    });
    addEventListener("online", () => this.changes !== this.saved && this.schedule(0));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.changes !== this.saved) this.schedule(0);
    });
    this.say("ready", "saved");
  }

  changed() {
    this.changes += 1;
    if (this.stopped) return;
    this.say("unsaved", "saving");
    this.schedule(AFTER);
  }

  /** What is on the page is no longer the file: nothing more is to be kept. */
  done() {
    this.stopped = true;
    this.saved = this.changes;
    clearTimeout(this.timer);
  }

  schedule(after) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.save(), after);
  }

  async save() {
    if (this.busy) return;
    this.busy = true;
    const version = this.changes;
    this.say("saving", "saving");
    const answer = await askXml(this.url, await this.text(), { "If-Match": this.mark });
    this.busy = false;
    this.heard(answer, version);
  }

  heard({ ok, status, said }, version) {
    if (ok) {
      this.mark = said.mark;
      this.saved = version;
      this.wait = 0;
      if (this.changes === version) this.write(said.saved, "saved");
      else this.schedule(AFTER);
    } else if (status === 412) {
      this.stopped = true;
      this.write(`${said.detail ?? say("unsaved")}. ${say("download.first")}`, "failed");
    } else if (status === 401 || said.code === "csrf") this.again("session.over");
    else if (status === 0 || status === 429 || status >= 500) this.again("retry");
    else this.write(say("refused", { reason: said.detail ?? status }), "failed");
  }

  again(key) {
    this.say(key, "failed");
    this.wait = Math.min(LONGEST_WAIT, Math.max(FIRST_WAIT, this.wait * 2));
    this.schedule(this.wait);
  }

  say(key, state) {
    this.write(say(key), state);
  }

  write(text, state) {
    if (this.line.textContent !== text) this.line.textContent = text;
    this.line.dataset.state = state;
  }
}
