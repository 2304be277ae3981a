/** Firewall policy in Registry.pol [MS-GPFAS 2.2]: what GPOs say about the flows that a sensor needs. Network firewalls stay unknown. */
import type { FactOf } from "../../core/fact.ts";
import type { Role } from "../../core/report.ts";
import type { Gpo } from "../../evidence/evidence.ts";
import type { DomainEstate, Estate } from "../../policy/estate.ts";
import { reachesOf } from "../../policy/scope.ts";
import { domainSubject } from "../context.ts";
import type { Check, CheckResult } from "../context.ts";

const FIREWALL = "software\\policies\\microsoft\\windowsfirewall";

export interface FirewallRule {
  readonly action: string;
  readonly active: boolean;
  readonly direction: string;
  /** IP protocol number; null: any. */
  readonly protocol: number | null;
  readonly localPorts: readonly string[];
  readonly remotePorts: readonly string[];
  /** Only from or to certain addresses. */
  readonly limited: boolean;
  /** Only for a program, a service or a packaged app. */
  readonly bound: boolean;
  /** Holds in the domain profile, the one of servers that see their domain. */
  readonly inDomain: boolean;
}

/** `v2.NN|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=135|…`; null when it is no rule. */
export function parseFirewallRule(text: string): FirewallRule | null {
  const [version, ...parts] = text.split("|");
  if (!/^v\d+\.\d+$/.test(version ?? "")) return null;
  const all = (name: string): string[] =>
    parts.filter((part) => part.toLowerCase().startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
  const protocol = all("protocol")[0];
  return {
    action: (all("action")[0] ?? "").toLowerCase(),
    active: (all("active")[0] ?? "").toLowerCase() === "true",
    direction: (all("dir")[0] ?? "").toLowerCase(),
    protocol: protocol === undefined ? null : Number(protocol),
    localPorts: [...all("lport"), ...all("lport2_10")],
    remotePorts: [...all("rport"), ...all("rport2_10")],
    bound: parts.some((part) => /^(App|Svc|AppPkgId|LUOwn|LUAuth)=/i.test(part)),
    inDomain: all("profile").length === 0 || all("profile").some((profile) => profile.toLowerCase() === "domain"),
    limited: parts.some((part) => /^(RA4|RA6|RA42|RA62|LA4|LA6)=/i.test(part)),
  };
}

interface PlacedRule {
  readonly rule: FirewallRule;
  readonly fact: FactOf<"registry">;
  readonly gpo: Gpo;
}

interface Rules {
  readonly rules: readonly PlacedRule[];
  readonly profiles: readonly FactOf<"registry">[];
}

function firewallOf(domain: DomainEstate): Rules {
  const rules: PlacedRule[] = [];
  const profiles: FactOf<"registry">[] = [];
  for (const gpo of domain.gpos) {
    for (const fact of gpo.settings) {
      if (fact.kind !== "registry" || fact.inert !== undefined) continue;
      if (!fact.key.toLowerCase().startsWith(FIREWALL)) continue;
      const rule = typeof fact.value === "string" ? parseFirewallRule(fact.value) : null;
      if (rule?.active === true) rules.push({ rule, fact, gpo });
      if (/profile$/i.test(fact.key)) profiles.push(fact);
    }
  }
  return { rules, profiles };
}

/** Network name resolution: at least one of RPC 135/TCP, NetBIOS 137/UDP, RDP 3389/TCP into the devices. */
const NNR_FLOWS = [
  { protocol: 6, ports: ["135", "RPC-EPMap"] },
  { protocol: 17, ports: ["137"] },
  { protocol: 6, ports: ["3389"] },
];

export const nnrFirewall: Check = (context) =>
  context.estate.domains.map((domain): CheckResult => {
    const { rules } = firewallOf(domain);
    const touching = (action: string) =>
      rules.filter(
        ({ rule }) =>
          rule.direction === "in" && rule.action === action && NNR_FLOWS.some((flow) => matches(rule, flow)),
      );
    const [allowed, blocked] = [touching("allow"), touching("block")];
    const subject = domainSubject(domain, "sensor");
    const evidence = [...allowed, ...blocked].map(({ fact }) => fact.id);
    if (evidence.length === 0) {
      return {
        subject,
        evidence,
        status: "unknown",
        have: "no GPO has a rule for 135/TCP, 137/UDP or 3389/TCP inbound; local rules may",
      };
    }
    const counts = `${allowed.length} GPO rules allow and ${blocked.length} block name resolution`;
    // Whether the addresses of a limited rule are those of the sensors, no GPO tells.
    const wide = allowed.filter(({ rule, gpo }) => !rule.limited && reachesAll(gpo, domain, "adfs", context.estate));
    if (wide.length === 0 || blocked.length > 0) {
      return {
        subject,
        evidence,
        status: "unknown",
        have: `${counts}; whose addresses and which devices they mean is not decided`,
      };
    }
    return {
      subject,
      evidence,
      status: "pass",
      rung: context.estate.mode === "design" ? "L1" : "L2",
      have: `${counts}${context.estate.mode === "design" ? "" : ", from the domain down"}`,
      notes: [
        "Remote addresses in the rules are taken to be those of the sensors; network firewalls are not in this evidence.",
      ],
    };
  });

/** Linked so that member computers of the domain get it, not only those of some organisational unit. */
function reachesAll(gpo: Gpo, domain: DomainEstate, role: Role, estate: Estate): boolean {
  return estate
    .targetsOf(domain, role)
    .every((target) => reachesOf(gpo, target).some((reach) => reach.state === "yes"));
}

export const sensorFirewall: Check = ({ estate }) =>
  estate.domains.map((domain): CheckResult => {
    const { rules, profiles } = firewallOf(domain);
    const https = { protocol: 6, ports: ["443"] };
    const touching = (action: string) =>
      rules.filter(({ rule }) => rule.direction === "out" && rule.action === action && matchesRemote(rule, https));
    const [blocks, allows] = [touching("block"), touching("allow")];
    const blockedOut = profiles.filter((fact) => isProfileValue(fact, "defaultoutboundaction", 1));
    const evidence = [...blockedOut.map((fact) => fact.id), ...[...blocks, ...allows].map(({ fact }) => fact.id)];
    const subject = domainSubject(domain, "sensor");
    if (blockedOut.length === 0 && blocks.length === 0) {
      return {
        subject,
        evidence,
        status: "unknown",
        have: "no GPO blocks the sensor's way out; network firewalls are not in this evidence",
      };
    }
    // A block rule wins over every allow rule, local ones too; one that is bound or limited may mean somebody else.
    const certain = blocks.filter(
      ({ rule, fact }) => !rule.bound && !rule.limited && rule.inDomain && reachesControllers(fact, domain, estate),
    );
    if (certain.length > 0) {
      return {
        subject,
        status: "fail",
        cause: "blocked",
        evidence: certain.map(({ fact }) => fact.id),
        have: `${certain.length === 1 ? "an active rule blocks" : `${certain.length} active rules block`} 443/TCP outbound on domain controllers`,
      };
    }
    return {
      subject,
      evidence,
      status: "unknown",
      have: `GPOs restrict outbound traffic (${blockedOut.length} profiles block by default, ${blocks.length} block rules, ${allows.length} allow rules for 443/TCP); whether that stops a sensor is not decided`,
    };
  });

function isProfileValue(fact: FactOf<"registry">, name: string, value: number): boolean {
  return fact.name.toLowerCase() === name && fact.value === value;
}

/** For certain: every domain controller gets the GPO, and its file is whole. */
function reachesControllers(fact: FactOf<"registry">, domain: DomainEstate, estate: Estate): boolean {
  const gpo = domain.gpos.find((one) => fact.subject.kind === "gpo" && one.container === fact.subject.container);
  if (gpo === undefined || fact.doubt !== undefined || fact.hive === null) return false;
  return reachesAll(gpo, domain, "dc", estate);
}

function matches(rule: FirewallRule, flow: { protocol: number; ports: readonly string[] }): boolean {
  return portMatches(rule, flow, rule.localPorts);
}

function matchesRemote(rule: FirewallRule, flow: { protocol: number; ports: readonly string[] }): boolean {
  return portMatches(rule, flow, rule.remotePorts);
}

function portMatches(
  rule: FirewallRule,
  flow: { protocol: number; ports: readonly string[] },
  ports: readonly string[],
): boolean {
  if (rule.protocol !== null && rule.protocol !== flow.protocol) return false;
  if (ports.length === 0) return rule.protocol === null || rule.protocol === flow.protocol;
  return ports.some((port) => flow.ports.some((wanted) => inRange(port, wanted)));
}

function inRange(port: string, wanted: string): boolean {
  const range = /^(\d+)-(\d+)$/.exec(port);
  if (range === null) return port.toLowerCase() === wanted.toLowerCase();
  const number = Number(wanted);
  return number >= Number(range[1]) && number <= Number(range[2]);
}
