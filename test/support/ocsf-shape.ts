/**
 * The shape of an OCSF 1.9 Compliance Finding, written from the members, types and numbers of the class as the schema server
 * exports it, as far as this program uses them; a member that is not here is refused. That export also demands members of
 * the profiles `cloud` and `osint`, which an event that does not name these profiles does not have.
 */
import { count, listOf, mapOf, matching, oneOf, record, type Shape, text } from "./shape.ts";

export interface OcsfEvent {
  readonly severity_id: number;
  readonly status_id?: number;
  readonly message: string;
  readonly compliance: {
    readonly status_id: number;
    readonly status: string;
    readonly status_details?: readonly string[];
  };
  readonly finding_info: { readonly uid: string };
  readonly resources: readonly { readonly name: string; readonly type: string }[];
  readonly evidences?: readonly {
    readonly file: { readonly path: string; readonly hashes: readonly { readonly value: string }[] };
    readonly data: Readonly<Record<string, unknown>>;
  }[];
  readonly comment?: string;
}

const anything: Shape = () => [];
const FULL = matching(/^.+$/su, "text that is not empty");

const FILE = record({
  name: text,
  path: text,
  type_id: oneOf(1),
  hashes: listOf(record({ algorithm: text, algorithm_id: oneOf(3), value: text })),
});
const DATA: Shape = (value, path) => {
  const lines = record({ line: count, column: count, excerpt: text })(value, path);
  return lines.length === 0 ? [] : record({ offset: count, excerpt: text })(value, path);
};

const EVENT = record({
  activity_id: oneOf(1),
  activity_name: oneOf("Create"),
  category_uid: oneOf(2),
  category_name: oneOf("Findings"),
  class_uid: oneOf(2003),
  class_name: oneOf("Compliance Finding"),
  type_uid: oneOf(200_301),
  type_name: oneOf("Compliance Finding: Create"),
  time: count,
  severity_id: oneOf(1, 2, 3, 4, 5),
  severity: oneOf("Informational", "Low", "Medium", "High", "Critical"),
  "status_id?": oneOf(1, 3),
  "status?": oneOf("New", "Suppressed"),
  message: FULL,
  metadata: record({
    version: oneOf("1.9.0"),
    product: record({ name: FULL, vendor_name: FULL, version: FULL }),
    uid: FULL,
  }),
  finding_info: record({ uid: FULL, title: text, desc: text, created_time: count, types: listOf(text) }),
  compliance: record({
    status_id: oneOf(1, 2, 3),
    status: oneOf("Pass", "Warning", "Fail"),
    "status_details?": listOf(text),
    control: text,
    requirements: listOf(text),
    standards: listOf(text),
  }),
  resources: listOf(record({ name: text, type: text, "uid?": text, "hostname?": text, "namespace?": text })),
  "evidences?": listOf(record({ name: text, file: FILE, data: DATA })),
  "remediation?": record({ desc: text, references: listOf(text) }),
  "comment?": text,
  unmapped: mapOf(anything),
});

export function ocsfComplaints(event: unknown): string[] {
  return EVENT(event, "$");
}
