/** Access lists that PowerShell wrote down: Get-Acl -Audit, Get-ADObject with nTSecurityDescriptor, rows of audit rules [formats.md 6.6, 6.7]. */
import { labelOfPath } from "../../text/labelled.ts";
import { readObjects } from "../../text/powershell-objects.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { readListText } from "./list-text.ts";
import { DescriptorReader, rereadDescriptor } from "./reader.ts";

/** Names of other exports that hold such rows among other things. */
const OTHERS = /DomainObjectAuditing|GpoLinks|GpoInheritanceBlocked|"Configuration"\s*:/;

function sniff(head: Head): "no" | "maybe" | "yes" {
  const { sample } = head;
  const isXml = head.root !== null;
  if (isXml && head.root?.name !== "Objs") return "no";
  if (OTHERS.test(sample)) return "no";
  const isJson = /^[[{]/.test(head.text);
  // Select-Object names a property as the user typed it.
  const names = (isXml || isJson ? sample : firstNames(head.text)).toLowerCase();
  const has = (name: string): boolean => {
    const wanted = name.toLowerCase();
    if (isJson) return names.includes(`"${wanted}"`);
    return isXml ? names.includes(`n="${wanted}"`) : new RegExp(`(?:^|[^a-z0-9])${wanted}(?:$|[^a-z0-9])`).test(names);
  };
  const rules = has("ActiveDirectoryRights") && (has("AuditFlags") || has("AccessControlType"));
  const raw = has("AceFlags") && has("AccessMask") && has("SecurityIdentifier");
  const descriptor = has("nTSecurityDescriptor") || (has("Sddl") && (has("Path") || has("Owner") || has("Audit")));
  if (!rules && !raw && !descriptor) return "no";
  // Objects of the directory that are exported for something else give their descriptors to the same reader there.
  return has("nTSecurityDescriptor") || has("gPLink") || has("LinkedGroupPolicyObjects") ? "maybe" : "yes";
}

/** The header of a CSV, or the names of the first object of a list. */
function firstNames(text: string): string {
  const lines = text.split(/\r\n|\r|\n/, 400).filter((line) => line.trim() !== "" && !line.startsWith("#TYPE"));
  const names = lines.flatMap((line) => /^([A-Za-z][A-Za-z0-9]{0,63}) +:/.exec(line)?.[1] ?? []);
  if (names.length > 0 && /^[A-Za-z][A-Za-z0-9]* +:(?: |$)/.test(lines[0] ?? "")) return names.join(" ");
  const [header = ""] = lines;
  return /^"?[A-Za-z]/.test(header) && /[,;\t]/.test(header) ? header.replaceAll('"', "") : "";
}

function objectsOf(text: string): ReturnType<typeof readObjects> {
  const first = text.trimStart().charAt(0);
  if (
    first !== "{" &&
    first !== "[" &&
    first !== "<" &&
    /^[\s\uFEFF\0]*[A-Za-z][A-Za-z0-9]{0,63} +:(?:\s|$)/.test(text.slice(0, 4096))
  ) {
    return { form: "csv", objects: readListText(text), problem: null, notes: [] };
  }
  return readObjects(text);
}

function parse(input: Input, sink: Sink): ReadResult {
  const { objects, problem, notes } = objectsOf(input.text());
  const reader = new DescriptorReader(labelOfPath(input.path), sink);
  for (const object of objects) reader.object(object);
  for (const note of notes) sink.diagnostic(note);
  if (problem !== null) sink.diagnostic(problem);
  return reader.finish(problem !== null);
}

export const aclObjects = defineFormat({
  id: "acl-objects",
  title: "Access lists from PowerShell (Get-Acl, Get-ADObject)",
  madeBy: [
    'Get-Acl -Audit "AD:\\DC=corp,DC=example" | Select-Object Path, Sddl | ConvertTo-Json | Set-Content acl.json',
    '(Get-Acl -Audit "AD:\\DC=corp,DC=example").Audit | Export-Csv audit-rules.csv',
  ],
  recognisedBy:
    "JSON, CSV, CLIXML or Format-List text with Sddl, nTSecurityDescriptor, or rules with ActiveDirectoryRights and AuditFlags.",
  proves:
    "The audit entries of the named object when its SDDL has a SACL part or audit rules stand there. Get-Acl without -Audit and Get-ADObject usually leave the SACL out: then nothing is proved.",
  sniff,
  parse,
  reread: rereadDescriptor,
});
