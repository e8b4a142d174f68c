// Asks the gate what it says of the diagram as it stands, a moment after each change.
import { askXml } from "./server.js";

const AFTER = 800;
const AGAIN = 10000;

export class Checking {
  /** `heard(findings)` gets the list, or null when the service could not be asked. */
  constructor({ url, text, asking, heard }) {
    Object.assign(this, { url, text, asking, heard });
    this.timer = 0;
    this.round = 0;
  }

  changed(after = AFTER) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), after);
  }

  async check() {
    const round = (this.round += 1);
    this.asking();
    const { ok, said } = await askXml(this.url, await this.text());
    if (round !== this.round) return; // changed meanwhile: the later answer counts
    this.heard(ok ? said.findings : null);
    if (!ok) this.changed(AGAIN);
  }
}
