/** Directory objects to facts: descriptors, links, GPOs, filters, groups, computers, the schema [formats.md 6.5, 8.1, 8.2]. */
import { guidOf } from "../../core/fact.ts";
import type { ComputerFields, FactDraft, FactFields, GpoFields, Tier, WmiFilterFields } from "../../core/fact.ts";
import type { Span } from "../../core/provenance.ts";
import { domainOfDn, firstName, gpoOfDn, scopeTypeOfDn, siteOfServer } from "../../text/distinguished-name.ts";
import { parseGpLink, parseWmiQueries, parseWqlFilterLink } from "./links.ts";
import { base64Bytes, unfold } from "../../text/ldif.ts";
import { decodeSid, normalSid } from "../../text/sid.ts";
import { extensionsOf } from "../gpmc-backup/core-settings.ts";
import type { DirectoryObject, Say } from "./entry.ts";
import { shortened } from "./entry.ts";
import { managedAccount } from "./managed-account.ts";

export type Found = (fields: FactFields, span: Span, tier: Tier, gpo?: NonNullable<FactDraft["gpo"]>) => void;
/** Hears of member lists that are whole if another entry follows, by the start of their fact. */
export type LastList = (start: number) => void;

/** Everything but the descriptor and the scope of management, which need the rest of the file. */
export function factsOf(object: DirectoryObject, found: Found, say: Say, lastList: LastList): void {
  links(object, found, say);
  const gpo = gpoFields(object, say);
  if (gpo !== null) {
    found(gpo, object.spanOver(GPO_ATTRIBUTES), "C", { guid: gpo.guid, name: gpo.name, domain: gpo.domain });
  }
  const filter = wmiFilterFields(object, say);
  if (filter !== null) found(filter, object.spanOver(FILTER_ATTRIBUTES), "C");
  members(object, found, say, lastList);
  const computer = computerFields(object);
  if (computer !== null) found(computer, object.spanOver(COMPUTER_ATTRIBUTES), "A");
  const site = siteFields(object);
  if (site !== null) found(site, object.spanOver(SERVER_ATTRIBUTES), "A");
  observations(object, found);
  managedAccount(object, (fields, span) => found(fields, span, "A"), say);
}

function links(object: DirectoryObject, found: Found, say: Say): void {
  const attribute = object.first("gplink");
  const value = object.value(attribute);
  if (attribute === undefined || value === null) return;
  const plain = attribute.form === "text" ? unfold(object.text, attribute.valueStart, attribute.end) : null;
  // Blanks at the ends of the value are not part of what is parsed.
  const shift = plain === null ? 0 : plain.value.indexOf(value);
  const place = (index: number): number => plain?.offsetOf(index + shift) ?? attribute.start;
  const parsed = parseGpLink(value);
  const seen = new Set<string>();
  for (const link of parsed.links) {
    const start = place(link.start);
    if (link.gpo === null) {
      const what = { what: "a link without the GUID of a GPO", object: shortened(object.dn) };
      say({ code: "not-understood", offset: start, data: what });
    } else if (seen.has(`${link.gpo}@${link.domain ?? ""}`)) {
      say({ code: "duplicate-key", offset: start, data: { key: `the link to ${link.gpo}`, counts: "last" } });
    }
    // The default GPOs have the same GUID in every domain.
    seen.add(`${link.gpo ?? ""}@${link.domain ?? ""}`);
    if (link.unknownBits !== 0) {
      const what = { what: "link options", object: shortened(object.dn), value: link.unknownBits };
      say({ code: "not-understood", offset: start, data: { ...what, why: "bits without a meaning, left aside" } });
    }
    const { gpo, enabled, enforced } = link;
    // Where a part of the list cannot be read, places from its end mean nothing.
    const order = parsed.problem === null ? link.order : null;
    const span =
      plain === null ? object.spanOf(attribute) : { unit: "char" as const, start, end: place(link.end - 1) + 1 };
    const fields = { kind: "gpo-link", gpo, container: object.dn, order, enabled, enforced } as const;
    found(fields, span, "C", { guid: gpo, name: null, domain: link.domain });
  }
  for (const index of parsed.empty) {
    const what = { what: "an empty link", object: shortened(object.dn) };
    say({ code: "not-understood", offset: place(index), data: what });
  }
  if (parsed.problem === null) return;
  const { message, offset, truncated } = parsed.problem;
  const code = truncated && attribute.end === object.text.length ? "truncated" : "malformed";
  say({ code, offset: place(offset), data: { message: `gPLink: ${message}`, object: shortened(object.dn) } });
}

