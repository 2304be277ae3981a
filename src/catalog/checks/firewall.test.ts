import { describe, expect, it } from "vitest";
import { estateOf } from "../../policy/estate.ts";
import { DC_OU, DOMAIN, estate, option } from "../../testing/estate.ts";
import type { GpoSketch } from "../../testing/estate.ts";
import { parseFirewallRule, sensorFirewall } from "./firewall.ts";

const PATH = "HKLM\\Software\\Policies\\Microsoft\\WindowsFirewall\\FirewallRules\\r";
const rule = (more: string) => `v2.10|Action=Block|Active=TRUE|Dir=Out|Protocol=6|RPort=443|${more}Name=x|`;

function verdict(text: string, part: Partial<GpoSketch> = {}): string {
  const { evidence } = estate([
    { name: "Other", settings: [option("HKLM\\Software\\X\\Y", 1)] },
    { name: "Firewall", settings: [option(PATH, text)], ...part },
  ]);
  const [result] = sensorFirewall({ evidence, estate: estateOf(evidence, new Map()) });
  return `${result?.status} ${result?.cause ?? ""}`.trim();
}

describe("the sensor's way out", () => {
  it.each([
    ["a plain block rule on domain controllers", rule(""), {}, "fail blocked"],
    ["enforced at the domain", rule(""), { links: [{ at: DOMAIN, enforced: true }] }, "fail blocked"],
    ["at the domain, if nothing below blocks inheritance", rule(""), { links: [{ at: DOMAIN }] }, "unknown"],
    ["in the domain profile", rule("Profile=Domain|"), {}, "fail blocked"],
    ["in another profile only", rule("Profile=Public|"), {}, "unknown"],
    ["for one program", rule("App=C:\\x.exe|"), {}, "unknown"],
    ["to certain addresses", rule("RA4=10.0.0.0/255.0.0.0|"), {}, "unknown"],
    ["not active", rule("").replace("Active=TRUE", "Active=FALSE"), {}, "unknown"],
    ["another port", rule("").replace("443", "25"), {}, "unknown"],
    ["a range around it", rule("").replace("443", "400-500"), {}, "fail blocked"],
    ["linked elsewhere", rule(""), { links: [{ at: `${DOMAIN}/Workstations` }] }, "unknown"],
    ["behind a WMI filter", rule(""), { wmi: "f" }, "unknown"],
    ["computer half disabled", rule(""), { links: [{ at: DC_OU }], computerEnabled: false }, "unknown"],
  ])("%s", (_, text, part, expected) => {
    expect(verdict(text, part)).toBe(expected);
  });

  it("a text that is no rule is none", () => {
    expect(parseFirewallRule("Action=Block")).toBeNull();
    expect(parseFirewallRule("")).toBeNull();
  });
});
