import { defineRequirement } from "../define.ts";
import {
  ASK_AUDIT_POLICY,
  AUDITPOL_BACKUP,
  CLASSIC_ALERTS,
  DC_AUDIT_ITEM,
  DC_AUDIT_MODULE,
  DC_AUDIT_VERIFY,
  LOCAL_STOPGAP,
  MODULE,
  OTHER_AUDIT,
  XDR_ALERTS,
} from "./_mdi-audit.ts";
import { AUDIT_CSV, AUDIT_HEAD, auditRow } from "./_samples.ts";
import { EVENT_COLLECTION, HEALTH_ALERTS } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-DC-AUDIT-CREDENTIAL-VALIDATION",
  revision: 1,
  title: "Domain controllers audit Credential Validation, success and failure",
  label: "Credential Validation",
  severity: "high",
  appliesTo: { each: "domain", role: "dc" },
  expect: {
    kind: "subcategory",
    subcategory: "0CCE923F-69AE-11D9-BED3-505054503030",
    includes: ["success", "failure"],
    microsoft: ["success", "failure"],
  },
  want: "Audit Credential Validation: Success and Failure, on every domain controller.",
  why: "Event 4776 is the domain controller's record of an NTLM password check, one for each success and each failure. Guessing shows in the failures, a stolen hash in the successes.",
  functional: "Our verdict and Microsoft's agree: 4776 is written for both outcomes and both are needed.",
  events: ["4776"],
  detections: [
    { title: "Suspected Brute Force attack (Kerberos, NTLM)", basis: "inferred" },
    { title: "Suspected identity theft (pass-the-hash)", basis: "inferred" },
    { title: "Honeytoken authentication activity", basis: "inferred" },
    { title: "Honeytoken Activity", basis: "inferred" },
    { title: "Suspected brute-force attack (Kerberos, NTLM)", basis: "inferred" },
    { title: "Suspected password spray attack (Kerberos, NTLM)", basis: "inferred" },
    { title: "Suspected account enumeration (Kerberos, NTLM, AD FS)", basis: "inferred" },
    { title: "Suspicious NTLM authentication", basis: "inferred" },
  ],
  microsoft: DC_AUDIT_ITEM,
  verify: [
    'auditpol /get /subcategory:"{0CCE923F-69AE-11D9-BED3-505054503030}" /r  # on each domain controller, elevated',
    ...DC_AUDIT_VERIFY,
  ],
  ask: ASK_AUDIT_POLICY,
  remedies: [
    DC_AUDIT_MODULE,
    {
      via: "native",
      text: LOCAL_STOPGAP,
      commands: [
        AUDITPOL_BACKUP,
        'auditpol /set /subcategory:"{0CCE923F-69AE-11D9-BED3-505054503030}" /success:enable /failure:enable',
      ],
    },
    {
      via: "manual",
      text: "In a GPO linked to the Domain Controllers OU: Computer Configuration > Policies > Windows Settings > Security Settings > Advanced Audit Policy Configuration > Audit Policies > Account Logon > Audit Credential Validation: Success and Failure.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, HEALTH_ALERTS, MODULE, CLASSIC_ALERTS, XDR_ALERTS],
  examples: {
    pass: [
      {
        note: "The row that the module writes.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE923F-69AE-11D9-BED3-505054503030", "Credential Validation", 3),
        },
      },
      {
        note: "Saved by a German editor: GUID and number decide, not words.",
        files: {
          [AUDIT_CSV]: `Computername,Richtlinienziel,Unterkategorie,Unterkategorie-GUID,Aufnahmeeinstellung,Ausschlusseinstellung,Einstellungswert\n,System,Anmeldeinformationen überprüfen,{0cce923f-69ae-11d9-bed3-505054503030},Erfolg und Fehler,,3\n`,
        },
      },
    ],
    fail: [
      {
        note: "Success only: failed checks leave no event.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE923F-69AE-11D9-BED3-505054503030", "Credential Validation", 1),
        },
      },
      {
        note: "Failure only.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE923F-69AE-11D9-BED3-505054503030", "Credential Validation", 2),
        },
      },
      {
        note: "Set to No Auditing.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE923F-69AE-11D9-BED3-505054503030", "Credential Validation", 0),
        },
      },
      { note: "An audit GPO without the row.", files: OTHER_AUDIT },
    ],
  },
});
