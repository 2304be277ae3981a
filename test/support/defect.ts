/** Code that Node loads before the program: a function the program relies on is broken, as a defect of ours would break it. */

/** The text of the error carries what a terminal would obey. */
export const DEFECT_TEXT = "broken on purpose \u001B[31m\u202E";

/** `--import` words for Node: every digest fails. */
export function brokenDigest(): string[] {
  return preload(`
    import crypto from "node:crypto";
    import { syncBuiltinESMExports } from "node:module";
    crypto.createHash = () => { throw new TypeError(${JSON.stringify(DEFECT_TEXT)}); };
    syncBuiltinESMExports();`);
}

/** Something that is no Error is thrown where the evidence is put together. */
export function brokenSorting(): string[] {
  return preload(`Array.prototype.toSorted = () => { throw "only a text"; };`);
}

/** Fails in a timer, where nobody catches it, once the program has begun. */
export function brokenLater(): string[] {
  return preload(`
    const timer = setInterval(() => {
      if (process.listenerCount("uncaughtException") === 0) return;
      clearInterval(timer);
      throw new Error(${JSON.stringify(DEFECT_TEXT)});
    }, 1);
    setTimeout(() => clearInterval(timer), 5000).unref();
    timer.unref();`);
}

/** A file of the program is not there. */
export function missingChunk(): string[] {
  const hooks = `
    export async function resolve(word, context, next) {
      if (/main-.*\\.js$/.test(word)) throw new Error("Cannot find module " + word);
      return next(word, context);
    }`;
  return preload(`
    import { register } from "node:module";
    register(${JSON.stringify(dataUrl(hooks))});`);
}

/** Every module that is loaded is named on stderr, one line each. */
export function loadedModules(): string[] {
  const hooks = `
    import { writeSync } from "node:fs";
    export async function load(url, context, next) { writeSync(2, "loaded " + url + "\\n"); return next(url, context); }`;
  return preload(`
    import { register } from "node:module";
    register(${JSON.stringify(dataUrl(hooks))});`);
}

function preload(code: string): string[] {
  return ["--import", dataUrl(code)];
}

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
