/** Which accounts and groups of the directory are audited, class by class, and where they stop to be. */
import type { AuditedClass, DirectoryAudit } from "../../core/directory-audit.ts";
import {
  blockedText,
  causeRows,
  CLASS_HEAD,
  classRows,
  CONTAINER_HEAD,
  containerCells,
  listHint,
  SACL_TITLE,
  saclSentences,
  worstContainers,
} from "../sacl-words.ts";
import type { View } from "../view.ts";
import { list, section, table } from "./elements.ts";
import { markup, type Markup, type Piece } from "./markup.ts";
import { bar, legendNote } from "./plots.ts";

const MOST_BLOCKED = 12;

const COUNT = { class: "n" };

export function saclSection({ report: { sacl } }: View): Markup | null {
  if (sacl === null) return null;
  return section(
    "sacl",
    SACL_TITLE,
    markup`${list(saclSentences(sacl))}${classes(sacl)}${causes(sacl)}${containers(sacl)}${blocked(sacl)}${
      sacl.objects.length === 0
        ? null
        : markup`<p>${listHint(sacl)}</p>
`
    }`,
  );
}

function classes(audit: DirectoryAudit): Markup | null {
  const counted = audit.classes.filter(({ total }) => total > 0);
  if (counted.length === 0) return null;
  const shares = new Map<AuditedClass, Markup>(
    counted.map(({ class: name, total, audited, notAudited, open, notRead }) => [
      name,
      bar(
        [
          { class: "pass", size: audited },
          { class: "fail", size: notAudited },
          { class: "unknown", size: open + notRead },
        ],
        total,
      ),
    ]),
  );
  const [name, ...numbers] = CLASS_HEAD;
  const rows = classRows(audit).map(([label = "", ...cells], i): Piece[] => {
    const of = counted[i];
    return [label, (of && shares.get(of.class)) ?? null, ...cells];
  });
  return table(
    `By class of object: ${legendNote}`,
    [name, { name: "as a bar", class: "plot" }, ...numbers.map((head) => ({ name: head, ...COUNT }))],
    rows,
  );
}

function causes(audit: DirectoryAudit): Markup | null {
  const rows = causeRows(audit);
  if (rows.length === 0) return null;
  return table(
    "Why objects are not shown to be audited",
    ["because", { name: "objects", ...COUNT }],
    rows.map(([count = "", cause = ""]) => [cause, count]),
  );
}

function containers(audit: DirectoryAudit): Markup | null {
  const rows = worstContainers(audit).map(containerCells);
  if (rows.length === 0) return null;
  const [not, unknown, of, container, mostly] = CONTAINER_HEAD;
  return table(
    "Worst containers: of the accounts and groups in them",
    [container, { name: not, ...COUNT }, { name: unknown, ...COUNT }, { name: of, ...COUNT }, mostly],
    rows.map(([none = "", open = "", total = "", name = "", cause = ""]) => [name, none, open, total, cause]),
  );
}

function blocked({ blocked: all }: DirectoryAudit): Markup | null {
  if (all.length === 0) return null;
  const left = all.length - MOST_BLOCKED;
  const items = all.slice(0, MOST_BLOCKED).map(blockedText);
  return markup`<h3>SACL inheritance is blocked at (${all.length})</h3>
${list(left > 0 ? [...items, `and ${left} more: --format json has them`] : items)}`;
}
