/** Which findings a filter lets through. */
import { type Finding, type FindingSubject, SEVERITIES, type TrailStep } from "../core/report.ts";
import { wildcard } from "../text/wildcard.ts";
import { type Filter, type FilterKey, type FilterOperator, WAIVER_WORDS } from "./filter.ts";

type Test = (finding: Finding) => boolean;

/** Made once for a filter, so that each finding is looked at in as little as it takes. */
export function matcherOf(filter: Filter): Test {
  switch (filter.kind) {
    case "term":
      return termTest(filter.key, filter.operator, filter.value);
    case "not": {
      const test = matcherOf(filter.of);
      return (finding) => !test(finding);
    }
    case "all": {
      const tests = filter.of.map(matcherOf);
      return (finding) => tests.every((test) => test(finding));
    }
    case "any": {
      const tests = filter.of.map(matcherOf);
      return (finding) => tests.some((test) => test(finding));
    }
  }
}

function termTest(key: FilterKey | null, operator: FilterOperator, value: string): Test {
  if (key === "severity") {
    const wanted = SEVERITIES.findIndex((one) => one === value);
    // The worst one stands first.
    return ({ severity }) => compares(wanted - SEVERITIES.indexOf(severity), operator);
  }
  if (key === "status") return ({ status }) => status === value;
  if (key === "cause") return ({ cause }) => cause === value;
  if (key === "rung") return ({ rung }) => (rung ?? "none") === value;
  if (key === "role")
    return ({ subject }) => (value === "none" ? isWithoutRole(subject) : rolesOf(subject).includes(value));
  if (key === "kind") return ({ subject }) => subject.kind === value;
  if (key === "is") return stateTest(value);
  const test = textTest(operator, value);
  // Requirements and GPOs stand in many findings; each of their names is looked at once.
  const known = remembering(test);
  const inTitle: Test = ({ title, label }) => known(title) || known(label);
  const inRequirement: Test = ({ requirement }) => known(requirement);
  const guid = value.replaceAll(/[{}]/g, "");
  // Other letters stand in no GUID.
  const inGuid = /^[\da-f*-]+$/i.test(guid) ? remembering(textTest(operator, guid)) : () => false;
  const isGpo = ({ name, guid }: GpoNames): boolean =>
    (name !== null && known(name)) || (guid !== null && inGuid(guid));
  const inSubject: Test = ({ subject }) => (subject.kind === "gpo" ? isGpo(subject) : subjectHas(subject, test));
  const inGpo: Test = ({ subject, trail }) =>
    (subject.kind === "gpo" && isGpo(subject)) || trail.some(({ gpo }) => isGpo(gpo));
  const onHost: Test = ({ subject, computers }) =>
    (subject.kind === "host" && subjectHas(subject, test)) || computers.some(known);
  const ofEvent: Test = ({ events }) => events.some(known);
  switch (key) {
    case null:
      return (finding) =>
        inTitle(finding) ||
        inRequirement(finding) ||
        inSubject(finding) ||
        inGpo(finding) ||
        finding.computers.some(known) ||
        ofEvent(finding);
    case "title":
      return inTitle;
    case "requirement":
      return inRequirement;
    case "subject":
      return inSubject;
    case "gpo":
      return inGpo;
    case "host":
      return onHost;
    case "event":
      return ofEvent;
    case "waiver":
      return waiverTest(value, test);
  }
}

type TextTest = (text: string) => boolean;
type GpoNames = Pick<TrailStep["gpo"], "name" | "guid">;

function remembering(test: TextTest): TextTest {
  const known = new Map<string, boolean>();
  return (text) => {
    let answer = known.get(text);
    if (answer === undefined) {
      answer = test(text);
      known.set(text, answer);
    }
    return answer;
  };
}

function compares(difference: number, operator: FilterOperator): boolean {
  if (operator === ">=") return difference >= 0;
  if (operator === ">") return difference > 0;
  if (operator === "<=") return difference <= 0;
  return operator === "<" ? difference < 0 : difference === 0;
}

/** A pattern is for the whole text; other words may stand anywhere in it. */
function textTest(operator: FilterOperator, value: string): TextTest {
  if (operator === "=" || value.includes("*")) return wildcard(value);
  const wanted = value.toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}

function waiverTest(value: string, test: TextTest): Test {
  if (value === "none") return ({ waiver }) => waiver === null;
  if (value === "any") return ({ waiver }) => waiver !== null;
  if (WAIVER_WORDS.includes(value)) return ({ waiver }) => waiver?.state === value;
  return ({ waiver }) => waiver !== null && test(waiver.id);
}

/** `open`: it fails, and no active waiver accepts it. */
function stateTest(value: string): Test {
  if (value === "silent") return ({ silent }) => silent;
  if (value === "checklist") return ({ checklist }) => checklist;
  if (value === "open") return ({ status, waiver }) => status === "fail" && waiver?.state !== "active";
  const wanted = value === "waived" ? "active" : value;
  return ({ waiver }) => waiver?.state === wanted;
}

function isWithoutRole(subject: FindingSubject): boolean {
  return rolesOf(subject).length === 0;
}

/** A name as written, and the full name of a computer or an object. */
function subjectHas(subject: Exclude<FindingSubject, { readonly kind: "gpo" }>, test: TextTest): boolean {
  if (test(subject.name)) return true;
  if (subject.kind === "object") return test(`${subject.domain}/${subject.name}`);
  if (subject.kind !== "host" || subject.domain === null || subject.name.includes(".")) return false;
  return test(`${subject.name}.${subject.domain}`);
}

function rolesOf(subject: FindingSubject): readonly string[] {
  if (subject.kind === "host") return subject.roles;
  return subject.kind === "domain" && subject.role !== null ? [subject.role] : [];
}
