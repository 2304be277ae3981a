/** The report as one page for browsers and paper: for those who file it, sign it, or act on it. */
import { defineReporter, type RenderOptions } from "../define.ts";
import { page } from "../html/page.ts";
import { viewOf } from "../view.ts";

export const reporter = defineReporter({
  id: "html",
  title: "For auditors and engineers: one page that fetches nothing and runs nothing",
  extension: "html",
  *render(report, options?: RenderOptions) {
    yield* page(viewOf(report), options?.resultsDigest ?? null);
  },
});
