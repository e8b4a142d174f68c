// The licences of the packages whose code is in the built files.  A licence that nobody has agreed to stops the build.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const AGREED = new Set(["MIT", "ISC", "Apache-2.0", "BSD-3-Clause"]);
const READ_BY_US = { "bpmn-js": "bpmn.io" }; // the licence text demands the watermark, see NOTICE

export async function licences(here, metafile) {
  const found = new Set();
  for (const { inputs } of Object.values(metafile.outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs))
      if (bytesInOutput) found.add(/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
  found.delete(undefined);
  const texts = [];
  for (const name of [...found].sort()) {
    const folder = path.join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const called = READ_BY_US[name] ?? license;
    if (!READ_BY_US[name] && !AGREED.has(license)) throw new Error(`${name} ${version}: nobody has agreed to licence ${license}`);
    texts.push(`${name} ${version}, licence ${called}\n\n${await textOf(folder)}`);
  }
  return texts.join(`\n\n${"-".repeat(78)}\n\n`);
}

async function textOf(folder) {
  const name = (await readdir(folder)).sort().find((file) => /^licen[cs]e/i.test(file));
  return name ? (await readFile(path.join(folder, name), "utf8")).trim() : "(the package holds no licence text beside its name)";
}
