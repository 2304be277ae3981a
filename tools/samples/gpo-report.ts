/** gpreport.xml: what Get-GPOReport -ReportType Xml writes, UTF-16 with CRLF and two blanks a level. */
import { descriptorOf, type ReportedTrustee } from "./descriptor.ts";
import { auditRegistered, hasRegistryPolicy } from "./extensions.ts";
import { ticksFrom } from "./ids.ts";
import {
  type Domain,
  type FirewallRule,
  type Gpo,
  gpoGuid,
  type Half,
  type Link,
  type RegistryPolicy,
} from "./model.ts";
import { auditEntries, preferenceAttributes } from "./policy-files.ts";
import { optionDisplay } from "./security-options.ts";
import { utf16, xmlText } from "./text.ts";
import { EXTENSION_NAMES, type ExtensionName, resolveTrustee } from "./words.ts";

const SETTINGS = "http://www.microsoft.com/GroupPolicy/Settings";
const TYPES = ' xmlns="http://www.microsoft.com/GroupPolicy/Types"';
const SECURITY = ' xmlns="http://www.microsoft.com/GroupPolicy/Types/Security"';

interface Node {
  readonly name: string;
  /** With a leading blank, or empty. */
  readonly attributes: string;
  readonly content: string | readonly Node[];
}

function node(name: string, content: string | readonly Node[] = "", attributes = ""): Node {
  return { name, attributes, content };
}

function print(element: Node, depth: number, lines: string[]): void {
  const pad = "  ".repeat(depth);
  const { name, attributes, content } = element;
  if (content.length === 0) {
    lines.push(`${pad}<${name}${attributes} />`);
    return;
  }
  if (typeof content === "string") {
    lines.push(`${pad}<${name}${attributes}>${xmlText(content)}</${name}>`);
    return;
  }
  lines.push(`${pad}<${name}${attributes}>`);
  for (const childNode of content) print(childNode, depth + 1, lines);
  lines.push(`${pad}</${name}>`);
}

function trusteePermissions(trustee: ReportedTrustee): Node {
  return node("TrusteePermissions", [
    node("Trustee", [node("SID", trustee.sid, TYPES), node("Name", trustee.name, TYPES)]),
    node("Type", [node("PermissionType", trustee.allow ? "Allow" : "Deny")], ' xsi:type="PermissionType"'),
    node("Inherited", "false"),
    node("Applicability", [
      node("ToSelf", "true"),
      node("ToDescendantObjects", "false"),
      node("ToDescendantContainers", "true"),
      node("ToDirectDescendantsOnly", "false"),
    ]),
    node("Standard", [node("GPOGroupedAccessEnum", trustee.access)]),
    node("AccessMask", "0"),
  ]);
}

function securityDescriptor(gpo: Gpo): Node {
  const descriptor = descriptorOf(gpo.domain, gpo.filtering);
  const admins = resolveTrustee("domain-admins", gpo.domain);
  const holder = [node("SID", admins.sid, TYPES), node("Name", admins.name, TYPES)];
  return node("SecurityDescriptor", [
    node("SDDL", descriptor.sddl, SECURITY),
    node("Owner", holder, SECURITY),
    node("Group", holder, SECURITY),
    node("PermissionsPresent", "true", SECURITY),
    node(
      "Permissions",
      [node("InheritsFromParent", "false"), ...descriptor.trustees.map(trusteePermissions)],
      SECURITY,
    ),
    node("AuditingPresent", "false", SECURITY),
  ]);
}

interface Section {
  readonly name: ExtensionName;
  /** The namespace below `…/Settings` and the type's local name. */
  readonly namespace: string;
  readonly type: string;
  readonly content: (prefix: string) => Node[];
}

function byName<T>(entries: readonly T[], nameOf: (entry: T) => string): T[] {
  return [...entries].sort((left, right) => {
    const [one, two] = [nameOf(left).toLowerCase(), nameOf(right).toLowerCase()];
    return one < two ? -1 : one > two ? 1 : 0;
  });
}

const BOOLEAN_ACCOUNTS = new Set(["ClearTextPassword", "PasswordComplexity", "TicketValidateClient"]);

function accounts(gpo: Gpo, q: string): Node[] {
  const account = (type: string, entries: readonly (readonly [string, number])[] = []): Node[] =>
    byName(entries, ([name]) => name).map(([name, value]) =>
      node(`${q}Account`, [
        node(`${q}Name`, name),
        BOOLEAN_ACCOUNTS.has(name)
          ? node(`${q}SettingBoolean`, String(value === 1))
          : node(`${q}SettingNumber`, String(value)),
        node(`${q}Type`, name.startsWith("Lockout") ? "Account Lockout" : type),
      ]),
    );
  return [...account("Password", gpo.security?.systemAccess), ...account("Kerberos", gpo.security?.kerberos)];
}

