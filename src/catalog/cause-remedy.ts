/** The smallest change where something right exists and does not count: named GPO, named link, one command. */
import type { Cause, Remedy, Role, TrailStep } from "../core/report.ts";
import { parseSom } from "../policy/som.ts";
import { quotePowerShell } from "../text/powershell.ts";
import { distinguishedName } from "./remedy.ts";

export interface CauseScope {
  readonly domain: string | null;
  readonly role: Role;
  /** The required state in words, for texts that name it. */
  readonly want: string;
}

/** At most one remedy; it stands before those of the catalog, which build something new. */
export function causeRemedies(cause: Cause | null, trail: readonly TrailStep[], scope: CauseScope): Remedy[] {
  if (cause === null || scope.role !== "dc") return [];
  const winner = trail.find((step) => step.result === "won");
  if ((cause === "too-weak" || cause === "overridden") && winner !== undefined) return againstWinner(winner, scope);
  const blocked = trail.find((step) => step.result === "excluded" && step.rule === cause);
  return blocked === undefined || blocked.gpo.name === null ? [] : revive(cause, blocked, blocked.gpo.name, scope);
}

/** An enforced link above the Domain Controllers OU beats every GPO that is linked there, the module's included. */
function againstWinner({ gpo, link }: TrailStep, { domain, want }: CauseScope): Remedy[] {
  if (gpo.name === null || link === null || !link.enforced) return [];
  const som = parseSom(link.container);
  if (som.kind === "ou" && som.path.length > 0) return [];
  const name = quotePowerShell(gpo.name);
  return [
    {
      via: "native",
      text: `"${gpo.name}" wins by its enforced link at ${link.container}: whatever is linked to the Domain Controllers OU loses to it, Microsoft's own GPO too. Change the value there, or set it there to Not Configured. (${want}) The line below instead takes the enforcement away, for everything that this GPO sets.`,
      commands: [
        `Set-GPLink -Name ${name} -Target ${targetOf(link.container, domain)} -Enforced No${domainOf(domain)}`,
      ],
    },
  ];
}

function revive(cause: Cause, { link }: TrailStep, gpo: string, { domain }: CauseScope): Remedy[] {
  const name = quotePowerShell(gpo);
  const controllers = domain === null ? null : quotePowerShell(`OU=Domain Controllers,${distinguishedName(domain)}`);
  const target = controllers ?? '"OU=Domain Controllers,$((Get-ADDomain).DistinguishedName)"';
  switch (cause) {
    case "unlinked":
      return [
        {
          via: "native",
          text: `"${gpo}" holds the value and is linked nowhere. Link it, after reading what else it sets; an enforced link above the OU would still beat it.`,
          commands: [`New-GPLink -Name ${name} -Target ${target} -LinkEnabled Yes${domainOf(domain)}`],
        },
      ];
    case "link-disabled":
      return [
        {
          via: "native",
          text: `"${gpo}" holds the value and its link is disabled.`,
          commands: [
            `Set-GPLink -Name ${name} -Target ${link === null ? target : targetOf(link.container, domain)} -LinkEnabled Yes${domainOf(domain)}`,
          ],
        },
      ];
    case "gpo-disabled":
      return [
        {
          via: "native",
          text: `"${gpo}" holds the value and its computer half is disabled. Everything else that it sets for computers comes alive with it.`,
          commands: [`(Get-GPO -Name ${name}${domainOf(domain)}).GpoStatus = 'UserSettingsDisabled'`],
        },
      ];
    case "filtered-out":
      return [
        {
          via: "native",
          text: `"${gpo}" holds the value and its security filter keeps domain controllers away.`,
          commands: [
            `Set-GPPermission -Name ${name} -TargetName 'Domain Controllers' -TargetType Group -PermissionLevel GpoApply${domainOf(domain)}`,
          ],
        },
      ];
    case "cse-missing":
      return [
        {
          via: "manual",
          text: `"${gpo}" holds the file, and no client runs the audit extension for it. Open the GPO in the Group Policy Management Editor, change one setting under Advanced Audit Policy Configuration and change it back: the editor then registers the extension.`,
          commands: [],
        },
      ];
    default:
      return [];
  }
}

function domainOf(domain: string | null): string {
  return domain === null ? "" : ` -Domain ${quotePowerShell(domain)}`;
}

/** The DN of a scope of management as reports write it [RFC 4514 escaping]. */
function targetOf(container: string, domain: string | null): string {
  const som = parseSom(container);
  const name = som.domain ?? domain;
  if (name === null || name === "" || som.kind === "site") return quotePowerShell(container);
  const units = som.path.toReversed().map((unit) => `OU=${unit.replaceAll(/[,+"\\<>;=]/g, "\\$&")},`);
  return quotePowerShell(`${units.join("")}${distinguishedName(name)}`);
}
