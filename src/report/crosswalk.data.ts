/**
 * Controls that a check supports: identifiers only, the words of the standards are their publishers' [evidence.md 3b].
 * Behind an asterisk: our own judgement; the others are as published.
 */

export interface ControlRow {
  /** Of requirement ids. */
  readonly pattern: RegExp;
  readonly className: string;
  readonly nist: readonly string[];
  readonly stig: readonly string[];
  readonly attack: readonly string[];
}

const AUTHENTICATION = "Authentication";
const ACCOUNTS = "Accounts and groups";
const DIRECTORY = "Directory objects and ACLs";
const SERVICES = "Services";
const FEDERATION = "PKI and federation";
const INTEGRITY = "Integrity of logging";
const COVERAGE = "Detection coverage";

/** The first that matches. STIG: Windows Server 2019. ATT&CK: as Microsoft's page of alerts named them in May 2025. */
export const CONTROLS: readonly ControlRow[] = [
  {
    pattern: /^MDI-DC-AUDIT-CREDENTIAL-VALIDATION$/,
    className: AUTHENTICATION,
    nist: ["AU-12c"],
    stig: ["WN19-AU-000070", "WN19-AU-000080"],
    attack: ["T1110.001", "T1110.003", "T1087.002"],
  },
  {
    pattern: /^MDI-DC-NTLM-/,
    className: AUTHENTICATION,
    nist: ["AU-12a", "AU-12c", "SI-4*"],
    stig: [],
    attack: ["T1110*", "T1557.001*", "T1187*"],
  },
  {
    pattern: /^MDI-DC-AUDIT-USER-ACCOUNT-MANAGEMENT$/,
    className: ACCOUNTS,
    nist: ["AC-2(4)", "AU-12c"],
    stig: ["WN19-AU-000110", "WN19-AU-000120"],
    attack: ["T1098", "T1134.005"],
  },
  {
    pattern: /^MDI-DC-AUDIT-COMPUTER-ACCOUNT-MANAGEMENT$/,
    className: ACCOUNTS,
    nist: ["AC-2(4)", "AU-12c"],
    stig: ["WN19-DC-000230"],
    attack: ["T1484", "T1068", "T1558", "T1136.002*"],
  },
  {
    pattern: /^MDI-DC-AUDIT-SECURITY-GROUP-MANAGEMENT$/,
    className: ACCOUNTS,
    nist: ["AC-2(4)", "AU-12c"],
    stig: ["WN19-AU-000100"],
    attack: ["T1098", "T1484"],
  },
  {
    pattern: /^MDI-DC-AUDIT-DISTRIBUTION-GROUP-MANAGEMENT$/,
    className: ACCOUNTS,
    nist: ["AU-12c*"],
    stig: [],
    attack: ["T1098*"],
  },
  {
    pattern: /^MDI-DC-AUDIT-DIRECTORY-SERVICE-ACCESS$/,
    className: DIRECTORY,
    nist: ["AU-12c", "AC-6(9)"],
    stig: ["WN19-DC-000240", "WN19-DC-000250"],
    attack: ["T1003.006", "T1087.002"],
  },
  {
    pattern: /^MDI-DC-AUDIT-DIRECTORY-SERVICE-CHANGES$/,
    className: DIRECTORY,
    nist: ["AU-12c", "AC-6(9)"],
    stig: ["WN19-DC-000260", "WN19-DC-000270"],
    attack: ["T1098", "T1484", "T1134.001", "T1003"],
  },
  {
    pattern: /^MDI-DOMAIN-SACL-/,
    className: DIRECTORY,
    nist: ["AU-12c", "AC-6(9)"],
    stig: ["WN19-DC-000180*"],
    attack: ["T1003.006", "T1087.002"],
  },
  { pattern: /^MDI-CONFIG-SACL$/, className: DIRECTORY, nist: ["AU-12c*"], stig: [], attack: ["T1484*"] },
  { pattern: /^MDI-ADFS-SACL$/, className: DIRECTORY, nist: ["AU-12c*"], stig: [], attack: ["T1552.004"] },
  {
    pattern: /^MDI-DC-AUDIT-SECURITY-SYSTEM-EXTENSION$/,
    className: SERVICES,
    nist: ["AU-12c", "AC-6(9)"],
    stig: ["WN19-AU-000370"],
    attack: ["T1569.002*", "T1543.003*"],
  },
  {
    pattern: /^MDI-ADFS-/,
    className: FEDERATION,
    nist: ["AU-12c", "AC-17(1)"],
    stig: ["WN19-AU-000190", "WN19-AU-000200"],
    attack: ["T1606", "T1484.002"],
  },
  {
    pattern: /^MDI-CA-AUDIT-/,
    className: FEDERATION,
    nist: ["AU-12c*"],
    stig: [],
    attack: ["T1078", "T1484", "T1649*"],
  },
  {
    pattern: /^MDI-ENTRA-AUDIT-LOGON$/,
    className: AUTHENTICATION,
    nist: ["AU-12c", "AC-17(1)"],
    stig: ["WN19-AU-000190", "WN19-AU-000200"],
    attack: ["T1078*"],
  },
  {
    pattern: /^POLICY-FORCE-SUBCATEGORY$/,
    className: INTEGRITY,
    nist: ["AU-12a"],
    stig: ["WN19-SO-000050"],
    attack: [],
  },
  { pattern: /^MDI-SENSOR-/, className: COVERAGE, nist: ["SI-4", "CA-7", "CM-8*"], stig: [], attack: [] },
];