function legacyAudit(gpo: Gpo, q: string): Node[] {
  return byName(gpo.security?.eventAudit ?? [], ([name]) => name).map(([name, value]) =>
    node(`${q}Audit`, [
      node(`${q}Name`, name),
      node(`${q}SuccessAttempts`, String((value & 1) !== 0)),
      node(`${q}FailureAttempts`, String((value & 2) !== 0)),
    ]),
  );
}

function userRights(gpo: Gpo, q: string): Node[] {
  return byName(gpo.security?.rights ?? [], ({ right }) => right).map(({ right, members }) =>
    node(`${q}UserRightsAssignment`, [
      node(`${q}Name`, right),
      ...members.map((member) => {
        const trustee = resolveTrustee(member, gpo.domain);
        return node(`${q}Member`, [node("SID", trustee.sid, TYPES), node("Name", trustee.name, TYPES)]);
      }),
    ]),
  );
}

function securityOptions(gpo: Gpo, q: string): Node[] {
  return byName(gpo.security?.registry ?? [], ({ path }) => path).map(({ path, value }) => {
    const setting =
      typeof value === "number" ? node(`${q}SettingNumber`, String(value)) : node(`${q}SettingString`, `"${value}"`);
    const display = optionDisplay(path, value, gpo.domain.language);
    const shown =
      display === null
        ? []
        : [
            node(`${q}Display`, [
              node(`${q}Name`, display.name),
              node(`${q}Units`),
              display.boolean === undefined
                ? node(`${q}DisplayString`, display.text ?? "")
                : node(`${q}DisplayBoolean`, String(display.boolean)),
            ]),
          ];
    return node(`${q}SecurityOptions`, [node(`${q}KeyName`, path), setting, ...shown]);
  });
}

function eventLogs(gpo: Gpo, q: string): Node[] {
  return (gpo.security?.logs ?? []).flatMap(({ log, settings }) =>
    byName(settings, ([name]) => name).map(([name, value]) =>
      node(`${q}EventLog`, [node(`${q}Name`, name), node(`${q}Log`, log), node(`${q}SettingNumber`, String(value))]),
    ),
  );
}

function preferences(gpo: Gpo, q: string): Node[] {
  const items = (gpo.preferences ?? []).map((item, index) => {
    const attributes = preferenceAttributes(gpo, item);
    return node(
      `${q}Registry`,
      [
        node(`${q}GPOSettingOrder`, String(index + 1)),
        node(`${q}Properties`, [node(`${q}Values`)], ` ${attributes.properties}`),
        node(`${q}Filters`),
      ],
      ` ${attributes.item}`,
    );
  });
  return [node(`${q}RegistrySettings`, items, ' clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}"')];
}

function audit(gpo: Gpo, q: string): Node[] {
  return auditEntries(gpo).map(({ name, guid, value }) =>
    node(`${q}AuditSetting`, [
      node(`${q}PolicyTarget`, "System"),
      node(`${q}SubcategoryName`, name),
      node(`${q}SubcategoryGuid`, guid.toLowerCase()),
      node(`${q}SettingValue`, String(value)),
    ]),
  );
}

function firewall(rules: readonly FirewallRule[], q: string): Node[] {
  return [
    node(`${q}GlobalSettings`, [node(`${q}PolicyVersion`, [node(`${q}Value`, "543")])]),
    ...rules.map((rule) =>
      node(`${q}InboundFirewallRules`, [
        node(`${q}Version`, "2.31"),
        node(`${q}Action`, "Allow"),
        node(`${q}Name`, rule.name),
        node(`${q}Dir`, "In"),
        node(`${q}Profile`, "Domain"),
        ...rule.addresses.map((address) => node(`${q}RA4`, address)),
        node(`${q}LPort`, rule.port),
        node(`${q}Protocol`, String(rule.protocol)),
        node(`${q}Active`, "true"),
      ]),
    ),
  ];
}

function administrativeTemplate(policy: RegistryPolicy, q: string): Node[] {
  const { display } = policy;
  if (display === undefined) {
    return policy.records.map((record) =>
      node(`${q}RegistrySetting`, [
        node(`${q}KeyPath`, record.key),
        node(`${q}AdmSetting`, "false"),
        node(`${q}Value`, [
          node(`${q}Name`, record.name),
          node(typeof record.value === "number" ? `${q}Number` : `${q}String`, String(record.value)),
        ]),
      ]),
    );
  }
  const parts = display.parts.map((part) =>
    node(`${q}${part.kind}`, [
      node(`${q}Name`, part.name),
      node(`${q}State`, "Enabled"),
      node(`${q}Value`, part.kind === "DropDownList" ? [node(`${q}Name`, part.value)] : part.value),
    ]),
  );
  return [
    node(`${q}Policy`, [
      node(`${q}Name`, display.name),
      node(`${q}State`, "Enabled"),
      node(`${q}Explain`, display.explain),
      node(`${q}Supported`, display.supported),
      node(`${q}Category`, display.category),
      ...parts,
    ]),
  ];
}

