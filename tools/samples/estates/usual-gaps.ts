import { writeBackups } from "../backup.ts";
import { defineDomain, type Gpo } from "../model.ts";
import {
  channelAccess,
  DC_OU,
  defaultPolicies,
  mdiRows,
  ntlm,
  preference,
  remoteSam,
  SENSOR_ACCOUNT,
  securityLogSize,
} from "./common.ts";

const BACKUP_TIME = "2025-10-06T06:15:00";

/** The only estate with a history: an older backup of the same GPO lies beside the newer one. */
function usualGapsGpos(): Gpo[] {
  const domain = defineDomain("contoso.example", "CONTOSO", "dc01");
  const common = { domain, backupTime: BACKUP_TIME } as const;
  const auditGpo = {
    domain,
    name: "DC Advanced Audit",
    comment: "Audit settings of the domain controllers. Owner: directory team.",
    created: "2023-03-14T10:12:09",
    options: 1,
    tool: "editor",
    links: [{ path: DC_OU }],
  } as const;
  return [
    ...defaultPolicies(domain, BACKUP_TIME),
    {
      ...auditGpo,
      modified: "2025-08-19T14:02:55",
      backupTime: BACKUP_TIME,
      backupComment: "quarterly backup",
      machine: { directory: 23, sysvol: 23 },
      audit: [
        ...mdiRows({ "923F": 1, "9236": 1, "923C": null }),
        { head: "9215", value: 3 },
        { head: "921B", value: 1 },
      ],
    },
    {
      ...auditGpo,
      modified: "2024-01-30T16:20:41",
      backupTime: "2024-02-05T06:15:00",
      backupComment: "before the log volume review",
      machine: { directory: 19, sysvol: 19 },
      audit: [...mdiRows(), { head: "9215", value: 3 }, { head: "921B", value: 1 }],
    },
    {
      ...common,
      name: "DC NTLM Auditing",
      created: "2024-06-03T08:44:00",
      modified: "2025-10-05T21:58:12",
      options: 1,
      machine: { directory: 9, sysvol: 7 },
      tool: "editor",
      security: { registry: ntlm(2, null, 1) },
      links: [{ path: DC_OU }],
    },
    {
      ...common,
      name: "DC NTLM Outgoing (pilot)",
      comment: "Pilot switched off on request of the application team.",
      created: "2024-06-03T09:02:11",
      modified: "2024-07-22T11:35:40",
      options: 2,
      machine: { directory: 2, sysvol: 2 },
      tool: "editor",
      security: { registry: ntlm(null, 1, null) },
      links: [{ path: DC_OU }],
    },
    {
      ...common,
      name: "Legacy SOC Auditing",
      comment: "Required by the previous monitoring provider.",
      created: "2019-11-11T12:00:30",
      modified: "2020-02-27T09:18:05",
      machine: { directory: 11, sysvol: 11 },
      tool: "editor",
      audit: [
        { head: "923F", value: 1 },
        { head: "9235", value: 2 },
        { head: "9237", value: 1 },
      ],
      links: [{ path: "", enforced: true }],
    },
    {
      ...common,
      name: "Microsoft Defender for Identity - Advanced Audit Policy for DCs",
      created: "2025-07-01T07:31:00",
      modified: "2025-07-01T07:31:02",
      options: 1,
      machine: { directory: 1, sysvol: 1 },
      tool: "module",
      audit: mdiRows(),
    },
    {
      ...common,
      name: "Microsoft Defender for Identity - Remote SAM Access",
      created: "2023-09-12T13:05:00",
      modified: "2023-09-12T13:05:03",
      options: 1,
      machine: { directory: 1, sysvol: 1 },
      tool: "module",
      security: { registry: [remoteSam(`O:BAG:BAD:(A;;RC;;;BA)(A;;RC;;;${domain.sid}-1107)`)] },
      filtering: { apply: ["authenticated-users"], denyApply: ["domain-controllers"] },
      links: [{ path: "" }],
    },
    {
      ...common,
      name: "MDI Auditing (2022)",
      comment: "Written for the first deployment of the sensor.",
      created: "2022-05-18T10:20:00",
      modified: "2022-05-18T10:58:22",
      machine: { directory: 6, sysvol: 6 },
      tool: "editor",
      preferences: [
        preference(
          "U",
          "SYSTEM\\CurrentControlSet\\Services\\NTDS\\Diagnostics",
          "15 Field Engineering",
          5,
          "2022-05-18 10:41:07",
        ),
        preference(
          "C",
          "SYSTEM\\CurrentControlSet\\Services\\NTDS\\Parameters",
          "Expensive Search Results Threshold",
          1,
          "2022-05-18 10:43:50",
        ),
      ],
      links: [{ path: DC_OU }],
    },
    {
      ...common,
      name: "Server Event Logs",
      comment: "Only administrators and event log readers may read the Security log.",
      created: "2022-01-12T08:00:00",
      modified: "2024-09-30T10:11:12",
      options: 1,
      machine: { directory: 8, sysvol: 8 },
      tool: "editor",
      policies: [channelAccess(), securityLogSize(2_097_152)],
      links: [{ path: DC_OU }, { path: "Servers" }],
    },
    {
      ...common,
      name: "Workstations - Screen lock",
      created: "2021-04-07T07:15:00",
      modified: "2022-10-10T12:30:45",
      options: 2,
      machine: { directory: 0, sysvol: 0 },
      user: { directory: 5, sysvol: 5 },
      tool: "editor",
      userPolicies: [
        {
          records: [
            {
              key: "Software\\Policies\\Microsoft\\Windows\\Control Panel\\Desktop",
              name: "ScreenSaveTimeOut",
              type: 1,
              value: "600",
            },
          ],
          display: {
            name: "Screen saver timeout",
            category: "Control Panel/Personalization",
            explain: "Sets the idle time before the screen saver starts.",
            supported: "At least Windows 2000 Service Pack 1",
            parts: [{ kind: "Numeric", name: "Seconds:", value: "600" }],
          },
        },
      ],
      links: [{ path: "Workstations" }],
    },
    {
      ...common,
      name: "Servers - Service accounts",
      created: "2023-09-12T13:30:00",
      modified: "2023-09-12T13:48:19",
      options: 1,
      machine: { directory: 3, sysvol: 3 },
      tool: "editor",
      security: { rights: [{ right: "SeServiceLogonRight", members: [SENSOR_ACCOUNT, "all-services"] }] },
      links: [{ path: "Servers" }],
    },
  ];
}

export function usualGaps(): Map<string, Uint8Array> {
  return writeBackups(usualGapsGpos());
}
