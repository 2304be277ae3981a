/** What the objects below a domain's root show of the entries that the root passes on. */
import type { DirectoryAudit, UnauditedObject } from "../core/directory-audit.ts";
import type { Remedy } from "../core/report.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { directoryAudit } from "../sacl/directory-audit.ts";
import { className } from "../sacl/schema.ts";
import { domainOfDn } from "../text/distinguished-name.ts";
import { quotePowerShell } from "../text/powershell.ts";
import type { SaclExpect } from "./define.ts";

const AUDITS = new WeakMap<Evidence, DirectoryAudit | null>();

function auditOf(evidence: Evidence): DirectoryAudit | null {
  const known = AUDITS.get(evidence);
  if (known !== undefined) return known;
  const audit = directoryAudit(evidence.facts);
  AUDITS.set(evidence, audit);
  return audit;
}

const MOST_PLACES = 3;

/** `certain`: some leave no trace · otherwise nobody can tell whether some do. */
export interface Below {
  readonly certain: boolean;
  readonly have: string;
  /** What lets the entry through again; empty where nothing is certain. */
  readonly remedy: readonly Remedy[];
}

/** Null: all objects of the class that were read carry it, or none was read. `root`: the domain's DNS name. */
export function holesBelow({ object, needs }: SaclExpect, root: string | null, evidence: Evidence): Below | null {
  if (object.of !== "domain" || object.below !== "" || root === null) return null;
  const classes = new Set(
    needs.flatMap(({ on }) => (on.kind === "descendants" && on.class !== null ? [className(on.class)] : [])),
  );
  const objects = (auditOf(evidence)?.objects ?? []).filter(
    (one) => classes.has(one.class) && domainOfDn(one.object)?.toLowerCase() === root,
  );
  const holes = objects.filter(({ state }) => state === "not-audited");
  if (holes.length > 0) {
    const words = `${holes.length} ${holes.length === 1 ? "object that was" : "objects that were"} read`;
    const have = `the root passes it on, and ${words} below it ${holes.length === 1 ? "does" : "do"} not carry it: ${placesText(holes)}`;
    return { certain: true, have, remedy: remediesOf(holes) };
  }
  // Without a SACL in the file below something that keeps the root's away: an object without any looks the same.
  const unseen = objects.filter(({ state, from }) => state === "open" || (state === "not-read" && from !== null));
  if (unseen.length === 0) return null;
  const words = `${unseen.length} ${unseen.length === 1 ? "object" : "objects"} below it`;
  const have = `the root passes it on, and whether ${words} ${unseen.length === 1 ? "carries" : "carry"} it cannot be told: ${placesText(unseen)}`;
  return { certain: false, have, remedy: [] };
}

/** What blocks is an object; whoever lets it take over again adds the entries to everything below it. */
function remediesOf(holes: readonly UnauditedObject[]): Remedy[] {
  const blocking = new Map<string, number>();
  for (const { cause, from, object } of holes) {
    if (!BLOCKS.includes(cause)) continue;
    const at = cause === "blocked-above" ? (from ?? object) : object;
    blocking.set(at, (blocking.get(at) ?? 0) + 1);
  }
  const ranked = [...blocking].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const commands = ranked.slice(0, MOST_PLACES).flatMap(([dn]) => {
    const path = quotePowerShell(`AD:\\${dn}`);
    return [
      `$acl = Get-Acl -Audit -Path ${path}`,
      "$acl.SetAuditRuleProtection($false, $true)  # take over audit entries again, keep the object's own",
      `Set-Acl -Path ${path} -AclObject $acl`,
    ];
  });
  const text =
    blocking.size === 0
      ? "The entry is passed on and not there: moved or restored objects and pending propagation show so. Let the entries be computed again (for one object: open and save its auditing in Active Directory Users and Computers) and export again."
      : `Let ${blocking.size === 1 ? "the object" : `the ${blocking.size} objects`} whose SACL is protected take over audit entries again. Who protected it may have had a reason; ask first.`;
  return [{ via: commands.length === 0 ? "manual" : "native", text, commands }];
}

const BLOCKS: readonly UnauditedObject["cause"][] = ["blocked-above", "blocked-here", "admin-sd-holder"];

function placesText(holes: readonly UnauditedObject[]): string {
  const places = new Map<string, number>();
  for (const { from, container } of holes) places.set(from ?? container, (places.get(from ?? container) ?? 0) + 1);
  const ranked = [...places].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const shown = ranked.slice(0, MOST_PLACES).map(([place, count]) => `${count} at ${place}`);
  const rest = ranked.length - MOST_PLACES;
  return `${shown.join("; ")}${rest > 0 ? `; and ${rest} more places` : ""}`;
}
