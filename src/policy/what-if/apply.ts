/** The evidence as it would be: facts are data that never change, so that an edit gives another evidence. Captures stay. */
import { auditingText } from "../../core/audit-policy.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { some } from "./edit.ts";
import type { Applied, Edit, Found, Problem } from "./edit.ts";
import { applyEnforced, applyLink, applyUnlink } from "./links.ts";
import { parseEdit } from "./parse.ts";
import { settingText } from "./settings.ts";
import type { ShortForm } from "./settings.ts";
import { applySet, applyUnset } from "./write.ts";

export function applyEdit(evidence: Evidence, edit: Edit): Found<Applied> {
  switch (edit.verb) {
    case "unset":
      return applyUnset(evidence, edit);
    case "set":
      return applySet(evidence, edit);
    case "link":
      return applyLink(evidence, edit);
    case "unlink":
      return applyUnlink(evidence, edit);
    case "enforce":
    case "unenforce":
      return applyEnforced(evidence, edit);
  }
}

export interface ThoughtEdit {
  /** As given. */
  readonly word: string;
  readonly edit: Edit;
  /** In words, with the names as the evidence has them. */
  readonly text: string;
  readonly notes: readonly string[];
}

export type ThoughtEdits =
  | { readonly evidence: Evidence; readonly edits: readonly ThoughtEdit[] }
  | { readonly word: string; readonly problem: Problem };

/** One after the other: each is read in the evidence that those before it leave. */
export function thinkEdits(evidence: Evidence, words: readonly string[], shortForm: ShortForm): ThoughtEdits {
  let current = evidence;
  const edits: ThoughtEdit[] = [];
  for (const word of words) {
    const parsed = parseEdit(word, current, shortForm);
    if ("problem" in parsed) return { word, problem: parsed.problem };
    const edit = parsed.value;
    const applied = applyEdit(current, edit);
    if ("problem" in applied) return { word, problem: applied.problem };
    current = applied.value.evidence;
    edits.push({ word, edit, text: editText(edit), notes: applied.value.notes });
  }
  return { evidence: current, edits };
}

export function editText(edit: Edit): string {
  const { label } = edit.gpo;
  switch (edit.verb) {
    case "unset":
      return `unset ${some(edit.settings.map(settingText))} in ${label}`;
    case "set":
      return `set ${settingText(edit.setting)} = ${valueText(edit.fields)} in ${label}`;
    case "link":
      return `link ${label} to ${edit.place.label}, link order ${edit.order}`;
    case "unlink":
      return `unlink ${label} from ${edit.place.label}`;
    case "enforce":
      return `enforce the link of ${label} to ${edit.place.label}`;
    case "unenforce":
      return `no longer enforce the link of ${label} to ${edit.place.label}`;
  }
}

function valueText(fields: Extract<Edit, { verb: "set" }>["fields"]): string {
  switch (fields.kind) {
    case "subcategory":
      return auditingText(fields.success === true, fields.failure === true);
    case "legacy-category":
      return fields.value === 4
        ? auditingText(false, false)
        : auditingText(((fields.value ?? 0) & 1) !== 0, ((fields.value ?? 0) & 2) !== 0);
    case "user-right":
      return fields.members.length === 0 ? "nobody" : fields.members.join(", ");
    case "registry":
      return Array.isArray(fields.value) ? fields.value.join(", ") : String(fields.value);
    case "event-log":
    case "account-policy":
      return String(fields.value);
    default:
      return "";
  }
}
