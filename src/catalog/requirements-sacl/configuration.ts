/** Objects of the Configuration container: certificates, the directory service, sites, root keys. */
import type { Requirement } from "../define.ts";
import { ADSC, below, ELASTIC, everyone, ITSELF, saclRequirement, SET_AUDIT_RULE } from "./_define.ts";
import { ATTRIBUTE, CLASS } from "./_guids.ts";

const WRITE = 0x20;
const CONTROL = 0xc0000;
const CHILDREN = 0x3;
const PUBLIC_KEY = "CN=Public Key Services,CN=Services";

const TEMPLATE_ATTRIBUTES = [
  ATTRIBUTE.certificateNameFlag,
  ATTRIBUTE.enrollmentFlag,
  ATTRIBUTE.extendedKeyUsage,
  ATTRIBUTE.certificateApplicationPolicy,
  ATTRIBUTE.raSignature,
];

function certificates(id: string, label: string, name: string): Requirement {
  const authority = CLASS.certificationAuthority.toLowerCase();
  return saclRequirement({
    id,
    title: `New and changed CA certificates: CN=${name}`,
    label,
    severity: "medium",
    about: `CN=${name} container`,
    object: { of: "configuration", below: `CN=${name},${PUBLIC_KEY}` },
    needs: [
      everyone(0x1, ITSELF, [CLASS.certificationAuthority]),
      everyone(WRITE, below(CLASS.certificationAuthority), [ATTRIBUTE.caCertificate]),
      everyone(CONTROL, below(CLASS.certificationAuthority)),
    ],
    feeds: ["changes"],
    entries: `(OU;SA;CC;${authority};;WD)(OU;CIIOSA;WPWDWO;;${authority};WD)`,
    why: "A CA that is named there is trusted by the whole forest.",
    events: ["5136", "5137"],
    detections: ["Rogue CA certificates"],
    references: [ADSC],
  });
}

export const requirements: readonly Requirement[] = [
  saclRequirement({
    id: "SACL-CERTIFICATE-TEMPLATES",
    title: "Changes of certificate templates are recorded",
    label: "SACL of certificate templates",
    severity: "high",
    about: "certificate templates",
    object: { of: "configuration", below: `CN=Certificate Templates,${PUBLIC_KEY}` },
    needs: [
      everyone(CHILDREN, ITSELF, [CLASS.certificateTemplate]),
      everyone(WRITE, below(CLASS.certificateTemplate), TEMPLATE_ATTRIBUTES),
      everyone(CONTROL, below(CLASS.certificateTemplate)),
    ],
    feeds: ["changes"],
    entries: `(OU;SA;CCDC;${CLASS.certificateTemplate.toLowerCase()};;WD)(OU;CIIOSA;WPWDWO;;${CLASS.certificateTemplate.toLowerCase()};WD)`,
    why: "A template that lets the applicant choose the name gives certificates of anybody (ESC4).",
    events: ["5136", "5137", "5141"],
    detections: ["Tampering with certificate templates"],
    references: [ADSC],
  }),
  saclRequirement({
    id: "SACL-ENROLLMENT-SERVICES",
    title: "Publication of certificate templates is recorded",
    label: "SACL of enrollment services",
    severity: "medium",
    about: "enrollment services",
    object: { of: "configuration", below: `CN=Enrollment Services,${PUBLIC_KEY}` },
    needs: [
      everyone(WRITE, below(CLASS.enrollmentService), [ATTRIBUTE.certificateTemplates]),
      everyone(CONTROL, below(CLASS.enrollmentService)),
    ],
    feeds: ["changes"],
    entries: `(OU;CIIOSA;WPWDWO;;${CLASS.enrollmentService.toLowerCase()};WD)`,
    why: "Which templates a CA issues is kept there.",
    events: ["5136"],
    detections: ["Publication of templates"],
    references: [ADSC],
  }),
  certificates("SACL-CERTIFICATION-AUTHORITIES", "SACL of root CAs", "Certification Authorities"),
  certificates("SACL-AIA", "SACL of AIA", "AIA"),
  saclRequirement({
    id: "SACL-NTAUTH",
    title: "Changes of the CAs that may issue logon certificates are recorded",
    label: "SACL of NTAuthCertificates",
    severity: "medium",
    about: "NTAuthCertificates object",
    object: { of: "configuration", below: `CN=NTAuthCertificates,${PUBLIC_KEY}` },
    needs: [everyone(WRITE, ITSELF, [ATTRIBUTE.caCertificate]), everyone(CONTROL, ITSELF)],
    feeds: ["changes"],
    entries: "(AU;SA;WPWDWO;;;WD)",
    why: "Certificates of the CAs in this object sign in.",
    events: ["5136"],
    detections: ["Rogue CA certificates"],
    references: [ADSC],
  }),
  saclRequirement({
    id: "SACL-DS-HEURISTICS",
    title: "Changes of dSHeuristics are recorded",
    label: "SACL for dSHeuristics",
    severity: "medium",
    about: "Directory Service object",
    object: { of: "configuration", below: "CN=Directory Service,CN=Windows NT,CN=Services" },
    needs: [everyone(WRITE, ITSELF, [ATTRIBUTE.dSHeuristics])],
    feeds: ["changes"],
    entries: `(OU;SA;WP;${ATTRIBUTE.dSHeuristics.toLowerCase()};;WD)`,
    why: "The attribute takes groups out of the protection of AdminSDHolder, and switches anonymous access on.",
    events: ["5136"],
    detections: ["Groups taken out of AdminSDHolder (Elastic)"],
    references: [ADSC, ELASTIC],
  }),
  saclRequirement({
    id: "SACL-SITES",
    title: "New and deleted server objects of sites are recorded",
    label: "SACL of sites",
    severity: "medium",
    about: "sites container",
    object: { of: "configuration", below: "CN=Sites" },
    needs: [everyone(CHILDREN, below(null), [CLASS.directoryServiceAgent, CLASS.server])],
    feeds: ["changes"],
    entries: `(OU;CISA;CCDC;${CLASS.directoryServiceAgent.toLowerCase()};;WD)(OU;CISA;CCDC;${CLASS.server.toLowerCase()};;WD)`,
    why: "A domain controller that is none is entered there for seconds (DCShadow).",
    events: ["5137", "5141"],
    detections: ["Rogue domain controllers"],
    references: [ADSC],
  }),
  saclRequirement({
    id: "SACL-KDS-ROOT-KEYS",
    title: "Reads of the root keys of managed accounts are recorded",
    label: "SACL of KDS root keys",
    severity: "info",
    about: "KDS root keys",
    object: { of: "configuration", below: "CN=Master Root Keys,CN=Group Key Distribution Service,CN=Services" },
    needs: [everyone(0x10, below(null))],
    feeds: ["access"],
    entries: "(AU;CIIOSA;RP;;;WD)",
    why: "Whoever reads a root key computes the passwords of all gMSAs (golden gMSA).",
    functional:
      "A report, no verdict on Defender for Identity: version 1.0.0.5 of Microsoft's module has an item KdsAuditing, and what it asks for is not published. That it is this entry is our inference.",
    events: ["4662"],
    detections: ["Golden gMSA"],
    references: [SET_AUDIT_RULE, ADSC],
  }),
];
