/** Settings that Defender for Identity once asked for and that do harm or nothing today. */
import type { FactOf } from "../../core/fact.ts";
import type { Gpo } from "../../evidence/evidence.ts";
import { matchesPath } from "../../policy/contribution.ts";
import { lastSegment } from "../../policy/setting-index.ts";
import { isDomainControllersOu, parseSom } from "../../policy/som.ts";
import { parseSddl } from "../../text/sddl.ts";
import { countingGpos, gpoSubject } from "../context.ts";
import type { Check } from "../context.ts";

const NTDS = "HKLM\\System\\CurrentControlSet\\Services\\NTDS";
const LDAP_1644 = [
  `${NTDS}\\Diagnostics\\15 Field Engineering`,
  `${NTDS}\\Parameters\\Expensive Search Results Threshold`,
  `${NTDS}\\Parameters\\Inefficient Search Results Threshold`,
  `${NTDS}\\Parameters\\Search Time Threshold (msecs)`,
];
const LSA = "HKLM\\System\\CurrentControlSet\\Control\\Lsa";
const NTLM = [
  `${LSA}\\MSV1_0\\AuditReceivingNTLMTraffic`,
  `${LSA}\\MSV1_0\\RestrictSendingNTLMTraffic`,
  "HKLM\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain",
];

/** Event 1644 is no longer read (mdi-requirements.md 3.7). A value of 0 for Field Engineering is Windows' own default. */
export const ldap1644Leftover: Check = ({ estate }) =>
  countingGpos(estate).flatMap((gpo) => {
    const left = registryFacts(gpo, LDAP_1644).filter((fact) => !(fact.name.startsWith("15 ") && fact.value === 0));
    if (left.length === 0) return [];
    return [
      {
        subject: gpoSubject(gpo),
        status: "fail" as const,
        cause: "leftover" as const,
        have: left.map((fact) => `${fact.name} = ${String(fact.value)}${actionText(fact)}`).join("; "),
        evidence: left.map((fact) => fact.id),
      },
    ];
  });

function actionText(fact: FactOf<"registry">): string {
  if (fact.via !== "preferences" && fact.action === undefined) return "";
  return fact.action === "C" ? " (preference, Create: stays where a value exists)" : " (preference)";
}

/**
 * The SAM-R setting of old Defender for Identity guides: RestrictRemoteSAM with a principal beside Administrators.
 * The plain hardening value that allows Administrators only is not a leftover.
 */
export const remoteSamLeftover: Check = ({ estate }) =>
  countingGpos(estate).flatMap((gpo) => {
    const left = registryFacts(gpo, [`${LSA}\\RestrictRemoteSAM`]).filter(
      (fact) => grantsOthers(fact.value) || grantsOthers(fact.type),
    );
    if (left.length === 0) return [];
    return [
      {
        subject: gpoSubject(gpo),
        status: "fail" as const,
        cause: "leftover" as const,
        have: left.map((fact) => `RestrictRemoteSAM = ${String(fact.value ?? fact.type)}`).join("; "),
        evidence: left.map((fact) => fact.id),
      },
    ];
  });

function grantsOthers(value: unknown): boolean {
  if (typeof value !== "string") return false;
  // Microsoft's module wrote the line with a stray `1=` before the descriptor.
  const parsed = parseSddl(value.replace(/^1=/, "").replaceAll('"', ""));
  if (!parsed.ok) return value.startsWith("1=");
  return (parsed.descriptor.dacl?.aces ?? []).some((ace) => !["S-1-5-32-544", "BA"].includes(ace.trustee));
}

/** NTLM auditing values belong on domain controllers only; a wider link floods every computer below it. */
export const ntlmScope: Check = ({ estate }) =>
  countingGpos(estate).flatMap((gpo) => {
    const settings = registryFacts(gpo, NTLM).filter((fact) => fact.inert === undefined);
    const wide = (gpo.links ?? []).filter(
      (link) => link.enabled !== false && !isDomainControllersOu(parseSom(link.container)),
    );
    if (settings.length === 0 || wide.length === 0 || gpo.computerEnabled === false) return [];
    return [
      {
        subject: gpoSubject(gpo),
        status: "fail" as const,
        cause: "wrong-scope" as const,
        have: `linked to ${wide.map((link) => link.container).join(", ")}`,
        evidence: [...wide.map((link) => link.id), ...settings.map((fact) => fact.id)],
      },
    ];
  });

function registryFacts(gpo: Gpo, paths: readonly string[]): FactOf<"registry">[] {
  const names = new Set(paths.map((path) => lastSegment(path).toLowerCase()));
  return gpo.settings.filter(
    (fact): fact is FactOf<"registry"> =>
      fact.kind === "registry" &&
      names.has(lastSegment(fact.name).toLowerCase()) &&
      fact.side !== "user" &&
      fact.action !== "D" &&
      fact.inert !== "item-disabled" &&
      paths.some((path) => matchesPath(path, `${fact.hive ?? "HKLM"}\\${fact.key.replace(/^\\+/, "")}\\${fact.name}`)),
  );
}