const GPO_ATTRIBUTES = [
  "objectclass",
  "cn",
  "displayname",
  "flags",
  "versionnumber",
  "gpcmachineextensionnames",
  "gpcwqlfilter",
];
const USER_DISABLED = 1;
const COMPUTER_DISABLED = 2;

/** The descriptor is put in by whoever reads it. */
export function gpoFields(object: DirectoryObject, say: Say): GpoFields | null {
  if (gpoOfDn(object.dn) === null && !object.classes().has("grouppolicycontainer")) return null;
  const offset = object.entry.dn?.start ?? 0;
  const guid = gpoOfDn(object.dn) ?? guidOf(object.string("cn") ?? "");
  if (guid === null)
    say({ code: "malformed", offset, data: { message: "a GPO without a GUID", object: shortened(object.dn) } });
  const flags = object.number("flags");
  const version = object.number("versionnumber");
  const filter = object.string("gpcwqlfilter");
  const link = filter === null ? null : parseWqlFilterLink(filter);
  if (filter !== null && link === null) {
    const data = { what: "gPCWQLFilter", object: shortened(object.dn), value: shortened(filter) };
    say({ code: "not-understood", offset: object.first("gpcwqlfilter")?.start ?? offset, data });
  }
  const extensions = object.first("gpcmachineextensionnames");
  return {
    kind: "gpo",
    guid,
    name: object.string("displayname"),
    domain: domainOfDn(object.dn),
    backupId: null,
    backupTime: null,
    computerEnabled: flags === null ? null : (flags & COMPUTER_DISABLED) === 0,
    userEnabled: flags === null ? null : (flags & USER_DISABLED) === 0,
    machineExtensions: extensionsOf(object.value(extensions), (draft) =>
      say({ offset: extensions?.start ?? offset, ...draft }),
    ),
    // The directory's half only: SYSVOL keeps its own numbers. The machine's are the low 16 bits [MS-GPOL 2.2.4].
    versions:
      version === null
        ? null
        : { machineDirectory: version & 0xffff, machineSysvol: null, userDirectory: version >>> 16, userSysvol: null },
    wmiFilter: filter === null ? null : { id: link?.id ?? null, name: link === null ? shortened(filter) : null },
    sddl: null,
  };
}

const FILTER_ATTRIBUTES = ["objectclass", "mswmi-id", "mswmi-name", "mswmi-parm2"];

export function wmiFilterFields(object: DirectoryObject, say: Say): WmiFilterFields | null {
  if (!object.has("mswmi-id") && !object.has("mswmi-parm2") && !object.classes().has("mswmi-som")) return null;
  const text = object.string("mswmi-parm2");
  const queries = text === null ? { queries: [] } : parseWmiQueries(text);
  if (queries === null) {
    const data = { what: "the queries of a WMI filter", object: shortened(object.dn), value: shortened(text ?? "") };
    say({ code: "not-understood", offset: object.first("mswmi-parm2")?.start ?? 0, data });
  }
  return {
    kind: "wmi-filter",
    filter: guidOf(object.string("mswmi-id") ?? firstName(object.dn)),
    name: object.string("mswmi-name") ?? "",
    domain: domainOfDn(object.dn),
    ...(queries ?? { queries: [] }),
  };
}

