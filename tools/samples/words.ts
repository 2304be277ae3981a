/**
 * Names as consoles of four languages show them. They are labels: no verdict may depend on one of them.
 * Those of the German, French and Japanese consoles are our own rendering, not taken from a system.
 */
import { subcategoryOf } from "../../src/core/audit-policy.ts";
import type { Domain, Language, Trustee, TrusteeName } from "./model.ts";

const TAIL = "-69AE-11D9-BED3-505054503030";

/** The group policy console's English names differ from auditpol's in a prefix and in three words. */
const ENGLISH_EXCEPTIONS = new Map([
  ["9246", "Audit Central Access Policy Staging"],
  ["9248", "Audit PNP Activity"],
  ["924A", "Audit Token Right Adjusted"],
]);

const HEADS =
  "923F 9236 9238 9237 9235 923B 923C 9211 9210 9212 9214 9215 9216 9217 921B 9243 922F 9230 923A 9240 9242 922B 9221 9222".split(
    " ",
  );

const LOCAL_NAMES: Readonly<Record<"de" | "fr" | "ja", readonly string[]>> = {
  de: [
    "Überprüfen der Anmeldeinformationen überwachen",
    "Computerkontoverwaltung überwachen",
    "Verteilergruppenverwaltung überwachen",
    "Sicherheitsgruppenverwaltung überwachen",
    "Benutzerkontenverwaltung überwachen",
    "Verzeichnisdienstzugriff überwachen",
    "Verzeichnisdienständerungen überwachen",
    "Sicherheitssystemerweiterung überwachen",
    "Sicherheitsstatusänderung überwachen",
    "Systemintegrität überwachen",
    "Andere Systemereignisse überwachen",
    "Anmelden überwachen",
    "Abmelden überwachen",
    "Kontosperrung überwachen",
    "Spezielle Anmeldung überwachen",
    "Netzwerkrichtlinienserver überwachen",
    "Überwachungsrichtlinienänderung überwachen",
    "Authentifizierungsrichtlinienänderung überwachen",
    "Andere Kontoverwaltungsereignisse überwachen",
    "Ticketvorgänge des Kerberos-Diensts überwachen",
    "Kerberos-Authentifizierungsdienst überwachen",
    "Prozesserstellung überwachen",
    "Zertifizierungsdienste überwachen",
    "Anwendung wurde generiert.",
  ],
  fr: [
    "Auditer la validation des informations d’identification",
    "Auditer la gestion des comptes d’ordinateur",
    "Auditer la gestion des groupes de distribution",
    "Auditer la gestion des groupes de sécurité",
    "Auditer la gestion des comptes d’utilisateur",
    "Auditer l’accès au service d’annuaire",
    "Auditer les modifications du service d’annuaire",
    "Auditer l’extension système de sécurité",
    "Auditer la modification de l’état de la sécurité",
    "Auditer l’intégrité du système",
    "Auditer d’autres événements système",
    "Auditer l’ouverture de session",
    "Auditer la fermeture de session",
    "Auditer le verrouillage du compte",
    "Auditer l’ouverture de session spéciale",
    "Auditer le serveur NPS",
    "Auditer la modification de la stratégie d’audit",
    "Auditer la modification de la stratégie d’authentification",
    "Auditer d’autres événements de gestion des comptes",
    "Auditer les opérations de ticket du service Kerberos",
    "Auditer le service d’authentification Kerberos",
    "Auditer la création de processus",
    "Auditer les services de certification",
    "Auditer l’application générée",
  ],
  ja: [
    "資格情報の確認の監査",
    "コンピューター アカウント管理の監査",
    "配布グループの管理の監査",
    "セキュリティ グループ管理の監査",
    "ユーザー アカウント管理の監査",
    "ディレクトリ サービス アクセスの監査",
    "ディレクトリ サービスの変更の監査",
    "セキュリティ システムの拡張の監査",
    "セキュリティ状態の変更の監査",
    "システムの整合性の監査",
    "その他のシステム イベントの監査",
    "ログオンの監査",
    "ログオフの監査",
    "アカウント ロックアウトの監査",
    "特殊なログオンの監査",
    "ネットワーク ポリシー サーバーの監査",
    "監査ポリシーの変更の監査",
    "認証ポリシーの変更の監査",
    "その他のアカウント管理イベントの監査",
    "Kerberos サービス チケット操作の監査",
    "Kerberos 認証サービスの監査",
    "プロセス作成の監査",
    "証明書サービスの監査",
    "生成されたアプリケーションの監査",
  ],
};

