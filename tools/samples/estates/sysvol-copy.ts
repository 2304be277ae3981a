import { DEFAULT_DOMAIN_POLICY, defineDomain, type Gpo, gpoGuid } from "../model.ts";
import { auditCsv, CONSOLE_SPELLING, gptIni, policyFiles, type Spelling } from "../policy-files.ts";
import { registryPol } from "../registry-pol.ts";
import { defaultPolicies, DEFAULT_ROWS, mdiRows, ntlm } from "./common.ts";

interface Copy {
  readonly gpo: Gpo;
  readonly spelling: Spelling;
  readonly ini: "GPT.INI" | "gpt.ini" | "Gpt.ini";
  readonly more?: readonly (readonly [string, Uint8Array])[];
}

const UPPER: Spelling = {
  machine: "MACHINE",
  user: "USER",
  vendor: "Microsoft/Windows NT",
  secedit: "SecEdit/GptTmpl.inf",
  registryPol: "Registry.pol",
};

const LOWER: Spelling = {
  machine: "machine",
  user: "user",
  vendor: "microsoft/windows nt",
  secedit: "secedit/gpttmpl.inf",
  registryPol: "registry.pol",
};

function copies(): Copy[] {
  const domain = defineDomain("northwind.example", "NORTHWIND", "nw-dc1");
  const backupTime = "2025-01-01T00:00:00";
  const common = { domain, backupTime, created: backupTime, modified: backupTime, tool: "editor" } as const;
  const audit: Gpo = {
    ...common,
    name: "audit",
    machine: { directory: 14, sysvol: 14 },
    audit: [...mdiRows({ "923C": null }), ...DEFAULT_ROWS],
  };
  const ntlmAuditing: Gpo = {
    ...common,
    name: "NTLM",
    machine: { directory: 3, sysvol: 3 },
    security: { registry: ntlm(2, 1, 7) },
  };
  const wrongHalf: Gpo = {
    ...common,
    name: "user half",
    machine: { directory: 0, sysvol: 0 },
    user: { directory: 2, sysvol: 2 },
  };
  const empty: Gpo = { ...common, name: "empty", machine: { directory: 1, sysvol: 1 } };
  const [domainPolicy, controllersPolicy] = defaultPolicies(domain, backupTime);
  if (domainPolicy?.guid !== DEFAULT_DOMAIN_POLICY || controllersPolicy === undefined)
    throw new Error("default policies");
  return [
    { gpo: domainPolicy, spelling: { ...UPPER, vendor: "Microsoft/Windows NT" }, ini: "GPT.INI" },
    { gpo: controllersPolicy, spelling: UPPER, ini: "GPT.INI" },
    { gpo: audit, spelling: { ...CONSOLE_SPELLING, vendor: "Microsoft/Windows NT" }, ini: "GPT.INI" },
    { gpo: ntlmAuditing, spelling: LOWER, ini: "gpt.ini" },
    {
      gpo: wrongHalf,
      spelling: CONSOLE_SPELLING,
      ini: "Gpt.ini",
      more: [
        [
          "User/Microsoft/Windows NT/Audit/audit.csv",
          auditCsv({ ...wrongHalf, audit: [...mdiRows(), ...DEFAULT_ROWS] }),
        ],
      ],
    },
    {
      gpo: empty,
      spelling: CONSOLE_SPELLING,
      ini: "GPT.INI",
      more: [["Machine/Registry.pol", registryPol([])]],
    },
  ];
}

/** A folder as robocopy takes it from a controller: no names, no links, no extension lists. */
export function sysvolCopy(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const { gpo, spelling, ini, more } of copies()) {
    const folder = `northwind.example/Policies/${gpoGuid(gpo)}`;
    files.set(`${folder}/${ini}`, gptIni(gpo, gpo.guid === undefined));
    for (const [path, bytes] of policyFiles(gpo, spelling)) files.set(`${folder}/${path}`, bytes);
    for (const [path, bytes] of more ?? []) files.set(`${folder}/${path}`, bytes);
  }
  return files;
}
