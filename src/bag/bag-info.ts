/** `bagit.txt` and `bag-info.txt`: what the bag says of itself [RFC 8493, 2.1.1 and 2.2.2]. */

export const BAGIT_TEXT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/** Labels of `bag-info.txt`, in the order in which they are written. */
const LABELS = [
  "Source-Organization",
  "Contact-Name",
  "Bag-Software-Agent",
  "Bagging-Date",
  "Payload-Oxum",
  "Bag-Group-Identifier",
  "Evidence-As-Of",
  "Results-Digest",
  "Catalog-Digest",
  "Signature-Namespace",
  "Signer-Principal",
  "Previous-Tagmanifest-SHA256",
  "Inputs-Tagmanifest-SHA256",
  "Journal-Head-SHA256",
  "Journal-Entries",
] as const;
type Label = (typeof LABELS)[number];
export type BagInfo = Readonly<Partial<Record<Label, string>>>;

export function bagInfoText(info: BagInfo): string {
  return LABELS.flatMap((label) => (info[label] === undefined ? [] : [`${label}: ${info[label]}\n`])).join("");
}

/** Unknown labels are left out; one that stands twice is a fault, since readers would differ about which counts. */
export function parseBagInfo(text: string): { readonly info: BagInfo; readonly faults: readonly string[] } {
  const info: Partial<Record<Label, string>> = {};
  const faults: string[] = [];
  for (const line of text.split("\n")) {
    const at = line.indexOf(": ");
    const label = LABELS.find((one) => one === line.slice(0, Math.max(at, 0)));
    if (label === undefined) continue;
    if (info[label] !== undefined) faults.push(`bag-info.txt has ${label} twice`);
    else info[label] = line.slice(at + 2);
  }
  return { info, faults };
}
