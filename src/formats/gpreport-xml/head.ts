/** The head of a GPO in a report, its halves and its links [formats.md 2.2, 2.3]. */
import { guidOf, type GpoFields, type GpoLinkFields, type Guid } from "../../core/fact.ts";
import { booleanOf, own, ownText, SECURITY_TYPES, typed, TYPES } from "../../text/gpo-report.ts";
import { textOf, type XmlElement } from "../../text/xml.ts";

export interface ReportedGpo {
  readonly guid: Guid | null;
  readonly name: string | null;
  readonly domain: string | null;
}

export function identityOf(gpo: XmlElement): ReportedGpo {
  const identifier = own(gpo, "Identifier");
  return {
    guid: guidOf(textOf(typed(identifier, "Identifier", TYPES)) ?? ""),
    name: orNull(ownText(gpo, "Name")),
    domain: orNull(textOf(typed(identifier, "Domain", TYPES))),
  };
}

export function gpoFields(gpo: XmlElement): GpoFields {
  const computer = own(gpo, "Computer");
  const user = own(gpo, "User");
  return {
    kind: "gpo",
    ...identityOf(gpo),
    backupId: null,
    backupTime: null,
    computerEnabled: booleanOf(ownText(computer, "Enabled")),
    userEnabled: booleanOf(ownText(user, "Enabled")),
    machineExtensions: null,
    versions: versionsOf(computer, user),
    wmiFilter: filterOf(gpo),
    sddl: orNull(textOf(typed(own(gpo, "SecurityDescriptor"), "SDDL", SECURITY_TYPES))),
  };
}

function orNull(text: string | null): string | null {
  return text === "" ? null : text;
}

function versionsOf(computer: XmlElement | undefined, user: XmlElement | undefined): GpoFields["versions"] {
  const versions = {
    machineDirectory: version(computer, "VersionDirectory"),
    machineSysvol: version(computer, "VersionSysvol"),
    userDirectory: version(user, "VersionDirectory"),
    userSysvol: version(user, "VersionSysvol"),
  };
  return Object.values(versions).every((one) => one === null) ? null : versions;
}

function version(half: XmlElement | undefined, name: string): number | null {
  const text = ownText(half, name) ?? "";
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

/** `FilterDataAvailable` false: the reporter could not tell. True without `FilterName`: no filter [V]. */
function filterOf(gpo: XmlElement): GpoFields["wmiFilter"] {
  const available = booleanOf(ownText(gpo, "FilterDataAvailable"));
  const name = ownText(gpo, "FilterName");
  if (available === false) return null;
  if (name !== null) return { id: null, name };
  return available === true ? { id: null, name: null } : null;
}

const HALVES: ReadonlySet<string> = new Set(["Computer", "User", "LinksTo"]);
const HALF_HEAD: ReadonlySet<string> = new Set(["VersionDirectory", "VersionSysvol", "Enabled"]);

/**
 * Where the head ends: after what stands before the halves and the links, and after the leading
 * `VersionDirectory`, `VersionSysvol` and `Enabled` of a computer half that follows at once.
 */
export function headEnd(gpo: XmlElement): number {
  // At least the start tag: a place without a word in it is none.
  let end = gpo.children[0]?.start ?? gpo.end;
  for (const one of gpo.children) {
    if (!HALVES.has(one.name)) {
      end = one.end;
      continue;
    }
    if (one.name !== "Computer") return end;
    for (const inner of one.children) {
      if (!HALF_HEAD.has(inner.name)) return end;
      end = inner.end;
    }
    return end;
  }
  return end;
}

/** A link as the reporter found it; a report has no order of links. Null without a path. */
export function linkFields(link: XmlElement, gpo: Guid | null): GpoLinkFields | null {
  const container = orNull(ownText(link, "SOMPath"));
  if (container === null) return null;
  return {
    kind: "gpo-link",
    gpo,
    container,
    order: null,
    enabled: booleanOf(ownText(link, "Enabled")),
    enforced: booleanOf(ownText(link, "NoOverride")),
  };
}
