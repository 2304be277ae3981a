import { defineRequirement } from "../define.ts";
import { UNRELATED } from "./_samples.ts";
import { EVENT_COLLECTION, PREREQUISITES_V2, PREREQUISITES_V3, ROLE_GROUPS } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-TENANT-ROLES",
  revision: 1,
  title: "Someone holds the roles to run Defender for Identity in the tenant",
  label: "Roles in the tenant",
  severity: "medium",
  appliesTo: { each: "tenant" },
  expect: {
    kind: "person",
    question:
      "Is there a Microsoft Entra ID tenant with a Security Administrator (or, in Unified RBAC, System settings: read and manage, and Security settings: all permissions) who created the workspace, entered the directory service accounts of v2.x sensors and decided on automatic Windows auditing for v3.x sensors?",
  },
  want: "A Microsoft Entra ID tenant; a Security Administrator, or Unified RBAC permissions System settings (read and manage) and Security settings (all permissions); the workspace created; for v2.x the directory service accounts entered; for v3.x automatic Windows auditing switched on, or a decision to set auditing by policy.",
  why: "The workspace can only be created by such a role. Tenants new since March 2025 give permissions through Unified RBAC only. Automatic Windows auditing writes the local policy of v3.x domain controllers every day; where a GPO sets the same values differently the two compete, so it must be known which of them is meant to win.",
  events: [],
  detections: [],
  verify: [
    "Microsoft Defender portal: System > Permissions",
    "Microsoft Defender portal: Settings > Identities > General > Advanced features: Automatic Windows auditing configuration",
    "Microsoft Defender portal: Settings > Identities > Directory service accounts",
  ],
  ask: [
    "Get-MgDirectoryRole -Filter \"displayName eq 'Security Administrator'\" | ForEach-Object { Get-MgDirectoryRoleMember -DirectoryRoleId $_.Id }  # Microsoft Graph PowerShell, for reading by eye",
    "Invoke-MgGraphRequest -Method GET -Uri 'https://graph.microsoft.com/beta/security/identities/settings/autoAuditingConfiguration'  # isAutomatic, for reading by eye",
  ],
  remedies: [
    {
      via: "manual",
      text: "Assign the role in the Microsoft Entra admin center, or create a custom role in the Microsoft Defender portal: System > Permissions > Microsoft Defender XDR > Roles.",
      commands: [],
    },
  ],
  references: [PREREQUISITES_V2, PREREQUISITES_V3, ROLE_GROUPS, EVENT_COLLECTION],
  examples: { pass: [], fail: [], unknown: [{ note: "Only a person can confirm it.", files: UNRELATED }] },
});
