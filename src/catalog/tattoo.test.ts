/** A preference whose GPO no longer applies is named: its value may still be there. */
import { expect, it } from "vitest";
import { estateOf } from "../policy/estate.ts";
import { DC_OU, NTLM_DOMAIN, estate, option } from "../testing/estate.ts";
import { REQUIREMENTS } from "./index.generated.ts";
import { judge } from "./judge.ts";

function notes(action: "U" | undefined, enabled: boolean): readonly string[] {
  const { evidence } = estate([
    { name: "Old", links: [{ at: DC_OU, enabled }], settings: [option(NTLM_DOMAIN, 7, action)] },
  ]);
  const marked = evidence.facts.map((fact) =>
    fact.kind === "registry" && action !== undefined ? { ...fact, via: "preferences" as const } : fact,
  );
  const gpos = evidence.gpos.map((gpo) => ({
    ...gpo,
    settings: gpo.settings.map((fact) => marked.find(({ id }) => id === fact.id) ?? fact),
  }));
  const whole = { ...evidence, facts: marked, gpos };
  const { findings } = judge(REQUIREMENTS, { evidence: whole, estate: estateOf(whole, new Map()) });
  return findings.find(({ requirement }) => requirement === "MDI-DC-NTLM-DOMAIN")?.notes ?? [];
}

it("names a preference that may have left its value, and nothing else", () => {
  const left = expect.stringContaining('The preference in "Old" does not apply here now');
  expect(notes("U", false)).toContainEqual(left);
  expect(notes("U", true)).not.toContainEqual(left);
  expect(notes(undefined, false)).not.toContainEqual(left);
});