/** `{0CCE923C-…}` without braces, upper case. */
export function subcategoryGuid(head: string): string {
  return `0CCE${head}${TAIL}`;
}

export function subcategoryName(head: string, language: Language): string {
  const known = subcategoryOf(subcategoryGuid(head));
  if (known === undefined) throw new Error(`no such subcategory: ${head}`);
  if (language === "en") return ENGLISH_EXCEPTIONS.get(head) ?? `Audit ${known.name}`;
  const local = LOCAL_NAMES[language][HEADS.indexOf(head)];
  if (local === undefined) throw new Error(`no ${language} name for subcategory ${head}`);
  return local;
}

/** "Inclusion Setting" by value. */
export const INCLUSION: Readonly<Record<Language, readonly [string, string, string, string]>> = {
  en: ["No Auditing", "Success", "Failure", "Success and Failure"],
  de: ["Keine Überwachung", "Erfolg", "Fehler", "Erfolg und Fehler"],
  fr: ["Pas d'audit", "Succès", "Échec", "Succès et échec"],
  ja: ["監査なし", "成功", "失敗", "成功および失敗"],
};

export type ExtensionName = "security" | "preferences" | "audit" | "firewall" | "registry";

export const EXTENSION_NAMES: Readonly<Record<Language, Readonly<Record<ExtensionName, string>>>> = {
  en: {
    security: "Security",
    preferences: "Windows Registry",
    audit: "Advanced Audit Configuration",
    firewall: "Windows Firewall",
    registry: "Registry",
  },
  de: {
    security: "Sicherheit",
    preferences: "Windows-Registrierung",
    audit: "Erweiterte Überwachungskonfiguration",
    firewall: "Windows-Firewall",
    registry: "Registrierung",
  },
  fr: {
    security: "Sécurité",
    preferences: "Registre Windows",
    audit: "Configuration avancée de l’audit",
    firewall: "Pare-feu Windows",
    registry: "Registre",
  },
  ja: {
    security: "セキュリティ",
    preferences: "Windows レジストリ",
    audit: "監査の詳細な構成",
    firewall: "Windows ファイアウォール",
    registry: "レジストリ",
  },
};

/** English, German, French, Japanese. */
export type FourNames = readonly [string, string, string, string];

interface Principal {
  /** A whole SID, or a RID of the domain. */
  readonly sid: string | number;
  /** Authority and account in four languages; an authority of "" is the domain's. */
  readonly authority: FourNames;
  readonly account: FourNames;
  /** Its kind in Backup.xml. */
  readonly type: string;
}

export const LANGUAGES: readonly Language[] = ["en", "de", "fr", "ja"];
const NT = ["NT AUTHORITY", "NT-AUTORITÄT", "AUTORITE NT", "NT AUTHORITY"] as const;
const BUILTIN = ["BUILTIN", "VORDEFINIERT", "BUILTIN", "BUILTIN"] as const;
const OF_DOMAIN = ["", "", "", ""] as const;

export function same(text: string): FourNames {
  return [text, text, text, text];
}

