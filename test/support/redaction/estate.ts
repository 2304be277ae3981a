/** An estate whose names are hard to replace: ordinary words, parts of each other, markup, formulas, several alphabets. */
import { utf8 } from "../../../tools/samples/text.ts";
import { compile } from "../scenario/compile.ts";
import { readScenario } from "../scenario/model.ts";

export const DOMAIN_SID = "S-1-5-21-1735291841-902344127-3311805566";

const SCENARIO = `
title: Names that are hard to replace
domains:
  audit.kontor.example:
    links: [KD Baseline 2, Default Domain Policy]
    ous:
      Domain Controllers:
        links: [Audit, KD Baseline, "<b>Müller</b> & \\"Söhne\\" | \`KD\` $(x)", "=HYPERLINK(1)+KD", 監査ポリシー東京, Object Access]
      Audit: { links: [kd1] }
      Kanzlei Nord: {}
gpos:
  Audit: { domain: audit.kontor.example, apply: [Prüfer Gruppe], audit: { Credential Validation: 1 } }
  KD Baseline: { domain: audit.kontor.example, options: { AuditNTLMInDomain: 7 } }
  KD Baseline 2: { domain: audit.kontor.example, options: { AuditNTLMInDomain: 1 }, wmi: [Nur Kanzleirechner] }
  "<b>Müller</b> & \\"Söhne\\" | \`KD\` $(x)": { domain: audit.kontor.example, audit: { User Account Management: 3 } }
  "=HYPERLINK(1)+KD": { domain: audit.kontor.example, audit: { Logon: 2 } }
  監査ポリシー東京: { domain: audit.kontor.example, legacy: { AuditDSAccess: 3 } }
  Object Access: { domain: audit.kontor.example, rights: { SeAuditPrivilege: [Prüfer Gruppe] } }
  kd1: { domain: audit.kontor.example, options: { RestrictSendingNTLMTraffic: 1 } }
groups:
  Prüfer Gruppe: { domain: audit.kontor.example, members: [KD1] }
hosts:
  KD1: { domain: audit.kontor.example, auditpol: { Credential Validation: 3 } }
  KD10: { domain: audit.kontor.example }
  AUDIT: { domain: audit.kontor.example, auditpol: { Logon: 0 } }
  KD1-ALT: { domain: audit.kontor.example, ou: Kanzlei Nord, roles: [ca] }
`;

const TEMPLATE = `[Unicode]
Unicode=yes
[Version]
signature="$CHICAGO$"
Revision=1
[Privilege Rights]
SeAuditPrivilege = AUDIT\\svc_scanner,*${DOMAIN_SID}-1104,svc_upn@audit.kontor.example,CN=Gertrud Öhler,OU=Kanzlei Nord,DC=audit,DC=kontor,DC=example
SeServiceLogonRight = *${DOMAIN_SID}-512,kanzlei,KD1$
SeSecurityPrivilege = *S-1-5-32-544
`;

const SCOPE = `schema: scope/1
domains:
  - name: audit.kontor.example
    netbios: AUDIT
    sid: ${DOMAIN_SID}
hosts:
  - name: kd1.audit.kontor.example
    roles: [dc]
    site: Standort-Köln
  - name: audit.audit.kontor.example
    roles: [adfs]
`;

const LDIF = `dn: CN=Gertrud Öhler,OU=Kanzlei Nord,DC=audit,DC=kontor,DC=example
objectClass: user
nTSecurityDescriptor: D:PAI(A;;RPLCLORC;;;AU)S:PAI(AU;SA;WPWDWO;;;${DOMAIN_SID}-1104)

dn: CN=KD10,OU=Audit,DC=audit,DC=kontor,DC=example
objectClass: computer
nTSecurityDescriptor: D:PAI(A;;RPLCLORC;;;AU)S:PAI(AU;SA;WPWDWO;;;WD)
`;

/** Path → bytes. The folders above are names too. */
export function hostileEstate(): ReadonlyMap<string, Uint8Array> {
  const files = [...compile(readScenario(SCENARIO)).files];
  const named = files.map(([path, bytes]) => [`Mandant Öhler/${path}`, bytes] as const);
  return new Map([
    ...named,
    ["Mandant Öhler/scope.yaml", utf8(SCOPE)],
    ["Mandant Öhler/KD1/GptTmpl.inf", Buffer.from(`\uFEFF${TEMPLATE.replaceAll("\n", "\r\n")}`, "utf16le")],
    ["Mandant Öhler/benutzer.ldf", utf8(LDIF)],
  ]);
}

/** Names that may stand in no output, whatever their spelling; each is in the evidence. */
export const SECRETS: readonly string[] = [
  "kontor.example",
  "KD Baseline",
  "Müller</b>",
  "Söhne",
  "監査ポリシー東京",
  "Prüfer Gruppe",
  "Nur Kanzleirechner",
  "Kanzlei Nord",
  "KD10",
  "KD1-ALT",
  "Mandant Öhler",
  "Gertrud",
  "svc_scanner",
  "svc_upn",
  "Standort-Köln",
  "1735291841",
  DOMAIN_SID,
  "benutzer",
];