function templates(policies: readonly RegistryPolicy[], q: string): Node[] {
  const shown = byName(policies, (policy) => policy.display?.name ?? "\uFFFF");
  return [...shown.flatMap((policy) => administrativeTemplate(policy, q)), node(`${q}Blocked`, "false")];
}

/** The order of the sections is the reporter's own: Security, preferences, auditing, firewall, templates. */
function machineSections(gpo: Gpo): Section[] {
  const sections: Section[] = [];
  if (gpo.security !== undefined) {
    sections.push({
      name: "security",
      namespace: "/Security",
      type: "SecuritySettings",
      content: (q) => [
        ...accounts(gpo, q),
        ...legacyAudit(gpo, q),
        ...userRights(gpo, q),
        ...securityOptions(gpo, q),
        ...eventLogs(gpo, q),
        node(`${q}Blocked`, "false"),
      ],
    });
  }
  if (gpo.preferences !== undefined) {
    sections.push({
      name: "preferences",
      namespace: "/Windows/Registry",
      type: "RegistrySettings",
      content: (q) => preferences(gpo, q),
    });
  }
  if (auditRegistered(gpo)) {
    sections.push({ name: "audit", namespace: "/Auditing", type: "AuditSettings", content: (q) => audit(gpo, q) });
  }
  const rules = gpo.firewall ?? [];
  if (rules.length > 0) {
    sections.push({
      name: "firewall",
      namespace: "/WindowsFirewall",
      type: "WindowsFirewallSettings",
      content: (q) => firewall(rules, q),
    });
  }
  if (hasRegistryPolicy(gpo)) sections.push(registrySection(gpo.policies ?? []));
  return sections;
}

function registrySection(policies: readonly RegistryPolicy[]): Section {
  return {
    name: "registry",
    namespace: "/Registry",
    type: "RegistrySettings",
    content: (q) => templates(policies, q),
  };
}

function half(name: string, versions: Half | undefined, enabled: boolean, sections: readonly Node[]): Node {
  return node(name, [
    node("VersionDirectory", String(versions?.directory ?? 0)),
    node("VersionSysvol", String(versions?.sysvol ?? 0)),
    node("Enabled", String(enabled)),
    ...sections,
  ]);
}

function linkNode(domain: Domain, link: Link): Node {
  const path = link.path === "" ? domain.dns : `${domain.dns}/${link.path}`;
  const name = link.path === "" ? domain.dns.split(".")[0] : link.path.slice(link.path.lastIndexOf("/") + 1);
  return node("LinksTo", [
    node("SOMName", name),
    node("SOMPath", path),
    node("Enabled", String(link.enabled ?? true)),
    node("NoOverride", String(link.enforced ?? false)),
  ]);
}

function oneSecondLater(time: string): string {
  return new Date(Date.parse(`${time}Z`) + 1000).toISOString().slice(0, 19);
}

export function gpoReport(gpo: Gpo): Uint8Array {
  const options = gpo.options ?? 0;
  let prefixes = 0;
  const written = (section: Section): Node => {
    prefixes += 1;
    const prefix = `q${prefixes}`;
    return node("ExtensionData", [
      node(
        "Extension",
        section.content(`${prefix}:`),
        ` xmlns:${prefix}="${SETTINGS}${section.namespace}" xsi:type="${prefix}:${section.type}"`,
      ),
      node("Name", EXTENSION_NAMES[gpo.domain.language][section.name]),
    ]);
  };
  const machine = machineSections(gpo).map(written);
  const user = (gpo.userPolicies ?? []).length > 0 ? [written(registrySection(gpo.userPolicies ?? []))] : [];
  const root = node(
    "GPO",
    [
      node("Identifier", [node("Identifier", gpoGuid(gpo), TYPES), node("Domain", gpo.domain.dns, TYPES)]),
      node("Name", gpo.name),
      node("IncludeComments", "true"),
      ...(gpo.comment === undefined ? [] : [node("Comment", gpo.comment)]),
      node("CreatedTime", gpo.created),
      node("ModifiedTime", gpo.modified),
      node("ReadTime", `${oneSecondLater(gpo.backupTime)}.${ticksFrom(gpoGuid(gpo), gpo.backupTime)}Z`),
      securityDescriptor(gpo),
      node("FilterDataAvailable", "true"),
      half("Computer", gpo.machine, (options & 2) === 0, machine),
      half("User", gpo.user, (options & 1) === 0, user),
      ...(gpo.links ?? []).map((link) => linkNode(gpo.domain, link)),
    ],
    ` xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="${SETTINGS}"`,
  );
  const lines = ['<?xml version="1.0" encoding="utf-16"?>'];
  print(root, 0, lines);
  return utf16(lines.join("\r\n"));
}
