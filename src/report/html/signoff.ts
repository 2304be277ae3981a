/** A page to sign with ink: who prepared, reviewed and approved it, and what they say. */
import type { View } from "../view.ts";
import { inFours } from "../digest-text.ts";
import { timeText } from "../words.ts";
import { terms } from "./elements.ts";
import { markup, type Markup } from "./markup.ts";

const ROLES = [
  [
    "Prepared by",
    "I collected the files, or received them as the register lists them, and ran the tool on them unchanged.",
  ],
  ["Reviewed by", "I am not the preparer. I compared a sample of the findings with the files that they cite."],
  ["Approved by", "I accept the findings, and the waivers where there are any, as stated, with their limits."],
] as const;

const field = (name: string): Markup => markup`<div class="ink"><span>${name}</span></div>
`;

export function signoffSection({ report }: View, resultsDigest: string | null): Markup {
  return markup`<section id="signoff" aria-labelledby="signoff-h"><h2 id="signoff-h">Sign-off</h2>
${terms([
  [
    "Report",
    `${report.tool.name} ${report.tool.version}, as of ${timeText(report.asOf)}, catalog ${report.catalog.version}`,
  ],
  ["Catalog digest", markup`<span class="fours">${inFours(report.catalog.digest)}</span>`],
  resultsDigest === null
    ? null
    : ["Results-Digest", markup`<span class="fours">${inFours(resultsDigest)}</span> (SHA-256 of results.json)`],
])}<p class="faint">A file cannot hold its own digest. Take the SHA-256 of this one after it is filed, and write it here in groups of four:</p>
<div class="ink wide"><span>SHA-256 of this file</span></div>
${ROLES.map(
  ([role, statement]) =>
    markup`<div class="sign"><h3>${role}</h3>
<p><span class="box" aria-hidden="true"></span> ${statement}</p>
<div class="inks">${field("Name")}${field("Role")}${field("Date")}${field("Fingerprint of key, if sealed")}${field("Signature")}</div></div>
`,
)}</section>
`;
}
