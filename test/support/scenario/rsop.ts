/** The resultant set of a computer, as `gpresult /SCOPE COMPUTER /X` writes it [formats.md 3]. */
import { AUDIT_CSE } from "../../../src/core/extensions.ts";
import { utf16, xmlText } from "../../../tools/samples/text.ts";
import type { HostSpec, RsopSpec, Scenario } from "./model.ts";
import { containersOf, gpoGuid, gpoOf, sidOf } from "./names.ts";
import { auditNumber, subcategoryGuid } from "./policy.ts";

const RSOP = "http://www.microsoft.com/GroupPolicy/Rsop";
const TYPES = ' xmlns="http://www.microsoft.com/GroupPolicy/Types"';
const SETTINGS = "http://www.microsoft.com/GroupPolicy/Settings";

interface Named {
  readonly identifier: string;
  readonly name: string;
  readonly domain: string | null;
}

function named(scenario: Scenario, host: HostSpec, text: string): Named {
  if (text === "Local") return { identifier: "LocalGPO", name: "Local Group Policy", domain: null };
  const gpo = gpoOf(scenario, text, host.domain);
  return { identifier: `{${gpoGuid(gpo)}}`, name: gpo.name, domain: gpo.domain };
}

function canonical(scenario: Scenario, label: Named): string {
  const found = containersOf(scenario).find(({ links }) => links.some(({ gpo }) => gpo.name === label.name));
  if (found === undefined) return "Local";
  if (found.type === "site") return `${found.domain}/Configuration/Sites/${found.name}`;
  return found.type === "domain" ? found.name : `${found.domain}/${found.name}`;
}

const DENIALS = ["denied", "filtered", "off"];

function gpoElement(scenario: Scenario, host: HostSpec, text: string, order: number): string {
  const words = text.split(" ");
  const denial = DENIALS.includes(words.at(-1) ?? "") ? (words.pop() ?? "") : "";
  const gpo = named(scenario, host, words.join(" "));
  const denied = denial === "denied";
  const domain = gpo.domain === null ? "" : `<Domain${TYPES}>${gpo.domain}</Domain>`;
  return [
    `<GPO><Name>${xmlText(gpo.name)}</Name>`,
    `<Path><Identifier${TYPES}>${gpo.identifier}</Identifier>${domain}</Path>`,
    "<VersionDirectory>1</VersionDirectory><VersionSysvol>1</VersionSysvol>",
    `<Enabled>${denial !== "off"}</Enabled><IsValid>true</IsValid>`,
    `<FilterAllowed>${!denied && denial !== "filtered"}</FilterAllowed><AccessDenied>${denied}</AccessDenied>`,
    `<Link><SOMPath>${xmlText(canonical(scenario, gpo))}</SOMPath><SOMOrder>1</SOMOrder>`,
    `<AppliedOrder>${denial === "" ? order : 0}</AppliedOrder><LinkOrder>${order}</LinkOrder>`,
    "<Enabled>true</Enabled><NoOverride>false</NoOverride></Link></GPO>",
  ].join("");
}

function auditSettings(scenario: Scenario, host: HostSpec, { audit }: RsopSpec): string {
  const settings = Object.entries(audit).flatMap(([name, values]) =>
    Object.entries(values).map(([gpo, value], index) =>
      [
        `<a:AuditSetting xmlns:a="${SETTINGS}/Auditing" xmlns:b="${SETTINGS}/Base">`,
        `<b:GPO><Identifier${TYPES}>${named(scenario, host, gpo).identifier}</Identifier></b:GPO>`,
        `<b:Precedence>${index + 1}</b:Precedence><a:PolicyTarget>System</a:PolicyTarget>`,
        `<a:SubcategoryName>${xmlText(name)}</a:SubcategoryName>`,
        `<a:SubcategoryGuid>{${subcategoryGuid(name).toLowerCase()}}</a:SubcategoryGuid>`,
        `<a:SettingValue>${auditNumber(value)}</a:SettingValue></a:AuditSetting>`,
      ].join(""),
    ),
  );
  if (settings.length === 0) return "";
  return `<ExtensionData><Extension>${settings.join("")}</Extension><Name>Advanced Audit Configuration</Name></ExtensionData>`;
}

function extension(name: string, guid: string): string {
  const time = "2026-03-04T05:00:12";
  return `<ExtensionStatus><Name>${name}</Name><Identifier>{${guid}}</Identifier><BeginTime>${time}</BeginTime><EndTime>${time}</EndTime><LoggingStatus>Complete</LoggingStatus><Error>0</Error></ExtensionStatus>`;
}

export function rsopXml(scenario: Scenario, host: HostSpec, rsop: RsopSpec): Uint8Array {
  const netbios = (host.domain.split(".")[0] ?? "").toUpperCase();
  const own = host.roles.includes("rodc") ? "Read-only Domain Controllers" : "Domain Controllers";
  const groups = ["Everyone", "Authenticated Users", "Enterprise Domain Controllers", own, ...rsop.groups].map(
    (name) =>
      `<SecurityGroup><SID${TYPES}>${sidOf(scenario, name, host.domain)}</SID><Name${TYPES}>${xmlText(name)}</Name></SecurityGroup>`,
  );
  const xml = [
    '<?xml version="1.0" encoding="utf-16"?>',
    `<Rsop xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="${RSOP}">`,
    "<ReadTime>2026-03-04T05:06:07.1234567Z</ReadTime><DataType>LoggedData</DataType>",
    `<ComputerResults><Version>2228228</Version><Name>${netbios}\\${host.name}$</Name><Domain>${host.domain}</Domain>`,
    `<SOM>${host.domain}/${host.ou ?? "Computers"}</SOM>`,
    ...(rsop.site === null ? [] : [`<Site>${rsop.site}</Site>`]),
    ...groups,
    "<SlowLink>false</SlowLink>",
    extension("Group Policy Infrastructure", "00000000-0000-0000-0000-000000000000"),
    extension("Audit Policy Configuration", AUDIT_CSE),
    ...rsop.gpos.map((text, index) => gpoElement(scenario, host, text, index + 1)),
    auditSettings(scenario, host, rsop),
    "</ComputerResults></Rsop>",
  ];
  return utf16(xml.join("\r\n"));
}
