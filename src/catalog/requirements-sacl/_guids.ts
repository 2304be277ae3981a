/** GUIDs of classes, attributes and rights that requirements speak of [MS-ADSC; MS-ADA1 to MS-ADA3; MS-ADTS 5.1.3.2.1]. */
import type { Guid } from "../../core/fact.ts";

const TAIL = "-0DE6-11D0-A285-00AA003049E2";

export const CLASS = {
  user: `BF967ABA${TAIL}`,
  group: `BF967A9C${TAIL}`,
  computer: `BF967A86${TAIL}`,
  managedServiceAccount: "CE206244-5827-4A86-BA1C-1C0C386C1B64",
  groupManagedServiceAccount: "7B8B558A-93A5-4AF7-ADCA-C017E67F1057",
  delegatedManagedServiceAccount: "0FEB936F-47B3-49F2-9386-1DEDC2C23765",
  organizationalUnit: `BF967AA5${TAIL}`,
  groupPolicyContainer: "F30E3BC2-9FF0-11D1-B603-0000F80367C1",
  dnsZone: "E0FA1E8B-9B45-11D0-AFDD-00C04FD930C9",
  dnsNode: "E0FA1E8C-9B45-11D0-AFDD-00C04FD930C9",
  contact: "5CB41ED0-0E4C-11D0-A286-00AA003049E2",
  certificateTemplate: "E5209CA2-3BBA-11D2-90CC-00C04FD91AB1",
  enrollmentService: "EE4AA692-3BBA-11D2-90CC-00C04FD91AB1",
  certificationAuthority: "3FDFEE50-47F4-11D1-A9C3-0000F80367C1",
  directoryServiceAgent: "F0F8FFAB-1191-11D0-A060-00AA006C33ED",
  server: `BF967A92${TAIL}`,
} as const satisfies Record<string, Guid>;

export const ATTRIBUTE = {
  gPLink: "F30E3BBE-9FF0-11D1-B603-0000F80367C1",
  gPOptions: "F30E3BBF-9FF0-11D1-B603-0000F80367C1",
  keyCredentialLink: "5B47D60F-6090-40B2-9F37-2A4DE88F3063",
  servicePrincipalName: "F3A64788-5306-11D1-A9C5-0000F80367C1",
  allowedToActOnBehalf: "3F78C3E5-F79A-46BD-A0B8-9D18116DDC79",
  allowedToDelegateTo: "800D94D7-B7A1-42A1-B14D-7CAE1423D07F",
  userAccountControl: `BF967A68${TAIL}`,
  sidHistory: "17EB4278-D167-11D0-B002-0000F80367C1",
  altSecurityIdentities: "00FBF30C-91FE-11D1-AEBC-0000F80367C1",
  unixUserPassword: "612CB747-C0E8-4F92-9221-FDD5F15B550D",
  pkiAccountCredentials: "B8DFA744-31DC-4EF1-AC7C-84BAF7EF9DA7",
  pkiDpapiMasterKeys: "B3F93023-9239-4F7C-B99C-6745D87ADBC2",
  pkiCredentialRoamingTokens: "B7FF5A38-0818-42B0-8110-D3D154C97F24",
  managedPassword: "E362ED86-B728-0842-B27D-2DEA7A9DF218",
  managedAccountPrecededByLink: "A0945B2B-57A2-43BD-B327-4D112A4E8BD1",
  thumbnailPhoto: "8D3BCA50-1D7E-11D0-A081-00AA006C33ED",
  machineExtensionNames: "32FF8ECC-783F-11D2-9916-0000F87A57D4",
  userExtensionNames: "42A75FC6-783F-11D2-9916-0000F87A57D4",
  fileSysPath: "F30E3BC1-9FF0-11D1-B603-0000F80367C1",
  certificateNameFlag: "EA1DDDC4-60FF-416E-8CC0-17CEE534BCE7",
  enrollmentFlag: "D15EF7D8-F226-46DB-AE79-B34E560BD12C",
  extendedKeyUsage: "18976AF6-3B9E-11D2-90CC-00C04FD91AB1",
  certificateApplicationPolicy: "DBD90548-AA37-4202-9966-8C537BA5CE32",
  raSignature: "FE17E04B-937D-4F7E-8E0E-9292C8D5683E",
  certificateTemplates: "2A39C5B1-8960-11D1-AEBC-0000F80367C1",
  caCertificate: `BF967932${TAIL}`,
  dSHeuristics: "F0F8FF86-1191-11D0-A060-00AA006C33ED",
  recoveryPassword: "43061AC1-C8AD-4CCC-B785-2BFAC20FC60A",
} as const satisfies Record<string, Guid>;

export const RIGHT = {
  getChanges: "1131F6AA-9C07-11D1-F79F-00C04FC2DCD2",
  getChangesAll: "1131F6AD-9C07-11D1-F79F-00C04FC2DCD2",
  getChangesInFilteredSet: "89E95B76-444D-4C62-991A-0FACBEDA640C",
} as const satisfies Record<string, Guid>;
