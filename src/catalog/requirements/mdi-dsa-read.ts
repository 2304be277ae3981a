import { defineRequirement } from "../define.ts";
import { UNRELATED } from "./_samples.ts";
import { HEALTH_PAGE, withoutItem } from "./_sensor.ts";
import {
  DIRECTORY_SERVICE_ACCOUNTS,
  GMSA,
  HEALTH_ALERTS,
  KNOWN_ISSUES,
  PREREQUISITES_V3,
  ROLE_SERVERS,
} from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-DSA-READ",
  revision: 1,
  title: "v2.x sensors have a directory service account that can read it all",
  label: "Directory service account",
  severity: "high",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "other-evidence",
    evidence:
      "the directory service account, its rights in the directory and in the AD FS and ADSync databases, and who may retrieve its password",
  },
  want: "At least one directory service account, best a gMSA, reads all objects of the monitored domains; every server with a v2.x sensor may retrieve the gMSA's password (itself or through a group); AES is enabled on it; it is no member of a privileged group. On AD FS servers it is db_datareader of the AdfsConfiguration database; on Entra Connect with an external SQL server the sensor's computer account may execute mms_get_globalsettings and mms_get_connectors.",
  why: [
    "Sensors on AD FS, AD CS and Entra Connect servers cannot use the local service account and need the directory service account to start. On domain controllers it serves other domains and forests, trusts and deleted objects; an untrusted forest needs an account of its own, and a workspace holds 30 at most.",
    "After a change of group membership the server needs a restart or a new Kerberos ticket. A wrong or expired password stops sensors. Database rights are not replicated between AD FS servers, and an update of Entra Connect can take them away.",
    "v3.x sensors use LocalSystem only and need none of this, yet a configured account is still tested against every sensor, and a gMSA as action account switches response actions off.",
  ].join(" "),
  functional:
    "Test-MDIDSA checks that the account has too many rights rather than too few, and parts of it depend on English output.",
  events: [],
  detections: [
    { title: "Suspicious modification of the trust relationship of AD FS server", basis: "inferred" },
    { title: "Suspicious certificate usage over Kerberos protocol (PKINIT)", basis: "inferred" },
  ],
  microsoft: withoutItem("Directory services user credentials are incorrect", false),
  verify: [
    "Test-MDIDSA -Identity 'REPLACE-ME' -Detailed",
    "Test-ADServiceAccount -Identity 'REPLACE-ME'  # on each server with a v2.x sensor: True",
    `${HEALTH_PAGE}: Directory services user credentials are incorrect; Read-only user password to expire shortly; Sensor failed to retrieve Microsoft Entra Connect service configuration`,
  ],
  ask: [
    "Get-ADServiceAccount -Identity 'REPLACE-ME' -Properties PrincipalsAllowedToRetrieveManagedPassword, KerberosEncryptionType, PasswordLastSet, MemberOf",
    "Get-ADGroupMember -Identity 'REPLACE-ME' -Recursive | Select-Object SamAccountName  # the group that may retrieve the password",
    "sqlcmd.exe -S '\\\\.\\pipe\\MICROSOFT##WID\\tsql\\query' -E -Q \"SELECT name FROM sys.databases WHERE name LIKE 'AdfsConfiguration%'\"  # on each AD FS server, for reading by eye",
    "sqlcmd.exe -S '\\\\.\\pipe\\MICROSOFT##WID\\tsql\\query' -E -d AdfsConfigurationV4 -Q \"EXEC sp_helpuser\"  # on each AD FS server, with the name found above, for reading by eye",
    "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\ADSync\\Parameters' | Select-Object Server, SQLInstance, DBName  # on each Entra Connect server",
    "sqlcmd.exe -S '<server>\\<instance>' -E -d '<DBName>' -Q \"SELECT USER_NAME(grantee_principal_id), OBJECT_NAME(major_id), permission_name FROM sys.database_permissions WHERE OBJECT_NAME(major_id) IN ('mms_get_globalsettings', 'mms_get_connectors')\"  # for reading by eye",
  ],
  remedies: [
    {
      via: "module",
      text: "For v2.x sensors, once. Creates a KDS root key where there is none, a universal group and the gMSA; Domain Controllers and the group may retrieve the password. Then add the AD FS, AD CS and Entra Connect servers to the group and restart them.",
      commands: ["New-MDIDSA -Identity 'mdiSvc01' -GmsaGroupName 'mdiSvc01Group' -Domain {domain}"],
    },
    {
      via: "native",
      text: "The same by hand. A new KDS root key is usable after ten hours.",
      commands: [
        "$group = New-ADGroup -Name 'mdiSvc01Group' -GroupScope Universal -Server {domain} -PassThru",
        "Add-ADGroupMember -Identity $group -Members (Get-ADGroup -Identity 'Domain Controllers' -Server {domain}) -Server {domain}",
        "New-ADServiceAccount -Name 'mdiSvc01' -DNSHostName ('mdiSvc01.' + {domain}) -PrincipalsAllowedToRetrieveManagedPassword $group -KerberosEncryptionType AES128, AES256 -Server {domain}",
        "klist.exe -li 0x3e7 purge  # on each server that joined the group, or restart it",
      ],
    },
    {
      via: "manual",
      text: "Enter the account in the Microsoft Defender portal: Settings > Identities > Directory service accounts, with the full DNS name of its domain and, for a gMSA, the trailing $. Grant the database rights on every AD FS server and, with an external SQL server, for every Entra Connect server.",
      commands: [],
    },
  ],
  references: [DIRECTORY_SERVICE_ACCOUNTS, GMSA, ROLE_SERVERS, KNOWN_ISSUES, HEALTH_ALERTS, PREREQUISITES_V3],
  examples: {
    pass: [],
    fail: [],
    unknown: [{ note: "No GPO carries rights in the directory or in SQL.", files: UNRELATED }],
  },
});
