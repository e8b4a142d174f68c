// Undo and redo, layout anew, download and upload.
import { fit } from "./diagram.js";
import { relaid, ReplacePicture } from "./layout.js";
import { askXml } from "./server.js";
import { say } from "./words.js";

export class Toolbar {
  constructor({ diagram, change, data, current, at, saving }) {
    Object.assign(this, { diagram, change, data, current, at, saving });
    this.on("download", () => this.download());
    if (!change) {
      for (const name of ["undo", "redo", "layout"]) at(name).hidden = true;
    } else {
      this.stack = diagram.get("commandStack");
      this.stack.registerHandler("picture.replace", ReplacePicture);
      this.at("layout").disabled = false;
      this.on("undo", () => this.stack.undo());
      this.on("redo", () => this.stack.redo());
      this.on("layout", () => this.layout());
      diagram.on("commandStack.changed", () => this.show());
      this.show();
    }
    at("upload").addEventListener("change", () => this.upload());
  }

  on(name, act) {
    this.at(name).addEventListener("click", act);
  }

  show() {
    this.at("undo").disabled = !this.stack.canUndo();
    this.at("redo").disabled = !this.stack.canRedo();
  }

  say(text) {
    this.at("message").textContent = text;
  }

  async layout() {
    const { ok, said } = await askXml(this.data.urls.relay, await this.current());
    if (!ok) {
      this.say(say("layout.failed", { reason: said.detail ?? "" }));
      return;
    }
    await relaid(this.diagram, said.xml);
    fit(this.diagram);
    this.say(say("layout.done"));
  }

  /** What is drawn here; a file that may only be looked at comes as it is kept, to the last byte. */
  async download() {
    if (!this.change) {
      location.assign(this.data.urls.download);
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await this.current()], { type: "application/xml" }));
    link.download = this.data.part;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  /** A file from outside takes the place of this one: it is kept by the service first, then opened anew. */
  async upload() {
    const [file] = this.at("upload").files;
    if (!file) return;
    const answer = await askXml(this.data.urls.upload, await file.arrayBuffer(), { "If-Match": this.saving?.mark ?? this.data.mark });
    this.at("upload").value = "";
    if (answer.ok) {
      this.saving?.done();
      location.reload();
    } else this.say(`${say("refused", { reason: answer.said.detail ?? answer.status })}. ${say("file.kept")}`);
  }
}
