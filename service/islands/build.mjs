// Builds the islands into service/static/islands: hashed files, manifest.json, the licences of what is inside.
// Same sources and same lock file, same bytes.  `node build.mjs [folder]` writes elsewhere, for comparing.
import { build } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fixedTexts } from "./build/fixed-texts.mjs";
import { licences } from "./build/licences.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(here, "../static/islands"));

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const texts = fixedTexts();
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { modeler: "src/modeler/main.js", "modeler-style": "src/modeler/modeler.css" },
  outdir: out,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".eot": "empty", ".svg": "empty" },
  legalComments: "none", // the licences stand in a file of their own
  metafile: true,
  logLevel: "warning",
  plugins: [texts.plugin],
});
texts.assertAllReplaced();

const names = {};
for (const [file, { entryPoint }] of Object.entries(metafile.outputs))
  if (entryPoint) names[path.basename(entryPoint)] = path.basename(file);
await writeFile(path.join(out, "LICENSES.txt"), await licences(here, metafile));
await writeFile(path.join(out, "manifest.json"), JSON.stringify(names, Object.keys(names).sort(), 2) + "\n");

for (const name of (await readdir(out)).sort())
  console.log(`${String((await readFile(path.join(out, name))).length).padStart(8)}  ${name}`);
