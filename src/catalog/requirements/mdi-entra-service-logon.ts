import { defineRequirement } from "../define.ts";
import { ENTRA_MODULE, ENTRA_READINESS, ENTRA_VERIFY, MODULE } from "./_mdi-audit.ts";
import { SECURITY_TEMPLATE, TEMPLATE_HEAD, UNRELATED } from "./_samples.ts";
import { EVENT_COLLECTION, MS_GPSB, ROLE_SERVERS, SET_CONFIGURATION } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-ENTRA-SERVICE-LOGON",
  revision: 1,
  title: "Entra Connect servers let services and the DSA log on as a service",
  label: "Entra Log on as a service",
  severity: "medium",
  appliesTo: { each: "domain", role: "entra-connect" },
  expect: {
    kind: "user-right",
    right: "SeServiceLogonRight",
    contains: [
      { sid: "S-1-5-80-0", label: "NT SERVICE\\ALL SERVICES" },
      // Its SID stands in no GPO, so a list with members cannot be decided without it.
      { sid: null, label: "the Directory Service Account" },
    ],
    whenAbsent: "unknown",
  },
  want: "With sensor version 2: Log on as a service (SeServiceLogonRight) holds the Directory Service Account and NT SERVICE\\ALL SERVICES on every Microsoft Entra Connect server.",
  why: "The sensor of version 2 uses the Directory Service Account, which needs this right. A GPO that defines the right replaces the local list: services of other accounts then fail to start. Sensor version 3 has no such account and does not run on stand-alone role servers.",
  functional:
    "Microsoft's page asks only for Audit Logon here; the module also wants both members in its own GPO, while to us a right that no GPO defines stays open, because the local list counts.",
  // A right, not an event: without it the sensor may fail, and no event of Windows is lost.
  events: [],
  detections: [],
  microsoft: {
    item: "EntraConnectAuditing",
    gpoSuffix: "Advanced Audit and URA Policy for Entra Connect",
    fixed: {
      testMdiReadiness: { verdict: null, reason: `It has no such test: ${ENTRA_READINESS}.` },
      moduleDomain: { verdict: null, reason: "It compares the list with the account given as -Identity." },
      moduleLocalMachine: { verdict: null, reason: "It compares the local list with an account that it asks for." },
      healthAlert: {
        verdict: null,
        reason:
          "No health alert is about this right; a missing right can show as incorrect credentials of the Directory Service Account.",
      },
    },
  },
  verify: [
    'secedit /export /areas USER_RIGHTS /cfg "$env:TEMP\\rights.inf"  # on each Microsoft Entra Connect server, elevated; then read SeServiceLogonRight',
    ENTRA_VERIFY,
  ],
  ask: [
    "Get-ADObject -Filter \"sAMAccountName -eq 'REPLACE-ME'\" -Properties objectSid | Select-Object -ExpandProperty objectSid  # the SID of the Directory Service Account, for reading by eye; a gMSA's name ends in $",
    'secedit /export /areas USER_RIGHTS /cfg "$env:COMPUTERNAME-rights.inf"  # on each Microsoft Entra Connect server, elevated',
  ],
  remedies: [
    ENTRA_MODULE,
    {
      via: "manual",
      text: "In the GPO that defines the right for the Microsoft Entra Connect servers: Computer Configuration > Policies > Windows Settings > Security Settings > Local Policies > User Rights Assignment > Log on as a service: add the Directory Service Account and NT SERVICE\\ALL SERVICES, and every other account that runs a service there. Or set the option to Not defined for these servers.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, ROLE_SERVERS, SET_CONFIGURATION, MODULE, MS_GPSB],
  // No pass: without the SID of the account no list proves that it is on it.
  examples: {
    pass: [],
    fail: [
      {
        note: "A list without NT SERVICE\\ALL SERVICES.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Privilege Rights]\nSeServiceLogonRight = *S-1-5-21-1004336348-1177238915-682003330-1122\n`,
        },
      },
      {
        note: "Defined and empty: nobody may log on as a service.",
        files: { [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Privilege Rights]\nSeServiceLogonRight =\n` },
      },
    ],
    unknown: [
      {
        note: "Whether the second SID is the Directory Service Account cannot be told.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Privilege Rights]\nSeServiceLogonRight = *S-1-5-80-0,*S-1-5-21-1004336348-1177238915-682003330-1122\n`,
        },
      },
      { note: "No GPO defines the right: the local list counts.", files: UNRELATED },
    ],
  },
});
