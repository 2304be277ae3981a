/** A domain whose every name is somebody's attack on what will show it: GPOs, units, computers, files. */
import { guidFrom } from "../../tools/samples/ids.ts";

export interface HostileName {
  /** Stands in the name, and survives every escaper. */
  readonly token: string;
  readonly name: string;
}

const ATTACKS = [
  "=cmd|' /C calc'!A0",
  "+1+1",
  "-2+3",
  "@SUM(1)",
  "\t=1",
  "<script>alert(1)</script>",
  '</style><img src=x onerror="alert(1)">',
  "--></code></pre><iframe src=https://evil.example>",
  "]]><x/>&amp;&#x1b;",
  "| a | b |\n| - | - |",
  "``` \n# Pass\n```",
  "[x](javascript:alert(1)) ![y](https://evil.example/z.png)",
  "$(calc) `calc` ; calc | calc & calc",
  "'; calc; '\u2019\u2018\u201A\u201B\"\u201C",
  '"\n- id: W-1\n  kind: risk-accepted\n',
  "\u001B[2J\u001B]0;owned\u0007\u001B]52;c;Y2FsYw==\u0007",
  "\u009B31m\u0085\u0090q\u009C",
  "\u202Efdp.exe\u202C \u2066x\u2069 \u200E\u061C",
  "in\u200Bvi\u200Dsi\u2060ble\uFEFF\u00AD\u{E0041}\u{E007F}",
  "two\r\nlines\u2028three\u2029four\u000B\u000C",
  "{{7*7}} ${7*7} <%= 7*7 %> %s%n%x",
  "..\\..\\..\\windows\\system32 ../../../etc/passwd",
  "nul\0byte",
  "x".repeat(400),
];

/** What every object of JavaScript has: a record that is looked up by such a name answers. */
const INHERITED = ["constructor", "__proto__", "toString", "valueOf"];

export const NAMES: readonly HostileName[] = [
  ...ATTACKS.map((attack, i) => {
    const token = `N${String(i).padStart(2, "0")}Z`;
    return { token, name: `${attack}${token}` };
  }),
  ...INHERITED.map((name) => ({ token: name, name })),
];

const ROOT = "DC=corp,DC=example";
const CREDENTIAL_VALIDATION = "0CCE923F-69AE-11D9-BED3-505054503030";
const HEADER =
  "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\r\n";

function line(name: string, value: string): string {
  return /^[\x21-\x39\x3B\x3D-\x7E][\x20-\x7E]*$/.test(value)
    ? `${name}: ${value}`
    : `${name}:: ${Buffer.from(value, "utf8").toString("base64")}`;
}

function entry(dn: string, classes: readonly string[], lines: readonly (readonly [string, string])[]): string {
  const all = [["dn", dn] as const, ...classes.map((name) => ["objectClass", name] as const), ...lines];
  return `${all.map(([name, value]) => line(name, value)).join("\n")}\n\n`;
}

/** A value inside of a distinguished name [RFC 4514 2.4]. */
function escapedDn(value: string): string {
  return Array.from(Buffer.from(value, "utf8"), (byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");
}

function csvCell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Path → content. Each name is that of a GPO, of a unit, of a computer, and of a file. */
export function hostileEstate(names: readonly HostileName[] = NAMES): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const gpos = names.map((one, i) => ({ ...one, guid: guidFrom(`hostile ${i}`) }));
  const gpoDn = (guid: string): string => `CN={${guid}},CN=Policies,CN=System,${ROOT}`;
  const links = gpos.map(({ guid }) => `[LDAP://${gpoDn(guid)};0]`).join("");
  let ldif = entry(
    ROOT,
    ["top", "domain", "domainDNS"],
    [
      ["gPLink", links],
      ["gPOptions", "0"],
    ],
  );
  for (const [i, { guid, name, token }] of gpos.entries()) {
    const unit = `OU=${escapedDn(name)},${ROOT}`;
    ldif += entry(
      unit,
      ["top", "organizationalUnit"],
      [
        ["ou", name],
        ["gPLink", `[LDAP://${gpoDn(guid)};2]`],
      ],
    );
    ldif += entry(
      `CN=H${i},${unit}`,
      ["top", "person", "organizationalPerson", "user", "computer"],
      [
        ["cn", `H${i}`],
        ["dNSHostName", `${name}.corp.example`],
        ["primaryGroupID", i % 2 === 0 ? "516" : "521"],
        ["userAccountControl", "532480"],
        ["operatingSystem", name],
      ],
    );
    ldif += entry(
      gpoDn(guid),
      ["top", "container", "groupPolicyContainer"],
      [
        ["displayName", name],
        ["flags", "0"],
        ["versionNumber", "1"],
      ],
    );
    const folder = `SYSVOL/corp.example/Policies/{${guid}}`;
    files.set(`${folder}/GPT.INI`, `[General]\r\nVersion=1\r\ndisplayName=${name.replaceAll(/[\r\n\0]/g, " ")}\r\n`);
    const row = [
      csvCell(name),
      "System",
      csvCell(name),
      `{${CREDENTIAL_VALIDATION}}`,
      csvCell(name),
      "",
      String(i % 4),
    ];
    files.set(`${folder}/Machine/Microsoft/Windows NT/Audit/audit.csv`, `${HEADER}${row.join(",")}\r\n`);
    // A file system takes anything but the two.
    const file = name.replaceAll(/[/\0]/g, "_").slice(0, 80);
    files.set(
      `captures/${token} ${file}.csv`,
      `${HEADER.replace(",Setting Value", "")}${row.slice(0, 6).join(",")}\r\n`,
    );
  }
  files.set("directory.ldif", ldif);
  return files;
}
