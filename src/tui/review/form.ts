/** A form: fields one below the other, typed key by key; what it asks becomes a command of the review. Pure. */
import type { Finding, Report } from "../../core/report.ts";
import { WAIVER_KINDS } from "../../core/waiver.ts";
import type { WaiverRow } from "../../core/waiver.ts";
import { CONCLUSIONS } from "../../core/conclusion.ts";
import { ANSWERS, type ReviewCommand } from "../../review/command.ts";
import { countsOf, limitsOf } from "../../review/sign-off.ts";
import { dayAfter, scopeTexts } from "../../review/waiver.ts";
import { counted } from "../../report/words.ts";
import type { CommandId } from "../bindings.ts";
import { type Key, typedText } from "../keys.ts";
import { inFours } from "../../report/digest-text.ts";

export interface Field {
  readonly name: string;
  readonly value: string;
  readonly hint: string;
  /** One of these, by Left and Right. */
  readonly choices?: readonly string[];
}

export type FormKind =
  | "reviewer"
  | "note"
  | "acknowledge"
  | "answer"
  | "waive"
  | "renew"
  | "revoke"
  | "reason"
  | "sign";

export interface Form {
  readonly kind: FormKind;
  readonly title: string;
  /** What it is about, in lines. */
  readonly about: readonly string[];
  readonly fields: readonly Field[];
  readonly at: number;
  readonly problem: { readonly text: string; readonly field: string | null } | null;
  readonly findings: readonly string[];
  readonly waiver: string | null;
  /** What the person wanted to do when we had to ask for their name. */
  readonly next: CommandId | null;
}

/** Longer words do not belong into a form. */
const LONGEST_VALUE = 2000;

const BLANK = { about: [], at: 0, problem: null, findings: [], waiver: null, next: null } as const;

export function reviewerForm(next: CommandId): Form {
  const hint = "your name as it shall stand in the journal; --reviewer NAME says it at the start";
  return { ...BLANK, kind: "reviewer", title: "Who reviews?", fields: [{ name: "reviewer", value: "", hint }], next };
}

export function noteForm(findings: readonly Finding[]): Form {
  const hint = "what the next reader should know";
  return { ...aboutFindings(findings), kind: "note", title: "Note", fields: [{ name: "text", value: "", hint }] };
}

export function acknowledgeForm(findings: readonly Finding[]): Form {
  const hint = "why it stays unknown: who was asked, what is not accessible, until when";
  const title = `Acknowledge that ${counted(findings.length, "verdict")} cannot be told`;
  return { ...aboutFindings(findings), kind: "acknowledge", title, fields: [{ name: "reason", value: "", hint }] };
}

export function answerForm(findings: readonly Finding[]): Form {
  const fields: Field[] = [
    { name: "answer", value: ANSWERS[0], choices: ANSWERS, hint: "Left and Right choose" },
    { name: "words", value: "", hint: "how you know: who confirmed it, when, where it is written" },
  ];
  return { ...aboutFindings(findings), kind: "answer", title: "Only a person can confirm it", fields };
}

/** Days from today in the empty form; the person decides. */
const USUAL_SPAN = 90;

export function waiveForm(findings: readonly Finding[], report: Report, today: string, file: string | null): Form {
  const [subject, all] = scopeTexts(findings, report);
  const values = [...new Set(findings.map(({ have }) => have.trim()))];
  const [only = ""] = values;
  const now = values.length > 1 ? "each as it is now" : `as it is now: ${only}`;
  const pins = values.every((value) => value === "") ? [UNPINNED] : [now, UNPINNED];
  const fields: Field[] = [
    { name: "kind", value: WAIVER_KINDS[0], choices: WAIVER_KINDS, hint: "planned-fix changes nothing but says so" },
    { name: "owner", value: "", hint: "who answers for it: a team or a person" },
    { name: "reason", value: "", hint: "why it is accepted, so that a stranger understands it" },
    { name: "approver", value: "", hint: "empty: unapproved, and it counts as open; not yourself" },
    {
      name: "scope",
      value: subject,
      choices: [subject, all],
      hint: "Left and Right choose; what stands here is all it covers",
    },
    {
      name: "expires",
      value: dayAfter(today, USUAL_SPAN),
      hint: `YYYY-MM-DD, at most 365 days: ${dayAfter(today, 365)}`,
    },
    {
      name: "expect",
      value: pins[0] ?? UNPINNED,
      choices: pins,
      hint: "pinned, it is void as soon as the value is another",
    },
    { name: "compensating", value: "", hint: "what is done instead; may be empty" },
    { name: "evidence", value: "", hint: "ticket:CHG-4711, more with commas; may be empty" },
    ...(file === null
      ? []
      : [{ name: "file", value: file, hint: "where the waivers are kept; --waivers FILE says it at the start" }]),
  ];
  return {
    ...aboutFindings(findings),
    kind: "waive",
    title: "Waive: it still fails, and somebody answers for it",
    fields,
  };
}

const UNPINNED = "not pinned";

export function renewForm(row: WaiverRow, have: readonly string[], today: string): Form {
  const [only] = have;
  const pins = have.length === 1 && only !== undefined ? [`as it is now: ${only}`, "as it was"] : ["as it was"];
  const fields: Field[] = [
    {
      name: "expires",
      value: dayAfter(today, USUAL_SPAN),
      hint: `YYYY-MM-DD, at most 365 days: ${dayAfter(today, 365)}`,
    },
    {
      name: "approver",
      value: "",
      hint: `who approves it from today on; it was ${row.approvedBy ?? "nobody"}; empty: unapproved`,
    },
    { name: "expect", value: pins[0] ?? "", choices: pins, hint: "Left and Right choose" },
  ];
  return { ...BLANK, kind: "renew", title: `Renew ${row.id}`, about: [row.reason], fields, waiver: row.id };
}

