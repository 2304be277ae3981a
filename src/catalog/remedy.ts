/** The commands of a finding: the catalog's templates with the names of this estate, quoted for PowerShell. */
import type { Remedy } from "../core/report.ts";
import { quotePowerShell } from "../text/powershell.ts";
import type { RemedyTemplate } from "./define.ts";

export interface RemedyNames {
  readonly domain: string | null;
  /** More than one domain in the evidence: the module must be told which one it is to change. */
  readonly severalDomains: boolean;
  readonly gpo: string | null;
}

const MODULE_LINE = /^(Set|Get|Test)-MDIConfiguration -Mode Domain\b/;

export function remediesOf(templates: readonly RemedyTemplate[], names: RemedyNames): Remedy[] {
  return templates.map(({ via, text, commands }) => ({
    via,
    text,
    commands: commands.map((command) => fill(command, names)),
  }));
}

export function fill(command: string, { domain, gpo, severalDomains }: RemedyNames): string {
  const dn = domain === null ? null : distinguishedName(domain);
  const filled = command
    .replaceAll("{domain}", () => (domain === null ? "$env:USERDNSDOMAIN" : quotePowerShell(domain)))
    .replaceAll("{dn}", () => (dn === null ? "(Get-ADDomain).DistinguishedName" : quotePowerShell(dn)))
    .replaceAll("{gpo}", () => quotePowerShell(gpo ?? "REPLACE-ME"));
  if (!severalDomains || domain === null || !MODULE_LINE.test(filled) || filled.includes("-Domain ")) return filled;
  return `${filled} -Domain ${quotePowerShell(domain)}`;
}

/** `corp.example` → `DC=corp,DC=example`; DNS labels need no escaping in a DN. */
export function distinguishedName(domain: string): string {
  return domain
    .split(".")
    .map((label) => `DC=${label}`)
    .join(",");
}
