/** Computers, domain controllers and groups as the Active Directory cmdlets list them [formats.md 8.4]. */
import type { ComputerFields, FactDraft, MembershipFields } from "../../core/fact.ts";
import { labelOfPath } from "../../text/labelled.ts";
import { domainOfDn } from "../../text/distinguished-name.ts";
import { normalSid } from "../../text/sid.ts";
import type { PsObject } from "../../text/powershell-objects.ts";
import { property } from "../../text/powershell-objects.ts";
import { DescriptorReader, rereadDescriptor } from "../acl-objects/reader.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import {
  asBoolean,
  asNumber,
  charSpan,
  hasAll,
  objectHead,
  objectOf,
  propertyOf,
  readEach,
  rowOnly,
  sayCut,
  textOf,
  textsOf,
  valueOf,
} from "../objects.ts";
import { answer } from "../unread.ts";
import { isManagedAccount, managedAccount, MANAGED_COMMAND, rereadManaged } from "./managed-account.ts";

const COMMAND =
  "Get-ADComputer -Filter * -Properties MemberOf, PrimaryGroupID, OperatingSystem, OperatingSystemVersion | Select-Object DistinguishedName, DNSHostName, SID, ObjectClass, SamAccountName, MemberOf, PrimaryGroupID, OperatingSystem, OperatingSystemVersion | ConvertTo-Json -Depth 4";

/** Well-known primary groups [MS-ADTS 6.1.1.6]: Domain Controllers, Read-only Domain Controllers. */
const CONTROLLERS = 516;
const READ_ONLY_CONTROLLERS = 521;
/** Bits of userAccountControl [MS-ADTS 2.2.16]. */
const SERVER_TRUST = 0x2000;
const PARTIAL_SECRETS = 0x0400_0000;

function sniff(head: Head): "no" | "yes" {
  const names = objectHead(head);
  if (hasAll(names, "gplink") || hasAll(names, "gpolinks")) return "no";
  return answer(
    (hasAll(names, "isreadonly") && (hasAll(names, "hostname") || hasAll(names, "computerobjectdn"))) ||
      hasAll(names, "distinguishedname", "samaccountname", "sid") ||
      hasAll(names, "principalsallowedtoretrievemanagedpassword") ||
      hasAll(names, "distinguishedname", "dnshostname") ||
      hasAll(names, "distinguishedname", "members") ||
      hasAll(names, "distinguishedname", "member"),
  );
}

/** `10.0 (20348)` of the directory as `10.0.20348`. */
function osVersion(text: string | null): string | null {
  const match = /^(\d{1,3}\.\d{1,3}) \((\d{3,6})\)$/.exec(text ?? "");
  return match === null ? text : `${match[1]}.${match[2]}`;
}

/** Null for users, groups and everything else. */
function computerOf(object: PsObject): ComputerFields | null {
  if (isManagedAccount(object)) return null;
  const readOnly = property(object, "IsReadOnly");
  if (readOnly !== undefined && valueOf(object, "HostName", "ComputerObjectDN") !== null) {
    return {
      kind: "computer",
      name: textOf(object, "HostName", "Name") ?? "",
      domain: textOf(object, "Domain"),
      place: textOf(object, "ComputerObjectDN"),
      site: textOf(object, "Site"),
      roles: asBoolean(readOnly.value) === true ? ["dc", "rodc"] : ["dc"],
      osVersion: osVersion(textOf(object, "OperatingSystemVersion")),
      ...systemOf(object),
      ...accountOf(object),
    };
  }
  const dn = textOf(object, "DistinguishedName");
  const className = textOf(object, "ObjectClass")?.toLowerCase();
  if (className === undefined ? valueOf(object, "DNSHostName") === null : className !== "computer") return null;
  const account = textOf(object, "SamAccountName")?.replace(/\$$/, "") ?? null;
  const name = textOf(object, "DNSHostName", "Name") ?? account;
  if (name === null) return null;
  return {
    kind: "computer",
    name,
    domain: dn === null ? null : domainOfDn(dn),
    place: dn,
    site: textOf(object, "Site"),
    roles: rolesOf(object),
    osVersion: osVersion(textOf(object, "OperatingSystemVersion")),
    ...systemOf(object),
    ...accountOf(object),
  };
}

function systemOf(object: PsObject): { osName?: string } {
  const osName = textOf(object, "OperatingSystem");
  return osName === null ? {} : { osName };
}

/** SID and account name, where the export has them. */
function accountOf(object: PsObject): { sid?: string; account?: string } {
  const sid = sidOf(object);
  const account = textOf(object, "SamAccountName")?.replace(/\$$/, "");
  return { ...(sid === null ? {} : { sid }), ...(account === undefined ? {} : { account }) };
}

function sidOf(object: PsObject): string | null {
  return normalSid(textOf(object, "SID", "objectSid") ?? "");
}

function rolesOf(object: PsObject): string[] {
  const group = asNumber(valueOf(object, "PrimaryGroupID"));
  const control = asNumber(valueOf(object, "userAccountControl")) ?? 0;
  if (group === READ_ONLY_CONTROLLERS || (control & PARTIAL_SECRETS) !== 0) return ["dc", "rodc"];
  return group === CONTROLLERS || (control & SERVER_TRUST) !== 0 ? ["dc"] : [];
}

