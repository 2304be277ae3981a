/** Whether an object or class is there at all: the schema's version, Exchange, a container that only some domains have. */
import type { FactId } from "../core/fact.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { SaclGuard } from "./define.ts";
import { distinguishedName } from "./remedy.ts";
import { dnKey, objectsOf } from "./sacl-objects.ts";

/** `no`: it does not apply · `open`: a lack cannot be called a failure. */
export interface Guarded {
  readonly applies: "yes" | "no" | "open";
  readonly because: string | null;
  readonly evidence: readonly FactId[];
}

const ALWAYS: Guarded = { applies: "yes", because: null, evidence: [] };

/** `root`: the DNS name of the domain, or of the forest's root; `object`: the DN that is looked for. */
export function guardOf(guard: SaclGuard | undefined, root: string, object: string, evidence: Evidence): Guarded {
  switch (guard?.when) {
    case undefined:
      return ALWAYS;
    case "schema":
      return bySchema(guard, root, evidence);
    case "exchange":
      return byExchange(root, evidence);
    case "exists":
      return byExistence(guard.parent, root, object, evidence);
  }
}

/** The version of the schema of the domain's forest; null where no export tells it, or two exports differ. */
export function schemaOf(root: string, evidence: Evidence): { version: number; fact: FactId } | null {
  const { schemas } = objectsOf(evidence);
  const forest = [...schemas.keys()]
    .filter((name) => root === name || root.endsWith(`.${name}`))
    .toSorted((a, b) => b.length - a.length)[0];
  // A tree of its own in the forest: one forest in the evidence, and the domain stands in one of its exports.
  const versions = forest === undefined ? undefined : schemas.get(forest);
  if (versions?.size !== 1) return null;
  const [entry] = versions;
  return entry === undefined ? null : { version: entry[0], fact: entry[1] };
}

function bySchema(guard: Extract<SaclGuard, { when: "schema" }>, root: string, evidence: Evidence): Guarded {
  const schema = schemaOf(root, evidence);
  if (schema === null) {
    const words = `the version of the forest's schema is not in these files (${guard.class} needs ${guard.atLeast})`;
    return guard.otherwise === "assume"
      ? {
          applies: "yes",
          because: `That the class exists is assumed: ${words}, and every supported Windows Server has it.`,
          evidence: [],
        }
      : { applies: "open", because: words, evidence: [] };
  }
  const { version, fact } = schema;
  if (version >= guard.atLeast) return { ...ALWAYS, evidence: [fact] };
  const because = `the schema has version ${version}; ${guard.class} came with ${guard.atLeast}`;
  return { applies: "no", because, evidence: [fact] };
}

const STOCK_SERVICES = ["cn=public key services,cn=services", "cn=windows nt,cn=services", "cn=services"];

function byExchange(forest: string, evidence: Evidence): Guarded {
  const { exchange, exports } = objectsOf(evidence);
  const found = [...exchange].find(([dns]) => dns === forest || dns.endsWith(`.${forest}`));
  if (found !== undefined) return { ...ALWAYS, evidence: [found[1]] };
  const root = `cn=configuration,${dnKey(distinguishedName(forest))}`;
  const listed = [...exports.values()].some(
    ({ whole, near }) => whole && STOCK_SERVICES.every((name) => near.has(`${name},${root}`)),
  );
  return listed
    ? {
        applies: "no",
        because: "CN=Services of the forest was exported whole and holds nothing of Exchange",
        evidence: [],
      }
    : { applies: "open", because: "nothing in these files shows whether the forest has or had Exchange", evidence: [] };
}

const STOCK_DOMAIN = ["cn=adminsdholder,cn=system", "cn=policies,cn=system", "cn=program data"];

/** With a SACL of its neighbours, which only administrators read, an export that lacks the object proves that it is not there. */
function byExistence(parent: string, root: string, object: string, evidence: Evidence): Guarded {
  const { descriptors, exports } = objectsOf(evidence);
  if (descriptors.has(dnKey(object))) return ALWAYS;
  const domain = dnKey(distinguishedName(root));
  const wanted = [domain, `${dnKey(parent)},${domain}`, ...STOCK_DOMAIN.map((name) => `${name},${domain}`)];
  const shown = [...exports.values()].some(({ whole, near }) => whole && wanted.every((key) => near.has(key)));
  return shown
    ? { applies: "no", because: `the export of the whole domain holds no ${object}`, evidence: [] }
    : { applies: "open", because: "whether the domain has this container is not in these files", evidence: [] };
}
