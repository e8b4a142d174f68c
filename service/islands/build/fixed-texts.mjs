// English texts that the libraries write without asking for a translation.  Each is replaced by a call of ours; when a
// new version of a library no longer holds the text as written here, the build fails, so that nobody misses the change.
import { readFile } from "node:fs/promises";
import path from "node:path";

const POPUP = "diagram-js/lib/features/popup-menu/";
const TEXTS = [
  [POPUP + "PopupMenuComponent.js", "aria-label=\"${ title || 'Search' }\"", "aria-label=${ title || fixedText('Search') }"],
  [POPUP + "PopupMenuComponent.js", "ariaLabel=${ title || 'Results' }", "ariaLabel=${ title || fixedText('Results') }"],
  [
    POPUP + "PopupMenuComponent.js",
    "${ entriesToShow.length } ${ entriesToShow.length === 1 ? 'result' : 'results' } found",
    "${ fixedText('Found: {count}', { count: entriesToShow.length }) }",
  ],
  [POPUP + "PopupMenuBreadcrumbs.js", 'title="Back"', "title=${ fixedText('Back') }"],
  [POPUP + "PopupMenuBreadcrumbs.js", 'aria-label="Back"', "aria-label=${ fixedText('Back') }"],
];
const IMPORT = (from) => `import { fixedText } from ${JSON.stringify(from)};\n`;

export function fixedTexts() {
  const left = new Set(TEXTS);
  const plugin = {
    name: "fixed texts",
    setup(build) {
      const dictionary = path.resolve(build.initialOptions.absWorkingDir, "src/modeler/translation.js");
      build.onLoad({ filter: /popup-menu\/PopupMenu\w+\.js$/ }, async ({ path: file }) => {
        let source = await readFile(file, "utf8");
        const own = TEXTS.filter(([name]) => file.replaceAll(path.sep, "/").endsWith(name));
        if (!own.length) return undefined;
        for (const entry of own) {
          if (!source.includes(entry[1])) continue;
          source = source.replaceAll(entry[1], () => entry[2]);
          left.delete(entry);
        }
        return { contents: IMPORT(dictionary) + source, loader: "js" };
      });
    },
  };
  const assertAllReplaced = () => {
    for (const [name, text] of left) console.error(`${name} no longer holds ${JSON.stringify(text)}: see build/fixed-texts.mjs`);
    if (left.size) process.exit(1);
  };
  return { plugin, assertAllReplaced };
}
