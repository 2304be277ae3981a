/** Who may do what on an object, for an account that only its owner can name: the list is read, the account is asked for. */
import type { AceFields } from "../core/fact.ts";
import { compareText } from "../core/order.ts";
import { mappedRights } from "../sacl/rights.ts";
import { trusteeName } from "../sacl/trustees.ts";
import { parseSddl } from "../text/sddl.ts";
import type { CheckResult, JudgeContext } from "./context.ts";
import type { AccessExpect, Requirement } from "./define.ts";
import { dnKey, objectsOf } from "./sacl-objects.ts";
import type { Descriptor } from "./sacl-objects.ts";
import { saclSubjects } from "./sacl-subjects.ts";
import type { SaclSubject } from "./sacl-subjects.ts";

export function accessResults({ appliesTo, expect }: Requirement, context: JudgeContext): CheckResult[] | null {
  if (expect.kind !== "access" || appliesTo.each !== "object") return null;
  return saclSubjects(expect.object, appliesTo.object, context).map((on) => resultOf(expect, on, context));
}

/** The system itself and administrators, who need no grant of their own here. */
const STOCK = new Set(["S-1-5-18", "S-1-5-32-544"]);

function resultOf(expect: AccessExpect, on: SaclSubject, { evidence }: JudgeContext): CheckResult {
  const { subject, dn, root } = on;
  const common = { subject, domain: root, status: "unknown" } as const;
  const found = dn === null ? [] : (objectsOf(evidence).descriptors.get(dnKey(dn)) ?? []);
  const lists = found.flatMap((fact) => {
    const dacl = daclOf(fact);
    return dacl === null ? [] : [{ fact, holders: holdersOf(dacl, expect.rights) }];
  });
  const [first, ...rest] = lists;
  const name = dn ?? (subject.kind === "gpo" ? "the object" : `the ${subject.name}`);
  if (first === undefined)
    return { ...common, have: `no evidence: the access list of ${name}`, evidence: found.map(({ id }) => id) };
  const cited = lists.map(({ fact }) => fact.id);
  if (rest.some(({ holders }) => JSON.stringify(holders) !== JSON.stringify(first.holders))) {
    const ask = ["Keep the newer export only, and scan again."];
    return { ...common, have: `exports of ${name} differ`, evidence: cited, ask };
  }
  const { whole, part, denied } = first.holders;
  const others = whole.filter((sid) => !STOCK.has(sid));
  const holders =
    others.length === 0
      ? "nobody but SYSTEM and Administrators has both rights"
      : `both rights are granted to ${others.map(trusteeName).join(", ")}`;
  const have = [
    holders,
    ...(part.length === 0 ? [] : [`only a part of them to ${part.map(trusteeName).join(", ")}`]),
    ...(denied.length === 0 ? [] : [`denied to ${denied.map(trusteeName).join(", ")}`]),
    "which account the sensors use is not in these files",
  ].join("; ");
  const question =
    others.length === 0
      ? "Does any sensor v2.x use a directory service account? Then it lacks the rights. With sensors v3.x only nothing is needed."
      : "Is the directory service account, or a group that holds it, one of them?";
  return { ...common, have, evidence: cited, ask: [question] };
}

/** Null where the export has no list; a null list lets everybody in. */
function daclOf({ sddl }: Descriptor): readonly AceFields[] | null {
  const parsed = parseSddl(sddl);
  if (!parsed.ok || parsed.descriptor.dacl === null) return null;
  if (!parsed.descriptor.dacl.nullAcl) return parsed.descriptor.dacl.aces;
  return [
    {
      type: "A",
      flags: [],
      mask: 0xf01ff,
      trustee: "S-1-1-0",
      objectType: null,
      inheritedObjectType: null,
      condition: null,
    },
  ];
}

interface Holders {
  readonly whole: readonly string[];
  readonly part: readonly string[];
  /** A denial counts before a grant, whichever bit it takes. */
  readonly denied: readonly string[];
}

/** Entries for one attribute, under a condition, or for objects below grant nothing here. */
function holdersOf(aces: readonly AceFields[], rights: number): Holders {
  const granted = new Map<string, number>();
  const denied = new Map<string, number>();
  for (const ace of aces) {
    if (ace.flags.includes("IO") || ace.objectType !== null || ace.condition !== null) continue;
    const list =
      ace.type === "A" || ace.type === "OA" ? granted : ace.type === "D" || ace.type === "OD" ? denied : null;
    list?.set(ace.trustee, (list.get(ace.trustee) ?? 0) | mappedRights(ace.mask));
  }
  const refused = [...denied].filter(([, mask]) => (mask & rights) !== 0).map(([who]) => who);
  const holding = [...granted].filter(([who]) => !refused.includes(who));
  const of = (list: typeof holding): string[] => list.map(([who]) => who).toSorted(compareText);
  return {
    whole: of(holding.filter(([, mask]) => (mask & rights) >>> 0 === rights)),
    part: of(holding.filter(([, mask]) => (mask & rights) !== 0 && (mask & rights) >>> 0 !== rights)),
    denied: refused.toSorted(compareText),
  };
}
