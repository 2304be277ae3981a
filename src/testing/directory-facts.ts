/** Facts of directory exports and resultant sets, for tests of what is made of them. */
import type { Fact, FactFields, Subject, Tier, Via } from "../core/fact.ts";

let made = 0;

interface Told {
  readonly path?: string;
  readonly via?: Via;
  readonly tier?: Tier;
  readonly subject?: Subject;
  readonly doubt?: "incomplete-file";
}

export function factOf(fields: FactFields, told: Told = {}): Fact {
  made += 1;
  const path = told.path ?? "export.json";
  return {
    id: `test:${made}`,
    tier: told.tier ?? "C",
    via: told.via ?? "powershell",
    subject: told.subject ?? { kind: "object", name: "object" },
    origin: { source: "test", path, span: { unit: "char", start: 0, end: 0 }, at: { line: 1, column: 1 }, excerpt: "" },
    ...(told.doubt === undefined ? {} : { doubt: told.doubt }),
    ...fields,
  };
}

export const DOMAIN_SID = "S-1-5-21-1-2-3";

/** `DC01` as the directory lists it. */
export function computer(name: string, rid: number | null, more: Told & { domain?: string } = {}): Fact {
  const domain = more.domain ?? "corp.example";
  return factOf(
    {
      kind: "computer",
      name: `${name.toLowerCase()}.${domain}`,
      domain,
      place: `CN=${name},OU=Servers,${dnOf(domain)}`,
      site: null,
      roles: [],
      osVersion: null,
      ...(rid === null ? {} : { sid: `${DOMAIN_SID}-${rid}` }),
      account: name,
    },
    more,
  );
}

/** A group with all its direct members. */
export function group(rid: number, name: string, members: readonly string[], more: Told = {}): Fact {
  const sid = `${DOMAIN_SID}-${rid}`;
  return factOf({ kind: "membership", group: sid, members, sid, dn: groupDn(name), account: name, whole: true }, more);
}

export function groupDn(name: string): string {
  return `CN=${name},OU=Groups,DC=corp,DC=example`;
}

/** What a resultant set lists for a computer. */
export function listedToken(host: string, members: readonly string[], more: Told = {}): Fact {
  const subject: Subject = { kind: "host", name: host };
  return factOf(
    { kind: "membership", group: `token of ${host}`, members },
    { via: "rsop", tier: "B", path: "rsop.xml", subject, ...more },
  );
}

function dnOf(domain: string): string {
  return domain
    .split(".")
    .map((label) => `DC=${label}`)
    .join(",");
}
