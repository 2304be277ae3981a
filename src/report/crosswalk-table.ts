/** Which controls each check supports: for the page and for a table of its own. */
import type { Finding, Report } from "../core/report.ts";
import { CLASSES, type ControlRow, CONTROLS, FRAMEWORKS } from "./crosswalk.data.ts";
import { groupBy } from "./group.ts";
import type { JsonRecord } from "./fact-json.ts";
import { type Column, type Table, tableOf } from "./table.ts";

export function controlsOf({ requirement }: Pick<Finding, "requirement">): ControlRow | null {
  return CONTROLS.find(({ pattern }) => pattern.test(requirement)) ?? null;
}

interface Row {
  readonly findings: readonly Finding[];
  readonly first: Finding;
  readonly controls: ControlRow;
}

/** For programs: who says that a requirement supports a control stands with each. */
export function crosswalkRecord(report: Report): JsonRecord {
  const judged = report.findings.filter((finding) => !finding.checklist);
  const requirements = groupBy(judged, ({ requirement }) => requirement).flatMap(([first]) => {
    const controls = first === undefined ? null : controlsOf(first);
    return first === undefined || controls === null ? [] : [requirementRecord(first, controls)];
  });
  return {
    schema: "crosswalk/1",
    relation: "supports",
    asterisk: "our judgement",
    versions: {
      stig: "Windows Server 2019",
      attack: "as Microsoft's page of alerts named them in May 2025",
      nist: "800-53 r5, OSCAL content 5.1.1",
    },
    requirements,
    classes: [...CLASSES].map(([name, controls]) => ({
      name,
      // That a class of ours belongs to a control is our judgement; the numbers of the controls are as published.
      basis: "judgement",
      frameworks: FRAMEWORKS.map((framework, index) => ({ framework, controls: controls[index] ?? "" })),
    })),
  };
}

function requirementRecord({ requirement, revision, title }: Finding, controls: ControlRow): JsonRecord {
  return {
    id: requirement,
    revision,
    title,
    class: controls.className,
    nist: controls.nist.map(supportRecord),
    stig: controls.stig.map(supportRecord),
    attack: controls.attack.map(supportRecord),
  };
}

function supportRecord(id: string): JsonRecord {
  return id.endsWith("*") ? { id: id.slice(0, -1), basis: "judgement" } : { id, basis: "published" };
}

/** Behind an asterisk, and in the columns of the frameworks: our own judgement. A row supports a control and never proves it. */
export function crosswalkTable(report: Report): Table {
  const judged = report.findings.filter((finding) => !finding.checklist);
  const rows = groupBy(judged, ({ requirement }) => requirement).flatMap((findings): Row[] => {
    const [first] = findings;
    const controls = first === undefined ? null : controlsOf(first);
    return first === undefined || controls === null ? [] : [{ findings, first, controls }];
  });
  return tableOf("Controls", columns(), rows);
}

function counted(status: Finding["status"]): Column<Row> {
  return {
    name: status.replaceAll("-", "_"),
    width: 8,
    of: ({ findings }) => findings.filter((finding) => finding.status === status).length,
  };
}

function columns(): readonly Column<Row>[] {
  return [
    { name: "requirement", width: 38, of: ({ first }) => first.requirement },
    { name: "revision", width: 9, of: ({ first }) => first.revision },
    { name: "title", width: 50, of: ({ first }) => first.title },
    { name: "relation", width: 10, of: () => "supports" },
    ...(["fail", "unknown", "pass", "not-applicable"] as const).map(counted),
    { name: "stig", width: 20, of: ({ controls }) => controls.stig.join("; ") },
    { name: "attack", width: 20, of: ({ controls }) => controls.attack.join("; ") },
    { name: "nist_800_53", width: 20, of: ({ controls }) => controls.nist.join("; ") },
    { name: "class", width: 24, of: ({ controls }) => controls.className },
    ...FRAMEWORKS.map((framework, index): Column<Row> => ({
      name: `class_${framework.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`,
      width: 20,
      of: ({ controls }) => CLASSES.get(controls.className)?.[index] ?? "",
    })),
  ];
}
