import { expect, test } from "vitest";
import { estate, audit, CREDENTIAL_VALIDATION } from "../testing/estate.ts";
import type { Fact } from "../core/fact.ts";
import { usesOf } from "./uses.ts";

test("each file: how many facts, the strongest tier, and of whom they speak", () => {
  const { evidence } = estate([{ name: "One", settings: [audit(CREDENTIAL_VALIDATION, 3)] }]);
  const [fact] = evidence.facts;
  if (fact === undefined) throw new Error("no fact");
  const at = (path: string, tier: Fact["tier"], subject: Fact["subject"]): Fact => ({
    ...fact,
    tier,
    subject,
    origin: { ...fact.origin, path },
  });
  const host = (name: string) => ({ kind: "host", name }) as const;
  const uses = usesOf([
    ...evidence.facts,
    at("rsop.xml", "B", host("DC1")),
    at("both.csv", "D", host("DC1")),
    at("both.csv", "A", host("DC2")),
    at("both.csv", "E", { kind: "domain", name: "corp.example" }),
  ]);
  expect(uses.get("rsop.xml")).toEqual({ facts: 1, tier: "B", about: "host DC1" });
  expect(uses.get("both.csv")).toEqual({ facts: 3, tier: "A", about: "2 hosts, domain corp.example" });
  expect(uses.get("estate/One/audit-csv")).toEqual({ facts: 1, tier: "C", about: 'GPO "One"' });
});
