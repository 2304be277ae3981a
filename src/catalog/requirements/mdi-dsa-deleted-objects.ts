import { defineRequirement } from "../define.ts";
import { UNRELATED } from "./_samples.ts";
import { NO_DRY_RUN } from "./_sensor.ts";
import { DIRECTORY_SERVICE_ACCOUNTS, FAQ, GMSA, SET_CONFIGURATION } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-DSA-DELETED-OBJECTS",
  revision: 2,
  title: "The directory service account may read the Deleted Objects container",
  label: "DSA reads Deleted Objects",
  severity: "medium",
  appliesTo: { each: "object", object: "Deleted Objects container" },
  expect: { kind: "access", object: { of: "domain", below: "CN=Deleted Objects" }, rights: 0x14 },
  want: "On CN=Deleted Objects of every domain, the directory service account of the v2.x sensors, or a group that holds it, is allowed List Contents and Read Property (0x4 and 0x10, in SDDL LCRP).",
  why: "By default only administrators see deleted objects. Without the right the sensor learns nothing of deleted users and computers. One of the two rights alone is not enough. A gMSA gets the right through a group. v3.x sensors run as LocalSystem: whether they need anything here is not documented, and we take it that they do not.",
  functional:
    "Microsoft's module parses the English output of dsacls, so it says False on a server in another language; a False on an estate of v3.x sensors only means nothing.",
  events: [],
  detections: [{ title: "Activity: user or computer deleted or restored", basis: "documented" }],
  microsoft: {
    item: "DeletedObjectsContainerPermission",
    fixed: {
      moduleDomain: { verdict: null, reason: "It reads the access list of the object, which no GPO carries." },
      moduleLocalMachine: {
        verdict: null,
        reason: "It reads the same object as in Domain mode, and asks for the identity on the console.",
      },
      testMdiReadiness: { verdict: null, reason: "It has no such test that we know of." },
      healthAlert: { verdict: null, reason: "No health alert exists for it." },
    },
  },
  verify: [
    "Test-MDIConfiguration -Mode Domain -Configuration DeletedObjectsContainerPermission -Identity 'REPLACE-ME'",
    "Test-MDIDSA -Identity 'REPLACE-ME' -Detailed",
  ],
  ask: [
    'Get-Acl -Path "AD:\\CN=Deleted Objects,$((Get-ADDomain).DistinguishedName)" | Select-Object Path, Sddl | ConvertTo-Json | Set-Content -Encoding UTF8 -Path .\\deleted-objects.json  # elevated, on a domain controller',
    'dsacls.exe "CN=Deleted Objects,$((Get-ADDomain).DistinguishedName)"  # on a domain controller, elevated, for reading by eye',
    "Get-ADObject -Filter 'isDeleted -eq $true' -IncludeDeletedObjects -ResultSetSize 1  # run as the directory service account",
  ],
  remedies: [
    {
      via: "module",
      text: `For v2.x sensors. Takes ownership of the container and grants the two rights to the account or group named. ${NO_DRY_RUN}`,
      commands: [
        "$identity = 'REPLACE-ME'  # the directory service account, or the group that holds a gMSA",
        "Set-MDIConfiguration -Mode Domain -Configuration DeletedObjectsContainerPermission -Identity $identity -Domain {domain}",
      ],
    },
    {
      via: "native",
      text: "The same by hand, elevated, as a member of Domain Admins of that domain. The first line keeps the old list.",
      commands: [
        "$container = 'CN=Deleted Objects,' + {dn}",
        "dsacls.exe $container > (Join-Path $env:TEMP 'deleted-objects-before.txt')",
        "dsacls.exe $container /takeownership",
        "dsacls.exe $container /G 'REPLACE-ME:LCRP'",
      ],
    },
  ],
  references: [DIRECTORY_SERVICE_ACCOUNTS, GMSA, FAQ, SET_CONFIGURATION],
  examples: {
    pass: [],
    fail: [],
    unknown: [
      { note: "No GPO carries the access list of an object.", files: UNRELATED },
      {
        note: "The list shows who has the rights; which account the sensors use only its owner knows.",
        files: {
          "directory/deleted.sddl.txt":
            "CN=Deleted Objects,DC=corp,DC=example : O:SYG:SYD:PAI(A;;LCRP;;;S-1-5-21-1-2-3-1104)(A;;CCDCLCSWRPWPSDRCWDWO;;;SY)(A;;LCRP;;;BA)\n",
        },
      },
    ],
  },
});
