/** One answer: our verdicts on what the row is about, and what Microsoft's rule makes of the same values. */
import type { Answer, Finding, ToolAnswer } from "../core/report.ts";
import type { HostEstate } from "../policy/hosts.ts";
import { detailOf } from "./answer-questions.ts";
import type { Question } from "./answer-questions.ts";
import type { Requirement } from "./define.ts";
import { fill } from "./remedy.ts";

/** What our report says where the row points. */
export interface Scene {
  readonly found: readonly { readonly requirement: Requirement; readonly findings: readonly Finding[] }[];
  /** Of the computer, or the one that all domain controllers of the domain have. */
  readonly sensor: HostEstate["sensor"];
  /** It is known of which domain the row speaks. */
  readonly located: boolean;
  readonly dns: string | null;
}

type Decision = Pick<ToolAnswer, "answer" | "because" | "ask" | "finding">;

/** Items that a v3.x sensor does not need: it runs as LocalSystem, and separate role servers have no v3.x sensor. */
const NOT_ON_V3 = ["RemoteSAM", "DeletedObjectsContainerPermission", "EntraConnectAuditing", "KdsAuditing"];

/** Null: the tool is content, and so are we. */
export function decide(question: Question, scene: Scene): Decision | null {
  const { mood, alert } = question;
  const ofComputer = question.row.subject.kind === "host";
  const counted = scene.found.flatMap(({ findings }) => nearest(findings, ofComputer));
  const failing = counted.filter(({ status }) => status === "fail");
  if (mood === "content") return failing.length === 0 ? null : missed(question, failing);
  if (mood === "complains" && scene.sensor === "v3") {
    if (alert?.sensors === "v2")
      return explained(`the alert exists for sensors v2.x only, and ${subjectWord(question)} v3.x`, null);
    if (question.item !== null && question.judge !== "testMdiReadiness" && isOneOf(question.item, NOT_ON_V3)) {
      return explained(`v3.x sensors do not need ${question.item}; the module reports False all the same`, null);
    }
  }
  if (mood === "not-read") return notRead(question, failing);
  if (failing.length > 0)
    return answer("real", `our verdict fails as well: ${failureText(failing)}`, failing[0] ?? null);
  return unfounded(question, scene, counted);
}

/** The tool complains and nothing of ours fails. */
function unfounded(question: Question, scene: Scene, counted: readonly Finding[]): Decision {
  const { alert, judge, row } = question;
  if (question.requirements.length === 0) {
    const because =
      judge === "healthAlert"
        ? "it is no alert that this version judges, or its title is not English"
        : "no requirement of this version stands for that item";
    return answer("unknown", because, null);
  }
  const judged = counted.filter(({ status }) => status !== "not-applicable");
  const open = judged.find(({ status }) => status === "unknown");
  if (open !== undefined) {
    const said = open.microsoft[judge];
    const foretold = said?.verdict === false ? `; its rule alone explains the row: ${said.reason}` : "";
    return answer("unknown", `${open.label}: ${open.have}${foretold}`, open, open.ask);
  }
  const missing = scene.found.find(({ findings }) => findings.length === 0);
  if (judged.length === 0 || missing !== undefined) {
    const because = scene.located
      ? "nothing in this evidence is about it"
      : "the row names no domain or computer that the evidence knows";
    return answer("unknown", because, null, asksOf(missing?.requirement ?? question.requirements[0], scene));
  }
  const [first] = judged;
  const objection = judged.find((finding) => finding.microsoft[judge]?.verdict === false);
  if (objection !== undefined) {
    return explained(
      `what counts is in place; the tool's rule objects: ${objection.microsoft[judge]?.reason ?? ""}`,
      objection,
    );
  }
  if (judge === "testMdiReadiness" && isUnread(row.details)) {
    return explained(
      "it could not read the computer, and counts that as False; what counts is in place",
      first ?? null,
    );
  }
  if (alert?.covers === "part") {
    return answer("unknown", "what we judge of it passes; the alert has other causes as well", first ?? null);
  }
  const captured = judged.every(({ rung }) => rung === "L3" || rung === "L4");
  if (judge === "moduleDomain") {
    const agreed = judged.every((finding) => finding.microsoft[judge]?.verdict === true);
    return agreed
      ? answer("stale", "with the GPOs given, the same test says True; run it again", first ?? null)
      : answer("unknown", `what counts is in place; ${reasonOf(judged, question)}`, first ?? null);
  }
  if (!captured) {
    const because = "policy delivers what counts; what the computer itself has is not in this evidence";
    const from = scene.found.find(({ findings }) => findings.some(({ rung }) => rung !== "L3" && rung !== "L4"));
    return answer("unknown", because, first ?? null, asksOf(from?.requirement, scene));
  }
  if (judged.every((finding) => finding.microsoft[judge]?.verdict === true)) {
    return alert?.staysOnV3 === true && scene.sensor === "v3"
      ? explained(STAYS, first ?? null)
      : stale(question, judged);
  }
  const strict = judged.find((finding) => finding.microsoft.moduleLocalMachine?.verdict === false);
  if (strict !== undefined) {
    const reason = strict.microsoft.moduleLocalMachine?.reason ?? "";
    return explained(`the events are written, with a value that Microsoft's rule does not accept: ${reason}`, strict);
  }
  return answer("unknown", `what counts is in place; ${reasonOf(judged, question)}`, first ?? null);
}

