/** The public pages and specifications behind the requirements on sensors, policy mechanics and logs. */
import type { Reference } from "../define.ts";

const RETRIEVED = "2026-11-22";
const LEARN = "https://learn.microsoft.com";

function page(title: string, path: string): Reference {
  return { title, locator: `${LEARN}${path}`, retrieved: RETRIEVED };
}

export const PREREQUISITES_V2 = page(
  "Defender for Identity sensor v2.x prerequisites",
  "/defender-for-identity/deploy/prerequisites-sensor-version-2",
);
export const PREREQUISITES_V3 = page(
  "Deploy the Defender for Identity sensor v3.x",
  "/defender-for-identity/deploy/deploy-sensor-v3",
);
export const PREREQUISITES_STANDALONE = page(
  "Defender for Identity stand-alone sensor prerequisites",
  "/defender-for-identity/deploy/prerequisites-standalone",
);
export const ROLE_SERVERS = page(
  "Configure sensors for AD FS, AD CS and Microsoft Entra Connect",
  "/defender-for-identity/deploy/active-directory-federation-services",
);
export const EVENT_COLLECTION = page(
  "Configure audit policies for Windows event logs",
  "/defender-for-identity/deploy/configure-windows-event-collection",
);
export const HEALTH_ALERTS = page("Defender for Identity health issues", "/defender-for-identity/health-alerts");
export const KNOWN_ISSUES = page(
  "Troubleshooting Defender for Identity known issues",
  "/defender-for-identity/troubleshooting-known-issues",
);
export const DIRECTORY_SERVICE_ACCOUNTS = page(
  "Directory service accounts for Defender for Identity",
  "/defender-for-identity/deploy/directory-service-accounts",
);
export const GMSA = page(
  "Configure a gMSA directory service account",
  "/defender-for-identity/deploy/create-directory-service-account-gmsa",
);
export const NAME_RESOLUTION = page(
  "Network Name Resolution in Defender for Identity",
  "/defender-for-identity/nnr-policy",
);
export const PROXY = page(
  "Connect to the Defender for Identity service",
  "/defender-for-identity/deploy/configure-proxy",
);
export const CAPACITY = page(
  "Plan capacity for Defender for Identity",
  "/defender-for-identity/deploy/capacity-planning",
);
export const FAQ = page("Defender for Identity frequently asked questions", "/defender-for-identity/technical-faq");
export const ROLE_GROUPS = page("Defender for Identity role groups", "/defender-for-identity/role-groups");
export const REMOTE_SAM = page(
  "Configure SAM-R for lateral movement path detection",
  "/defender-for-identity/deploy/remote-calls-sam",
);
export const SET_CONFIGURATION = page(
  "Set-MDIConfiguration",
  "/powershell/module/defenderforidentity/set-mdiconfiguration",
);
export const FORCE_SUBCATEGORY = page(
  "Audit: Force audit policy subcategory settings to override audit policy category settings",
  "/windows/security/threat-protection/security-policy-settings/audit-force-audit-policy-subcategory-settings-to-override",
);
export const AUDIT_FAQ = page(
  "Advanced security auditing FAQ",
  "/windows/security/threat-protection/auditing/advanced-security-auditing-faq",
);
export const NTLM_IN_DOMAIN = page(
  "Network security: Restrict NTLM: Audit NTLM authentication in this domain",
  "/windows/security/threat-protection/security-policy-settings/network-security-restrict-ntlm-audit-ntlm-authentication-in-this-domain",
);
export const LOG_ACCESS_POLICY = page(
  "Event log policies: log access, retention and size",
  "/windows/client-management/mdm/policy-csp-admx-eventlog",
);

export const READINESS: Reference = {
  title: "Test-MdiReadiness.ps1",
  locator: "https://github.com/microsoft/Microsoft-Defender-for-Identity/tree/main/Test-MdiReadiness",
  retrieved: RETRIEVED,
};
export const MS_GPAC: Reference = {
  title: "[MS-GPAC] Group Policy: Audit Configuration Extension, 2.2 and 3.2.5",
  locator: `${LEARN}/openspecs/windows_protocols/ms-gpac`,
  retrieved: RETRIEVED,
};
export const MS_GPOL: Reference = {
  title: "[MS-GPOL] Group Policy: Core Protocol, 2.2.4 and 3.2.5.1.10",
  locator: `${LEARN}/openspecs/windows_protocols/ms-gpol`,
  retrieved: RETRIEVED,
};
export const MS_GPSB: Reference = {
  title: "[MS-GPSB] Group Policy: Security Protocol Extension, 2.2",
  locator: `${LEARN}/openspecs/windows_protocols/ms-gpsb`,
  retrieved: RETRIEVED,
};
export const MS_GPFAS: Reference = {
  title: "[MS-GPFAS] Group Policy: Firewall and Advanced Security Data Structure, 2.2",
  locator: `${LEARN}/openspecs/windows_protocols/ms-gpfas`,
  retrieved: RETRIEVED,
};