export function revokeForm(row: WaiverRow): Form {
  const about = [`It goes out of the file; what it stands beside (${row.findings.length}) is open again.`];
  const fields = [{ name: "reason", value: "", hint: "why it no longer holds" }];
  return { ...BLANK, kind: "revoke", title: `Revoke ${row.id}`, about, fields, waiver: row.id };
}

export function reasonForm(row: WaiverRow): Form {
  const fields = [{ name: "reason", value: row.reason, hint: "why it is accepted; Ctrl+U empties the field" }];
  return { ...BLANK, kind: "reason", title: `Reason of ${row.id}`, fields, waiver: row.id };
}

export function signForm(report: Report, digest: string, warnings: readonly string[]): Form {
  const { fail, waived, unknown, checklist, pass } = countsOf(report);
  const counts = `${fail} FAIL (${waived} waived), ${unknown} UNKNOWN, ${checklist} to confirm, ${pass} PASS.`;
  const about = [`The results begin with ${inFours(digest, 2)}: ${counts}`, ...warnings.map((one) => `Mind: ${one}.`)];
  const limits = limitsOf(report);
  const fields: Field[] = [
    {
      name: "conclusion",
      value: CONCLUSIONS[limits === "" ? 0 : 1],
      choices: CONCLUSIONS,
      hint: "Left and Right choose",
    },
    {
      name: "limits",
      value: limits,
      hint: "what the acceptance leaves out, or why it is rejected; empty where accepted",
    },
    { name: "typed", value: "", hint: `type ${inFours(digest, 2)} to sign these results and no others` },
  ];
  return { ...BLANK, kind: "sign", title: "Sign off", about, fields };
}

function aboutFindings(findings: readonly Finding[]): Omit<Form, "kind" | "title" | "fields"> {
  const [first] = findings;
  const more = findings.length > 1 ? ` and ${findings.length - 1} more` : "";
  return {
    ...BLANK,
    about: first === undefined ? [] : [`${first.label}${more}`, ...(more === "" ? valueLines(first) : [])],
    findings: findings.map(({ id }) => id),
  };
}

/** What a decision is about, in front of the person while they word it. */
function valueLines({ want, have }: Finding): string[] {
  return [want === "" ? [] : [`want  ${want}`], have === "" ? [] : [`have  ${have}`]].flat();
}

export function fieldHint({ fields, at }: Form): string {
  return fields[at]?.hint ?? "";
}

/** What a key does to a form: another form, the end of it, or the wish to have it done. */
export function formKey(form: Form, key: Key): Form | "closed" | "done" {
  const field = form.fields[form.at];
  if (key === "esc" || field === undefined) return "closed";
  const isLast = form.at === form.fields.length - 1;
  if (key === "enter") return isLast ? "done" : moved(form, 1);
  if (key === "tab" || key === "down") return moved(form, 1);
  if (key === "shift+tab" || key === "up") return moved(form, -1);
  if (field.choices !== undefined) {
    const by = key === "right" || key === "space" ? 1 : key === "left" ? -1 : 0;
    const { choices } = field;
    return by === 0 ? form : withValue(form, choices.at((choices.indexOf(field.value) + by) % choices.length) ?? "");
  }
  switch (key) {
    case "backspace":
      return withValue(form, Array.from(field.value).slice(0, -1).join(""));
    case "ctrl+u":
      return withValue(form, "");
    case "ctrl+w":
      return withValue(form, field.value.replace(/\S+\s*$/, ""));
    default:
      return withValue(form, (field.value + typedText(key)).slice(0, LONGEST_VALUE));
  }
}

function moved(form: Form, by: number): Form {
  const count = form.fields.length;
  return { ...form, at: (form.at + by + count) % count };
}

function withValue(form: Form, value: string): Form {
  const fields = form.fields.map((field, i) => (i === form.at ? { ...field, value } : field));
  return { ...form, fields, problem: null };
}

export function commandOf(form: Form): ReviewCommand {
  const value = (name: string): string => form.fields.find((field) => field.name === name)?.value ?? "";
  const { findings, kind } = form;
  const waiver = form.waiver ?? "";
  const pinned = value("expect").startsWith("as it is now") || value("expect").startsWith("each as it is");
  switch (kind) {
    case "reviewer":
      return { kind: "name", reviewer: value("reviewer") };
    case "note":
      return { kind: "note", findings, text: value("text") };
    case "acknowledge":
      return { kind: "acknowledge", findings, reason: value("reason") };
    case "answer": {
      const answer = ANSWERS.find((one) => one === value("answer")) ?? ANSWERS[0];
      return { kind: "answer", findings, answer, words: value("words") };
    }
    case "waive":
      return {
        kind: "waive",
        findings,
        words: {
          kind: WAIVER_KINDS.find((one) => one === value("kind")) ?? WAIVER_KINDS[0],
          owner: value("owner"),
          reason: value("reason"),
          approver: value("approver"),
          scope: value("scope").startsWith("all:") ? "all" : "subject",
          expires: value("expires"),
          pinned,
          compensating: value("compensating"),
          evidence: value("evidence"),
        },
        file: form.fields.some(({ name }) => name === "file") ? value("file") : null,
      };
    case "renew":
      return { kind: "renew", waiver, expires: value("expires"), approver: value("approver"), pinned };
    case "revoke":
      return { kind: "revoke", waiver, reason: value("reason") };
    case "reason":
      return { kind: "reason", waiver, reason: value("reason") };
    case "sign":
      return {
        kind: "sign",
        typed: value("typed"),
        conclusion: CONCLUSIONS.find((one) => one === value("conclusion")) ?? "rejected",
        limits: value("limits"),
      };
  }
}