/** How other exports name it: by DN, else by SID. */
function memberName(object: PsObject): string | null {
  return textOf(object, "DistinguishedName", "SID", "objectSid", "SamAccountName", "Name");
}

function groupName(object: PsObject): string | null {
  return textOf(object, "SID", "objectSid", "DistinguishedName", "Name");
}

function parse(input: Input, sink: Sink): ReadResult {
  let nameless: PsObject | null = null;
  const descriptors = new DescriptorReader(labelOfPath(input.path), sink);
  const result = readEach(input, sink, (object) => {
    descriptors.object(object);
    const computer = computerOf(object);
    const name = computer?.place ?? memberName(object) ?? computer?.name ?? null;
    if (name === null) {
      sink.diagnostic({ code: "malformed", offset: object.start, data: { message: "an object without a name" } });
      return;
    }
    const whose = { via: "powershell", tier: "C", object: { kind: "object", name } } as const;
    if (computer !== null) sink.fact({ fields: computer, span: charSpan(object), ...whose });
    const told = [memberships(object, whose, sink), managedAccount(object, whose, sink)].includes(true);
    // Get-ADGroupMember does not write whose members it lists.
    if (
      !told &&
      (computer === null || property(object, "DNSHostName") === undefined) &&
      property(object, "IsReadOnly") === undefined
    ) {
      nameless ??= object;
    }
  });
  if (nameless !== null) {
    const data = {
      what: "the group",
      why: "the list does not say whose members these are",
      next: "Export it with the group's name: `Get-ADGroup 'NAME' -Properties Members | Select-Object SID, DistinguishedName, Members | ConvertTo-Json -Depth 4`.",
    };
    sink.diagnostic({ code: "not-understood", offset: (nameless as PsObject).start, data });
  }
  return descriptors.finish(false).read === "complete" ? result : { read: "incomplete" };
}

type Whose = Pick<FactDraft, "via" | "tier" | "object">;

/** True when the object tells about a group at all, be it that it has no member. */
function memberships(object: PsObject, whose: Whose, sink: Sink): boolean {
  const say = (
    group: string,
    members: readonly string[],
    place: { start: number; end: number },
    more: Partial<MembershipFields> = {},
  ): void => sink.fact({ fields: { kind: "membership", group, members, ...more }, span: charSpan(place), ...whose });
  let told = false;

  const members = property(object, "Members") ?? property(object, "member");
  const group = groupName(object);
  if (members !== undefined && group !== null) {
    told = true;
    const { texts, cut } = textsOf(members.value);
    if (cut) sayCut(sink, members, "Members", "ad-membership");
    else {
      const dn = textOf(object, "DistinguishedName");
      say(group, texts, members, {
        ...(dn === null ? {} : { dn }),
        ...systemOf(object),
        ...accountOf(object),
        whole: true,
      });
    }
  }
  const member = memberName(object);
  const of = property(object, "MemberOf");
  if (of !== undefined && member !== null) {
    told = true;
    const { texts, cut } = textsOf(of.value);
    if (cut) sayCut(sink, of, "MemberOf", "ad-membership");
    for (const one of texts) say(one, [member], of);
  }
  // A column that whoever exported the members added.
  const added = property(object, "Group") ?? property(object, "GroupName");
  const name = textOf(object, "Group", "GroupName");
  if (added !== undefined && name !== null && member !== null) {
    told = true;
    const memberClass = textOf(object, "ObjectClass")?.toLowerCase();
    say(name, [member], object, memberClass === undefined ? {} : { memberClass });
  }
  return told;
}

export const adMembership = defineFormat({
  id: "ad-membership",
  title: "Computers, domain controllers and group members (Active Directory cmdlets)",
  madeBy: [
    `${COMMAND} > computers.json`,
    "Get-ADDomainController -Filter * | Select-Object HostName, Domain, Site, IsReadOnly, ComputerObjectDN, OperatingSystemVersion | ConvertTo-Json > domain-controllers.json",
    "Get-ADGroup 'NAME' -Properties Members | Select-Object SID, DistinguishedName, Members | ConvertTo-Json -Depth 4 > group.json",
    `${MANAGED_COMMAND} > service-account.json`,
    "Get-ADGroupMember 'NAME' | Select-Object @{n='Group';e={'NAME'}}, * | Export-Csv -NoTypeInformation -Path group.csv",
  ],
  recognisedBy:
    "JSON, CSV or CLIXML whose objects have HostName and IsReadOnly, or DistinguishedName with SID and SamAccountName, with DNSHostName, or with Members; or PrincipalsAllowedToRetrieveManagedPassword.",
  proves:
    "Which computers the directory knows, where they stand, which are domain controllers, the direct members of the groups that the file names, and who may read the passwords of managed accounts.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind === "security-descriptor") return rereadDescriptor(excerpt, kind);
    const object = objectOf(excerpt);
    if (kind === "computer") return object === null ? rowOnly(kind) : computerOf(object);
    if (kind === "observation") return rereadManaged(excerpt);
    if (kind !== "membership") return null;
    const place = propertyOf(excerpt);
    const { texts, cut } = textsOf(place?.value ?? null);
    const name = place?.name.toLowerCase();
    if (!cut && (name === "members" || name === "member")) return { kind, members: texts };
    const [group] = texts;
    // Each of several groups cites the whole list.
    return name === "memberof" && group !== undefined && texts.length === 1 ? { kind, group } : rowOnly(kind);
  },
});