/** One fact for each run of members without anything between them; the group is its SID where the file tells it. */
function members(object: DirectoryObject, found: Found, say: Say, lastList: LastList): void {
  const sid = sidOf(object);
  const group = sid ?? object.dn;
  const account = object.string("samaccountname");
  const whole = isWholeList(object);
  const names = {
    ...(object.dn === "" ? {} : { dn: object.dn }),
    ...(sid === null ? {} : { sid }),
    ...(account === null ? {} : { account }),
    ...(whole === true ? { whole } : {}),
  };
  let run: { start: number; end: number; run: number; members: string[] } | null = null;
  const flush = (): void => {
    if (run === null) return;
    const { start, end, members } = run;
    found({ kind: "membership", group, members, ...names }, { unit: "char", start, end }, "A");
    if (whole === null) lastList(start);
  };
  for (const attribute of object.all("member")) {
    if (/range=\d+-\d+/.test(attribute.options)) {
      const message = "a group with more members than one answer holds";
      say({ code: "truncated", offset: attribute.start, data: { message, object: shortened(object.dn) } });
    }
    const value = object.value(attribute);
    if (value === null || value === "") continue;
    if (run !== null && run.run === attribute.run && onlyMembers(object.text, run.end, attribute.start)) {
      run.members.push(value);
      run.end = attribute.end;
    } else {
      flush();
      run = { start: attribute.start, end: attribute.end, run: attribute.run, members: [value] };
    }
  }
  flush();
}

/**
 * Nothing of the list is elsewhere, and the file goes on behind the entry, so that it does not break off within. Null:
 * the part of the file that is at hand ends with the entry.
 */
function isWholeList(object: DirectoryObject): boolean | null {
  const { entry, text } = object;
  const list = object.all("member");
  const last = list.at(-1);
  if (last === undefined || entry.surplus !== null || entry.stray !== null) return false;
  if (list.some((one) => one.options.includes("range=") || object.value(one) === null)) return false;
  const end = /\n[\r\t ]*\n|\ndn:/iy;
  for (let at = text.indexOf("\n", last.end); at >= 0; at = text.indexOf("\n", at + 1)) {
    end.lastIndex = at;
    if (end.test(text)) return true;
  }
  return null;
}

/** A line break and nothing else. */
function onlyMembers(text: string, from: number, to: number): boolean {
  return to - from <= 3 && text.slice(from, to).trim() === "";
}

export function membersOf(object: DirectoryObject): string[] {
  return object.all("member").flatMap((attribute) => object.value(attribute) || []);
}

/** Of a group or a domain, as text (ldbsearch) or bytes. */
export function sidOf(object: DirectoryObject): string | null {
  const attribute = object.first("objectsid");
  if (attribute === undefined) return null;
  const value = unfold(object.text, attribute.valueStart, attribute.end).value.trim();
  if (attribute.form === "text") return normalSid(value);
  const bytes = base64Bytes(value);
  return bytes === null ? null : (decodeSid(bytes, 0, bytes.length)?.sid ?? null);
}

const COMPUTER_ATTRIBUTES = [
  "objectclass",
  "cn",
  "dnshostname",
  "primarygroupid",
  "useraccountcontrol",
  "operatingsystem",
  "operatingsystemversion",
  "objectsid",
  "samaccountname",
];
const WORKSTATION_TRUST_ACCOUNT = 0x1000;
const SERVER_TRUST_ACCOUNT = 0x2000;
const PARTIAL_SECRETS_ACCOUNT = 0x0400_0000;
const DOMAIN_COMPUTERS = 515;
const DOMAIN_CONTROLLERS = 516;
const READ_ONLY_DOMAIN_CONTROLLERS = 521;

