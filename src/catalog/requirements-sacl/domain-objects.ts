/** Single objects and containers of a domain. */
import type { Requirement } from "../define.ts";
import { ADSC, below, ELASTIC, everyone, ITSELF, saclRequirement, SET_AUDIT_RULE, SIGMA } from "./_define.ts";
import { ATTRIBUTE, CLASS } from "./_guids.ts";

const WRITE = 0x20;
const CONTROL = 0xc0000;
const EXTENDED = 0x100;
const CHILDREN = 0x3;

const POLICY_ATTRIBUTES = [ATTRIBUTE.machineExtensionNames, ATTRIBUTE.userExtensionNames, ATTRIBUTE.fileSysPath];

/** Records of DNS are objects below a zone. */
function dns(
  id: string,
  label: string,
  about: string,
  object: Parameters<typeof saclRequirement>[0]["object"],
): Requirement {
  return saclRequirement({
    id,
    title: `New DNS records are recorded: ${label.replace(/^SACL of DNS: /, "")}`,
    label,
    severity: "medium",
    about,
    object,
    needs: [everyone(0x1, below(CLASS.dnsZone), [CLASS.dnsNode])],
    feeds: ["changes", "access"],
    entries: `(OU;CISA;CC;${CLASS.dnsNode.toLowerCase()};;WD)`,
    why: "Any user may add records to zones in the directory: a wildcard, WPAD, or a name that lures Kerberos to another server.",
    events: ["5137", "4662"],
    detections: ["Records that redirect or coerce authentication (Elastic, Sigma)"],
    references: [ADSC, ELASTIC, SIGMA],
  });
}

export const requirements: readonly Requirement[] = [
  saclRequirement({
    id: "SACL-ADMINSDHOLDER",
    title: "Changes of AdminSDHolder are recorded",
    label: "SACL of AdminSDHolder",
    severity: "high",
    about: "AdminSDHolder container",
    object: { of: "domain", below: "CN=AdminSDHolder,CN=System" },
    needs: [everyone(WRITE | CONTROL, ITSELF)],
    feeds: ["changes"],
    entries: "(AU;SA;WPWDWO;;;WD)",
    why: "Its permissions are copied to every protected account within the hour. A new domain has the entry; only DS Changes has to be on.",
    events: ["5136"],
    detections: ["Backdoors in AdminSDHolder"],
    references: [ADSC],
  }),
  saclRequirement({
    id: "SACL-RID-MANAGER",
    title: "Seizure of the RID master's role is recorded",
    label: "SACL of the RID manager",
    severity: "low",
    about: "RID manager",
    object: { of: "domain", below: "CN=RID Manager$,CN=System" },
    needs: [everyone(WRITE | EXTENDED, ITSELF)],
    feeds: ["access", "changes"],
    entries: "(AU;SA;CRWP;;;WD)",
    why: "A new domain has the entry; it shows who moves the role.",
    events: ["4662", "5136"],
    detections: ["Moves of the RID master's role"],
    references: [ADSC],
  }),
  saclRequirement({
    id: "SACL-GROUP-POLICY",
    title: "Changes, additions and deletions of GPOs are recorded",
    label: "SACL of CN=Policies",
    severity: "high",
    about: "container of the GPOs",
    object: { of: "domain", below: "CN=Policies,CN=System" },
    needs: [
      everyone(CHILDREN, ITSELF, [CLASS.groupPolicyContainer]),
      everyone(WRITE, below(CLASS.groupPolicyContainer), POLICY_ATTRIBUTES),
      everyone(CONTROL, below(CLASS.groupPolicyContainer)),
    ],
    feeds: ["changes"],
    entries: `(OU;SA;CCDC;${CLASS.groupPolicyContainer.toLowerCase()};;WD)(OU;CIIOSA;WPWDWO;;${CLASS.groupPolicyContainer.toLowerCase()};WD)`,
    why: "A changed GPO runs as SYSTEM on every computer that it reaches.",
    functional:
      "A domain of Windows Server 2019 that we have seen carries entries there that lack only changes of the owner; the published rules say that one must be set.",
    events: ["5136", "5137", "5141"],
    detections: ["Abuse of GPOs (Sigma, Elastic)"],
    references: [ADSC, SIGMA, ELASTIC],
  }),
  dns("SACL-DNS-DOMAIN", "SACL of DNS: domain zones", "DNS zones of the domain", {
    of: "domain",
    below: "CN=MicrosoftDNS,DC=DomainDnsZones",
  }),
  dns("SACL-DNS-FOREST", "SACL of DNS: forest zones", "DNS zones of the forest", {
    of: "forest-root",
    below: "CN=MicrosoftDNS,DC=ForestDnsZones",
  }),
  dns("SACL-DNS-SYSTEM", "SACL of DNS: zones in System", "DNS zones in the domain's System container", {
    of: "domain",
    below: "CN=MicrosoftDNS,CN=System",
  }),
  saclRequirement({
    id: "SACL-ADFS-KEYS",
    title: "Reads of the keys of AD FS are recorded",
    label: "SACL for AD FS keys",
    severity: "high",
    about: "AD FS container",
    object: { of: "domain", below: "CN=ADFS,CN=Microsoft,CN=Program Data" },
    needs: [everyone(0x10, below(CLASS.contact), [ATTRIBUTE.thumbnailPhoto])],
    feeds: ["access"],
    guard: { when: "exists", parent: "CN=Microsoft,CN=Program Data" },
    entries: `(OU;CIIOSA;RP;${ATTRIBUTE.thumbnailPhoto.toLowerCase()};${CLASS.contact.toLowerCase()};WD)`,
    why: "The key stands as a picture in a contact object; whoever reads it can sign tokens for anybody.",
    events: ["4662"],
    detections: ["Theft of AD FS keys"],
    references: [SET_AUDIT_RULE, ADSC],
  }),
];