const PRINCIPALS: Readonly<Record<TrusteeName, Principal>> = {
  "authenticated-users": {
    sid: "S-1-5-11",
    authority: NT,
    account: ["Authenticated Users", "Authentifizierte Benutzer", "Utilisateurs authentifiés", "Authenticated Users"],
    type: "Unknown",
  },
  "enterprise-domain-controllers": {
    sid: "S-1-5-9",
    authority: NT,
    account: [
      "ENTERPRISE DOMAIN CONTROLLERS",
      "DOMÄNENCONTROLLER DER ORGANISATION",
      "ENTERPRISE DOMAIN CONTROLLERS",
      "ENTERPRISE DOMAIN CONTROLLERS",
    ],
    type: "Unknown",
  },
  system: { sid: "S-1-5-18", authority: NT, account: ["SYSTEM", "SYSTEM", "Système", "SYSTEM"], type: "Unknown" },
  administrators: {
    sid: "S-1-5-32-544",
    authority: BUILTIN,
    account: ["Administrators", "Administratoren", "Administrateurs", "Administrators"],
    type: "Unknown",
  },
  "backup-operators": {
    sid: "S-1-5-32-551",
    authority: BUILTIN,
    account: ["Backup Operators", "Sicherungs-Operatoren", "Opérateurs de sauvegarde", "Backup Operators"],
    type: "Unknown",
  },
  "server-operators": {
    sid: "S-1-5-32-549",
    authority: BUILTIN,
    account: ["Server Operators", "Server-Operatoren", "Opérateurs de serveur", "Server Operators"],
    type: "Unknown",
  },
  "local-service": {
    sid: "S-1-5-19",
    authority: NT,
    account: ["LOCAL SERVICE", "LOKALER DIENST", "SERVICE LOCAL", "LOCAL SERVICE"],
    type: "Unknown",
  },
  "network-service": {
    sid: "S-1-5-20",
    authority: NT,
    account: ["NETWORK SERVICE", "NETZWERKDIENST", "SERVICE RÉSEAU", "NETWORK SERVICE"],
    type: "Unknown",
  },
  "all-services": { sid: "S-1-5-80-0", authority: same("NT SERVICE"), account: same("ALL SERVICES"), type: "Unknown" },
  "domain-admins": {
    sid: 512,
    authority: OF_DOMAIN,
    account: ["Domain Admins", "Domänen-Admins", "Admins du domaine", "Domain Admins"],
    type: "GlobalGroup",
  },
  "enterprise-admins": {
    sid: 519,
    authority: OF_DOMAIN,
    account: ["Enterprise Admins", "Organisations-Admins", "Administrateurs de l’entreprise", "Enterprise Admins"],
    type: "UniversalGroup",
  },
  "cert-publishers": {
    sid: 517,
    authority: OF_DOMAIN,
    account: ["Cert Publishers", "Zertifikatherausgeber", "Éditeurs de certificats", "Cert Publishers"],
    type: "LocalGroup",
  },
  "domain-controllers": {
    sid: 516,
    authority: OF_DOMAIN,
    account: ["Domain Controllers", "Domänencontroller", "Contrôleurs de domaine", "Domain Controllers"],
    type: "GlobalGroup",
  },
};

export interface ResolvedTrustee {
  readonly sid: string;
  readonly account: string;
  /** `AUTHORITY\account`. */
  readonly name: string;
  readonly type: string;
  readonly ofDomain: boolean;
}

export function resolveTrustee(trustee: Trustee, domain: Domain): ResolvedTrustee {
  if (typeof trustee !== "string") {
    return {
      sid: `${domain.sid}-${trustee.rid}`,
      account: trustee.account,
      name: `${domain.netbios}\\${trustee.account}`,
      type: "User",
      ofDomain: true,
    };
  }
  const { sid, authority, account, type } = PRINCIPALS[trustee];
  const index = LANGUAGES.indexOf(domain.language);
  const name = account[index] ?? account[0];
  return {
    sid: typeof sid === "number" ? `${domain.sid}-${sid}` : sid,
    account: name,
    name: `${authority[index] || domain.netbios}\\${name}`,
    type,
    ofDomain: typeof sid === "number",
  };
}
