/** A sign-off: who came to which conclusion about which bag. A text of its own, signed for no other purpose [evidence.md 3.10]. */
import { createHash } from "node:crypto";
import { jsonText } from "../report/json-text.ts";
import { SIGNATURES } from "./names.ts";
import { type Conclusion, CONCLUSIONS } from "../core/conclusion.ts";

export const SIGN_OFF_ROLES = ["reviewer", "approver"] as const;
export type SignOffRole = (typeof SIGN_OFF_ROLES)[number];

export interface SignOff {
  /** SHA-256 of the tag manifest. */
  readonly bagDigest: string;
  readonly resultsDigest: string;
  readonly role: SignOffRole;
  readonly principal: string;
  readonly conclusion: Conclusion;
  readonly limits: string | null;
  /** ISO 8601 in UTC; what the signer says. */
  readonly date: string;
  /** Up to where the signer has read the journal of the review. */
  readonly journalHead: { readonly seq: number; readonly sha256: string } | null;
}

const SCHEMA = "signoff/1";
const LONGEST_LIMITS = 4000;

export function signOffPath(role: SignOffRole, blob: Uint8Array): string {
  return `${SIGNATURES}${role}.${shortDigest(blob)}.signoff.json`;
}

/** The first twelve digits of a key's SHA-256, for names. */
export function shortDigest(blob: Uint8Array): string {
  return createHash("sha256").update(blob).digest("hex").slice(0, 12);
}

export function signOffText(signOff: SignOff): string {
  const { bagDigest, resultsDigest, role, principal, conclusion, limits, date, journalHead } = signOff;
  const head = journalHead === null ? null : { seq: journalHead.seq, sha256: journalHead.sha256 };
  const written = { bagDigest, resultsDigest, role, principal, conclusion, limits, date, journalHead: head };
  return `${jsonText({ schema: SCHEMA, ...written }, 2)}\n`;
}

/** A name that stands in commands which a reader copies, and as a pattern in lists of signers. */
export function isPrincipal(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9@._+-]{0,199}$/.test(name);
}

/** Total; a text says why it is none. */
export function parseSignOff(text: string): SignOff | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is no JSON";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "it is no sign-off";
  const fields = value as Record<string, unknown>;
  if (fields["schema"] !== SCHEMA) return `its schema is not ${SCHEMA}`;
  const { bagDigest, resultsDigest, principal, limits, date } = fields;
  const role = SIGN_OFF_ROLES.find((one) => one === fields["role"]);
  const conclusion = CONCLUSIONS.find((one) => one === fields["conclusion"]);
  const journalHead = headOf(fields["journalHead"]);
  if (!isDigest(bagDigest) || !isDigest(resultsDigest)) return "a digest in it is none";
  if (role === undefined) return `its role is none of ${SIGN_OFF_ROLES.join(", ")}`;
  if (conclusion === undefined) return `its conclusion is none of ${CONCLUSIONS.join(", ")}`;
  if (typeof principal !== "string" || !isPrincipal(principal)) return "its principal is no name like an address";
  if (limits !== null && (typeof limits !== "string" || limits.length > LONGEST_LIMITS))
    return "its limits are no text";
  if (!isTime(date)) return "its date is no time";
  if (typeof journalHead === "string") return journalHead;
  const signOff: SignOff = { bagDigest, resultsDigest, role, principal, conclusion, limits, date, journalHead };
  // A key that stands twice, or one that nobody knows, would read otherwise elsewhere.
  return signOffText(signOff) === text ? signOff : "it is not written as this program writes it";
}

function headOf(value: unknown): SignOff["journalHead"] | string {
  if (value === null) return null;
  const { seq, sha256 } = (typeof value === "object" ? value : {}) as Record<string, unknown>;
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 0 || !isDigest(sha256)) {
    return "its head of a journal is none";
  }
  return { seq, sha256 };
}

function isDigest(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

function isTime(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(value)) return false;
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString() === value.replace("Z", ".000Z");
}
