import { defineRequirement } from "../define.ts";
import { SECURITY_TEMPLATE, TEMPLATE_HEAD, UNRELATED } from "./_samples.ts";
import { HEALTH_PAGE, withoutItem } from "./_sensor.ts";
import { GMSA, HEALTH_ALERTS, KNOWN_ISSUES } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-SENSOR-SERVICE-LOGON",
  revision: 1,
  title: "A defined Log on as a service names all services and the gMSA",
  label: "Log on as a service",
  severity: "high",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "user-right",
    right: "SeServiceLogonRight",
    contains: [
      { sid: "S-1-5-80-0", label: "NT SERVICE\\ALL SERVICES" },
      { sid: null, label: "the directory service account (gMSA) of the v2.x sensors" },
    ],
    whenAbsent: "unknown",
  },
  want: "Where a policy defines Log on as a service (SeServiceLogonRight) for a server with a v2.x sensor, it holds NT SERVICE\\ALL SERVICES (S-1-5-80-0) and the directory service account, and the deny right holds neither.",
  why: "The v2.x sensor runs as LocalService and impersonates the directory service account. A policy replaces the whole local list, so an account that it leaves out loses the right: the sensor then cannot use the gMSA, or stays in the state Starting when ALL SERVICES is missing. The gMSA also needs its password (see MDI-DSA-READ) and membership of Performance Log Users on the server; an older page says Performance Monitor Users. Estates with v3.x sensors only need none of this.",
  functional:
    "Microsoft's tools do not read this right on domain controllers; the health alert about directory service credentials appears only once the sensor has failed.",
  events: [],
  detections: [],
  microsoft: withoutItem("Directory services user credentials are incorrect", false),
  verify: [
    `${HEALTH_PAGE}: Directory services user credentials are incorrect; Sensor service failed to start`,
    "Test-MDIDSA -Identity '<directory service account>' -Detailed",
  ],
  ask: [
    "secedit.exe /export /areas USER_RIGHTS /cfg .\\user-rights.inf",
    "gpresult.exe /scope computer /x .\\rsop.xml",
    "Get-ADServiceAccount -Identity '<directory service account>' -Properties SID, PrincipalsAllowedToRetrieveManagedPassword",
    "Get-LocalGroupMember -SID S-1-5-32-559  # Performance Log Users, for reading by eye",
  ],
  remedies: [
    {
      via: "native",
      text: "In the GPO that defines the right: Computer Configuration > Policies > Windows Settings > Security Settings > Local Policies > User Rights Assignment > Log on as a service: add NT SERVICE\\ALL SERVICES and the directory service account. Keep everything that is listed: the list replaces the local one on every server in scope.",
      commands: ["secedit.exe /export /areas USER_RIGHTS /cfg .\\user-rights-before.inf", "gpmc.msc"],
    },
    {
      via: "native",
      text: "The gMSA's group on a member server, from an elevated prompt there (on domain controllers the group is the one in CN=Builtin).",
      commands: ["Add-LocalGroupMember -SID S-1-5-32-559 -Member '<DOMAIN\\gmsa$>'"],
    },
  ],
  references: [GMSA, KNOWN_ISSUES, HEALTH_ALERTS],
  examples: {
    pass: [],
    fail: [
      {
        note: "The list names a backup account and drops ALL SERVICES.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Privilege Rights]\nSeServiceLogonRight = *S-1-5-21-1004336348-1177238915-682003330-1210\n`,
        },
      },
      {
        note: "The right is defined for nobody.",
        files: { [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Privilege Rights]\nSeServiceLogonRight =\n` },
      },
    ],
    unknown: [{ note: "No policy defines the right; the local list of each server decides.", files: UNRELATED }],
  },
});
