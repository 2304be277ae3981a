/**
 * The judges that look at computers [mdi-requirements.md 1.4, 1.5, 5]: what each row is there, from its own capture,
 * else from its resultant set of policy, else from what policy delivers; and what the local tests and the alert make of it.
 */
import type { FactId } from "../core/fact.ts";
import { valueText } from "../policy/contribution.ts";
import type { SettingValue } from "../policy/contribution.ts";
import { capturedOn, deliveredTo } from "../policy/host-readings.ts";
import type { HostEstate } from "../policy/hosts.ts";
import { resolve } from "../policy/resolve.ts";
import type { Target } from "../policy/target.ts";
import type { Expect } from "./define.ts";
import { judgeExpect } from "./expect.ts";
import type { Truth } from "./expect.ts";
import { acceptedByChance, accepts, labelOf, selectorOf, serves, wantedOf } from "./microsoft-rows.ts";
import type { Row } from "./microsoft-rows.ts";

/** One row on one computer, or on all computers of a class by policy. */
export interface RowWord {
  readonly row: Row;
  /** What the tools' comparison says; null: their value is not in the evidence. */
  readonly accepted: boolean | null;
  /** What it does for the events. */
  readonly serves: Truth;
  readonly reason: string;
  /** Accepted for what the value merely contains. */
  readonly chance: boolean;
  /** Read from output whose words are not English. */
  readonly localised?: boolean;
}

export function wordOnHost(row: Row, host: HostEstate, target: Target | null): RowWord {
  return captured(row, host) ?? delivered(row, host) ?? (target === null ? silent(row) : wordByPolicy(row, target));
}

function captured(row: Row, host: HostEstate): RowWord | null {
  const observed = observedWord(row, host);
  if (observed !== null) return observed;
  const readings = capturedOn(host);
  const selector = selectorOf(row);
  const paths =
    selector.kind === "registry" && selector.path.includes("*")
      ? activeOnly(readings.paths(selector.path), host)
      : null;
  if (paths !== null && paths.length > 1)
    return open(row, `which CA of ${host.name} is the active one is not in this evidence`);
  if (paths?.length === 0) return null;
  const [path] = paths ?? [];
  const reading = readings.of(path === undefined ? selector : { kind: "registry", path });
  if (reading === null) return null;
  switch (reading.state) {
    case "undecided":
      return open(row, `captures of ${host.name} do not agree on ${labelOf(row)}`);
    case "absent": {
      const reason = `${host.name} has no ${labelOf(row)}; it wants ${wantedOf(row)}`;
      return { row, accepted: false, serves: "fail", reason, chance: false };
    }
    case "set":
      return { ...valued(row, reading.value, host.name), localised: isLocalised(row, reading.facts, host) };
  }
}

/** auditpol writes its words in the language of Windows. */
function isLocalised({ expect }: Row, facts: readonly FactId[], host: HostEstate): boolean {
  if (expect.kind !== "subcategory") return false;
  return host.facts.some(
    ({ id, via, origin }) =>
      facts.includes(id) && via.startsWith("auditpol") && !/\b(?:Success|Failure|No Auditing)\b/.test(origin.excerpt),
  );
}

/** `…\CertSvc\Configuration\<CA>\AuditFilter`: the tests look at the CA that `Active` names. */
function activeOnly(paths: readonly string[], host: HostEstate): readonly string[] {
  const [first] = paths;
  if (first === undefined || paths.length === 1) return paths;
  const key = first.split("\\").slice(0, -2).join("\\");
  const active = capturedOn(host).of({ kind: "registry", path: `${key}\\Active` });
  if (active?.state !== "set" || active.value.kind !== "registry") return paths;
  const name = String(active.value.value).toLowerCase();
  return paths.filter((path) => path.split("\\").at(-2)?.toLowerCase() === name);
}

/** Some tests ask Windows itself and no registry value (powercfg). */
function observedWord(row: Row, host: HostEstate): RowWord | null {
  const observed = row.requirement.microsoft?.observed;
  if (observed === undefined) return null;
  const values = new Set(
    host.facts.flatMap((fact) =>
      fact.kind === "observation" &&
      fact.topic === observed.topic &&
      fact.name === observed.name &&
      typeof fact.value === "string"
        ? [fact.value]
        : [],
    ),
  );
  const [value] = values;
  if (value === undefined) return null;
  if (values.size > 1) return open(row, `captures of ${host.name} do not agree on ${labelOf(row)}`);
  return valued(row, { kind: "registry", value, type: "REG_SZ" }, host.name);
}

function delivered(row: Row, host: HostEstate): RowWord | null {
  const reading = deliveredTo(host).of(selectorOf(row));
  return reading?.state === "set" ? valued(row, reading.value, `the resultant set of policy of ${host.name}`) : null;
}

function valued(row: Row, value: SettingValue, who: string): RowWord {
  const accepted = accepts(row, value, "computer");
  const chance = acceptedByChance(row, value);
  const found = `${who} has ${valueText(value)} for ${labelOf(row)}`;
  const reason = chance
    ? `${found}, which the pattern accepts for the digit that it contains`
    : accepted
      ? found
      : `${found}; it wants ${wantedOf(row)}`;
  return { row, accepted, serves: serves(row, value), reason, chance };
}

const BY_POLICY = new WeakMap<Target, Map<Expect, RowWord>>();

/** What policy delivers to every computer of the class; the computers' own values are not known. */
export function wordByPolicy(row: Row, target: Target): RowWord {
  const known = BY_POLICY.get(target) ?? new Map<Expect, RowWord>();
  BY_POLICY.set(target, known);
  const word = known.get(row.expect) ?? computeByPolicy(row, target);
  known.set(row.expect, word);
  return word;
}

function computeByPolicy(row: Row, target: Target): RowWord {
  const { outcomes } = resolve(selectorOf(row), target);
  const values = outcomes.map((outcome) => (outcome.state === "set" ? outcome.value : null));
  const truth = judgeExpect(row.expect, target)?.status ?? "unknown";
  const [value] = values;
  if (value !== undefined && value !== null && values.every((one) => one !== null && !accepts(row, one, "computer"))) {
    const reason = `policy delivers ${valueText(value)} for ${labelOf(row)}; it wants ${wantedOf(row)}`;
    return { row, accepted: false, serves: truth, reason, chance: false };
  }
  if (values.some((one) => one === null || !accepts(row, one, "computer"))) {
    return { ...silent(row), serves: truth };
  }
  const lucky = values.find((one) => one !== null && acceptedByChance(row, one));
  if (lucky === undefined || lucky === null) {
    return { row, accepted: true, serves: truth, reason: "policy delivers the value", chance: false };
  }
  const reason = `policy delivers ${valueText(lucky)} for ${labelOf(row)}, which the pattern accepts for the digit that it contains`;
  return { row, accepted: true, serves: truth, reason, chance: true };
}

function silent(row: Row): RowWord {
  return open(row, `the host's own value of ${labelOf(row)} is not in this evidence`);
}

function open(row: Row, reason: string): RowWord {
  return { row, accepted: null, serves: "unknown", reason, chance: false };
}
