/** The judges that read a directory object's SACL: foretold where an export of the descriptor is in the evidence. */
import type { AceFields, FactOf } from "../core/fact.ts";
import type { Finding, FindingSubject, MicrosoftJudge, MicrosoftVerdict } from "../core/report.ts";
import { splitDn } from "../text/distinguished-name.ts";
import type { JudgeContext } from "./context.ts";
import type { Requirement } from "./define.ts";
import {
  ADFS_RULES,
  CONFIGURATION_RULES,
  DELEGATED_ACCOUNT,
  DOMAIN_ROOT_RULES,
  moduleAcceptsSacl,
  readinessAcceptsSacl,
} from "./microsoft-sacl.ts";
import type { ExpectedRule } from "./microsoft-sacl.ts";
import { distinguishedName } from "./remedy.ts";

interface ObjectItem {
  readonly rules: readonly ExpectedRule[];
  /** Below the domain's own name, where the tools look: for the configuration that is right in the forest root only. */
  readonly below: string;
}

const ITEMS: Readonly<Record<string, ObjectItem>> = {
  DomainObjectAuditing: { rules: DOMAIN_ROOT_RULES, below: "" },
  ConfigurationContainerAuditing: { rules: CONFIGURATION_RULES, below: "CN=Configuration," },
  AdfsAuditing: { rules: ADFS_RULES, below: "CN=ADFS,CN=Microsoft,CN=Program Data," },
};

/** What is fixed in the catalog, and the tools' own comparison where the descriptor was read with its SACL. */
export function forecastOnObject(
  { microsoft }: Requirement,
  subject: FindingSubject,
  { evidence, estate }: JudgeContext,
): Finding["microsoft"] {
  if (microsoft === undefined) return {};
  const fixed = microsoft.fixed ?? {};
  const item = ITEMS[microsoft.item];
  const dns = subject.kind === "object" ? (estate.domainByName.get(subject.domain)?.dns ?? null) : null;
  if (item === undefined || dns === null) return fixed;
  const dn = normal(item.below + distinguishedName(dns));
  const read = evidence.facts.filter(
    (fact): fact is FactOf<"security-descriptor"> =>
      fact.kind === "security-descriptor" && fact.sacl === "read" && normal(fact.object) === dn,
  );
  if (read.length === 0) return fixed;
  const judge = (accepts: (aces: readonly AceFields[], rules: readonly ExpectedRule[]) => boolean): MicrosoftVerdict =>
    agreed(read.flatMap(({ aces }) => variants(item.rules).map((rules) => accepts(aces, rules))));
  const computed: Partial<Record<MicrosoftJudge, MicrosoftVerdict>> = {
    moduleDomain: judge(moduleAcceptsSacl),
    moduleLocalMachine: judge(moduleAcceptsSacl),
    testMdiReadiness: judge(readinessAcceptsSacl),
  };
  return { ...fixed, ...computed };
}

/** The row for delegated accounts is expected by some versions, and by the script only where the schema knows the class. */
function variants(rules: readonly ExpectedRule[]): (readonly ExpectedRule[])[] {
  const without = rules.filter((rule) => rule.inheritedObjectType !== DELEGATED_ACCOUNT);
  return without.length === rules.length ? [rules] : [rules, without];
}

function agreed(verdicts: readonly boolean[]): MicrosoftVerdict {
  const [first] = verdicts;
  if (first === undefined || verdicts.some((verdict) => verdict !== first)) {
    return {
      verdict: null,
      reason: "it hangs on whether that version expects the row for delegated service accounts, or readings differ",
    };
  }
  return first
    ? { verdict: true, reason: "the SACL has as many matching entries as it counts" }
    : { verdict: false, reason: "the SACL has not as many entries as it wants with exactly its flags and classes" };
}

function normal(dn: string): string {
  return splitDn(dn)
    .map(({ type, value }) => `${type}=${value.toLowerCase()}`)
    .join(",");
}