const STAYS =
  "the readings pass both rules; the alert is known to stay on v3.x sensors whose auditing the service did not configure itself";

function stale({ judge, row }: Question, judged: readonly Finding[]): Decision {
  const [first] = judged;
  const checks = judged.length === 1 ? "the reading passes" : `all ${judged.length} readings pass`;
  if (judge !== "healthAlert") {
    return answer(
      "stale",
      `${checks}, also by the tool's rule; if they are newer than its run, run it again`,
      first ?? null,
    );
  }
  const changed = detailOf(row, "lastModifiedDateTime") ?? detailOf(row, "createdDateTime");
  const than = changed === null ? "than the issue" : `than ${changed}`;
  return answer(
    "stale",
    `${checks}, also by Microsoft's rule; if they are newer ${than}, the issue closes at the next daily validation`,
    first ?? null,
  );
}

function missed(question: Question, failing: readonly Finding[]): Decision {
  const said = failing.map((finding) => finding.microsoft[question.judge]).find((word) => word?.verdict === true);
  const why =
    said !== undefined
      ? `its rule lets that pass: ${said.reason}`
      : question.judge === "healthAlert"
        ? "the issue is closed; the portal looks once a day"
        : "its run may be older, or its rule narrower";
  return answer("missed", `our verdict fails: ${failureText(failing)}; ${why}`, failing[0] ?? null);
}

function notRead(question: Question, failing: readonly Finding[]): Decision {
  const { judge, item, row } = question;
  // For the domain the script asks only whether the word is there; of computers it counts True and False.
  const counts = judge === "testMdiReadiness" && row.subject.kind !== "host" && row.verdict !== null;
  if (failing.length > 0) {
    const why = counts ? "; the overall result counts such a row as True" : "";
    return answer(
      "missed",
      `our verdict fails: ${failureText(failing)}; the tool did not judge it${why}`,
      failing[0] ?? null,
    );
  }
  if (counts) {
    return explained(
      "it found nothing to look at; the overall result counts such a row as True, which proves nothing",
      null,
    );
  }
  return item === null
    ? answer("unknown", "the computer did not answer a ping: no test ran, and the overall result leaves it out", null)
    : answer("unknown", "the tool did not judge it", null);
}

/** What a computer's own readings say counts before what its domain's policy says. */
function nearest(findings: readonly Finding[], ofComputer: boolean): readonly Finding[] {
  const own = ofComputer ? findings.filter(({ subject }) => subject.kind === "host") : [];
  return own.length > 0 ? own : findings;
}

const MOST_FAILURES = 3;

function failureText(failing: readonly Finding[]): string {
  const shown = failing.slice(0, MOST_FAILURES).map((finding) => {
    const cause = finding.cause === null ? "" : ` (${finding.cause.replaceAll("-", " ")})`;
    return `${finding.label}: ${finding.have}${cause}`;
  });
  const rest = failing.length - shown.length;
  return rest > 0 ? `${shown.join("; ")}; and ${rest} more` : shown.join("; ");
}

function reasonOf(judged: readonly Finding[], { judge }: Question): string {
  const open = judged.find((finding) => finding.microsoft[judge]?.verdict !== true);
  return open?.microsoft[judge]?.reason ?? "what exactly the rule accepts is not documented";
}

/** Rows of the script that hold a sentence instead of values. */
function isUnread(details: string): boolean {
  return /^Unable to /i.test(details);
}

function subjectWord({ row }: Question): string {
  return row.subject.kind === "host"
    ? `${row.subject.name} is said to carry`
    : "the domain controllers are said to carry";
}

function isOneOf(item: string, items: readonly string[]): boolean {
  return items.some((one) => one.toLowerCase() === item.toLowerCase());
}

function asksOf(requirement: Requirement | undefined, { dns }: Scene): readonly string[] {
  return (requirement?.ask ?? []).map((line) => fill(line, { domain: dns, gpo: null, severalDomains: false }));
}

function explained(because: string, finding: Finding | null): Decision {
  return answer("explained", because, finding);
}

function answer(word: Answer, because: string, finding: Finding | null, ask: readonly string[] = []): Decision {
  return { answer: word, because, ask: word === "unknown" ? ask : [], finding: finding?.id ?? null };
}