export const FRAMEWORKS = [
  "NIST 800-53 r5",
  "ISO 27001:2022",
  "PCI DSS 4.0.1",
  "CIS v8.1",
  "SOC 2 TSC",
  "NIS2 2024/2690",
  "DORA 2024/1774",
  "ISM 2025-12",
] as const;

/** By class, in the order of {@link FRAMEWORKS}. */
export const CLASSES: ReadonlyMap<string, readonly string[]> = new Map([
  [
    AUTHENTICATION,
    [
      "AU-2, AU-3, AU-12, AC-17(1)",
      "A.8.15",
      "10.2.1.4, 10.2.2",
      "8.2, 8.5",
      "CC7.2",
      "3.2.3 c, d",
      "12(2)(c)(i)",
      "ISM-1830, ISM-1509",
    ],
  ],
  [
    ACCOUNTS,
    [
      "AC-2(4), AU-12",
      "A.8.15",
      "10.2.1.5, 10.2.1.2",
      "8.5",
      "CC7.2",
      "3.2.3 b, e",
      "12(2)(c)(i)",
      "ISM-1650, ISM-1830",
    ],
  ],
  [
    DIRECTORY,
    [
      "AU-12, AC-6(9), CM-6",
      "A.8.15, A.8.9",
      "10.2.1.2, 10.2.1.7",
      "8.5",
      "CC7.1, CC7.2",
      "3.2.3 e, f",
      "12(2)(c)(i), (iii)",
      "ISM-1830, ISM-1509",
    ],
  ],
  [SERVICES, ["AU-12, AC-6(9)", "A.8.15", "10.2.1.7", "8.5", "CC6.8, CC7.2", "3.2.3 e, g", "12(2)(c)(iv)", "ISM-1830"]],
  [
    FEDERATION,
    ["AU-12, IA-5*", "A.8.15", "10.2.1.2, 10.2.1.5", "8.5", "CC7.2", "3.2.3 d, f", "12(2)(c)(i)", "ISM-1830"],
  ],
  [
    INTEGRITY,
    [
      "AU-12a/b, AU-9, CM-6",
      "A.8.15, A.8.9",
      "10.2.1.6, 10.7.2",
      "8.2, 8.9*",
      "CC7.1",
      "3.2.3 k, 3.2.5",
      "12(2)(d), (e)",
      "ISM-1815",
    ],
  ],
  [
    COVERAGE,
    [
      "SI-4, CA-7",
      "A.8.16",
      "10.4.1.1, 10.7.2",
      "8.11, 13*",
      "CC7.2",
      "3.2.1, 3.2.2",
      "23(2)(b), 12(2)(b)",
      "ISM-1906, ISM-1907, ISM-1228",
    ],
  ],
]);