/** Managed service accounts are of a class below `computer` and are none. */
export function computerFields(object: DirectoryObject): ComputerFields | null {
  const classes = object.classes();
  const control = object.number("useraccountcontrol") ?? 0;
  const group = object.number("primarygroupid") ?? 0;
  const trusted = (control & (WORKSTATION_TRUST_ACCOUNT | SERVER_TRUST_ACCOUNT)) !== 0;
  const grouped = [DOMAIN_COMPUTERS, DOMAIN_CONTROLLERS, READ_ONLY_DOMAIN_CONTROLLERS].includes(group);
  if (classes.size === 0 ? !trusted && !grouped : !classes.has("computer")) return null;
  if ([...classes].some((name) => name.endsWith("managedserviceaccount"))) return null;
  const roles = new Set<string>();
  if (group === DOMAIN_CONTROLLERS || (control & SERVER_TRUST_ACCOUNT) !== 0) roles.add("dc");
  if (group === READ_ONLY_DOMAIN_CONTROLLERS || (control & PARTIAL_SECRETS_ACCOUNT) !== 0) roles.add("rodc");
  const osName = object.string("operatingsystem");
  const sid = sidOf(object);
  const account = object.string("samaccountname")?.replace(/\$$/, "");
  return {
    kind: "computer",
    name: object.string("dnshostname") ?? object.string("cn") ?? firstName(object.dn),
    domain: domainOfDn(object.dn),
    place: object.dn,
    site: null,
    roles: [...roles],
    osVersion: osVersionOf(object.string("operatingsystemversion")),
    ...(osName === null ? {} : { osName }),
    ...(sid === null ? {} : { sid }),
    ...(account === undefined ? {} : { account }),
  };
}

const SERVER_ATTRIBUTES = ["objectclass", "dnshostname", "serverreference"];

/**
 * The site of a domain controller: its `server` object stands in it, and refers to its computer [MS-ADTS 6.1.1.2.2.1.2].
 * One without the reference is what a demotion left behind, and tells nothing.
 */
export function siteFields(object: DirectoryObject): ComputerFields | null {
  const computer = object.string("serverreference");
  const site = siteOfServer(object.dn);
  if (computer === null || site === null) return null;
  const classes = object.classes();
  if (classes.size > 0 && !classes.has("server")) return null;
  return {
    kind: "computer",
    name: object.string("dnshostname") ?? firstName(computer),
    domain: domainOfDn(computer),
    place: computer,
    site,
    roles: [],
    osVersion: null,
  };
}

/** `10.0 (20348)` as `10.0.20348`; other words stay as they are. */
function osVersionOf(text: string | null): string | null {
  const parts = /^(\d+\.\d+) \((\d+)\)$/.exec(text ?? "");
  return parts === null ? text : `${parts[1]}.${parts[2]}`;
}

function observations(object: DirectoryObject, found: Found): void {
  for (const attribute of object.all("msds-enabledfeature")) {
    const feature = object.value(attribute);
    if (feature === null || feature === "") continue;
    // The object that names the feature is one of the scopes in which it is enabled.
    const fields = {
      kind: "observation",
      topic: "optional-feature",
      name: firstName(feature),
      value: [object.dn],
    } as const;
    found(fields, object.spanOf(attribute), "A");
  }
  const version = object.first("objectversion");
  const value = isSchema(object) ? object.number("objectversion") : null;
  if (version === undefined || value === null) return;
  found({ kind: "observation", topic: "schema", name: "objectVersion", value }, object.spanOf(version), "A");
}

/** Other objects have versions of their own. */
function isSchema(object: DirectoryObject): boolean {
  return object.classes().has("dmd") || /^cn=schema,cn=configuration,dc=/i.test(object.dn);
}

/** Null when the object is no scope of management. */
export function scopeTypeOf(object: DirectoryObject): { type: "site" | "domain" | "ou" | null } | null {
  const classes = object.classes();
  for (const [name, type] of [
    ["site", "site"],
    ["domaindns", "domain"],
    ["organizationalunit", "ou"],
  ] as const) {
    if (classes.has(name)) return { type };
  }
  return object.has("gplink") || object.has("gpoptions") ? { type: scopeTypeOfDn(object.dn) } : null;
}
