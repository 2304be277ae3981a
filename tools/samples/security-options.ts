/** How a report displays the security options that the samples use. */
import type { Language } from "./model.ts";
import { type FourNames, LANGUAGES, same } from "./words.ts";

interface OptionWords {
  readonly name: FourNames;
  /** Absent: a yes-or-no option. */
  readonly values?: ReadonlyMap<number, FourNames>;
}

const OFF: FourNames = ["Disable", "Deaktivieren", "Désactiver", "無効にする"];

const OPTIONS: ReadonlyMap<string, OptionWords> = new Map([
  [
    "auditreceivingntlmtraffic",
    {
      name: [
        "Network security: Restrict NTLM: Audit Incoming NTLM Traffic",
        "Netzwerksicherheit: Beschränken von NTLM: Eingehenden NTLM-Datenverkehr überwachen",
        "Sécurité réseau : Restreindre NTLM : Auditer le trafic NTLM entrant",
        "ネットワーク セキュリティ: NTLM を制限する: 着信 NTLM トラフィックを監査する",
      ],
      values: new Map<number, FourNames>([
        [0, OFF],
        [
          1,
          [
            "Enable auditing for domain accounts",
            "Überwachung für Domänenkonten aktivieren",
            "Activer l’audit pour les comptes de domaine",
            "ドメイン アカウントに対する監査を有効にする",
          ],
        ],
        [
          2,
          [
            "Enable auditing for all accounts",
            "Überwachung für alle Konten aktivieren",
            "Activer l’audit pour tous les comptes",
            "すべてのアカウントに対する監査を有効にする",
          ],
        ],
      ]),
    },
  ],
  [
    "restrictsendingntlmtraffic",
    {
      name: [
        "Network security: Restrict NTLM: Outgoing NTLM traffic to remote servers",
        "Netzwerksicherheit: Beschränken von NTLM: Ausgehender NTLM-Datenverkehr zu Remoteservern",
        "Sécurité réseau : Restreindre NTLM : Trafic NTLM sortant vers des serveurs distants",
        "ネットワーク セキュリティ: NTLM を制限する: リモート サーバーに対する送信 NTLM トラフィック",
      ],
      values: new Map<number, FourNames>([
        [0, ["Allow all", "Alle zulassen", "Autoriser tout", "すべて許可する"]],
        [1, ["Audit all", "Alle überwachen", "Auditer tout", "すべて監査する"]],
        [2, ["Deny all", "Alle verweigern", "Refuser tout", "すべて拒否する"]],
      ]),
    },
  ],
  [
    "auditntlmindomain",
    {
      name: [
        "Network security: Restrict NTLM: Audit NTLM authentication in this domain",
        "Netzwerksicherheit: Beschränken von NTLM: NTLM-Authentifizierung in dieser Domäne überwachen",
        "Sécurité réseau : Restreindre NTLM : Auditer l’authentification NTLM dans ce domaine",
        "ネットワーク セキュリティ: NTLM を制限する: このドメイン内の NTLM 認証を監査する",
      ],
      values: new Map<number, FourNames>([
        [0, OFF],
        [
          1,
          [
            "Enable for domain accounts to domain servers",
            "Für Domänenkonten zu Domänenservern aktivieren",
            "Activer pour les comptes de domaine sur les serveurs de domaine",
            "ドメイン サーバーに対するドメイン アカウントで有効にする",
          ],
        ],
        [7, ["Enable all", "Alle aktivieren", "Activer tout", "すべて有効にする"]],
      ]),
    },
  ],
  [
    "scenoapplylegacyauditpolicy",
    {
      name: [
        "Audit: Force audit policy subcategory settings (Windows Vista or later) to override audit policy category settings",
        "Überwachung: Unterkategorieeinstellungen der Überwachungsrichtlinie erzwingen",
        "Audit : force les paramètres de sous-catégorie de stratégie d’audit",
        "監査: 監査ポリシー サブカテゴリの設定を強制する",
      ],
    },
  ],
  [
    "restrictremotesam",
    { name: same("Network access: Restrict clients allowed to make remote calls to SAM"), values: new Map() },
  ],
  [
    "ldapserverintegrity",
    {
      name: same("Domain controller: LDAP server signing requirements"),
      values: new Map<number, FourNames>([
        [1, same("None")],
        [2, same("Require signing")],
      ]),
    },
  ],
  ["requiresignorseal", { name: same("Domain member: Digitally encrypt or sign secure channel data (always)") }],
  ["nolmhash", { name: same("Network security: Do not store LAN Manager hash value on next password change") }],
]);

export interface OptionDisplay {
  readonly name: string;
  readonly boolean?: boolean;
  readonly text?: string;
}

/** What the report's `Display` shows for a security option; null for one without a table entry. */
export function optionDisplay(path: string, value: number | string, language: Language): OptionDisplay | null {
  const words = OPTIONS.get(path.slice(path.lastIndexOf("\\") + 1).toLowerCase());
  if (words === undefined) return null;
  const index = LANGUAGES.indexOf(language);
  const name = words.name[index] ?? words.name[0];
  if (words.values === undefined) return { name, boolean: value === 1 };
  if (typeof value === "string") return { name, text: `"${value}"` };
  const text = words.values.get(value);
  return { name, text: text?.[index] ?? String(value) };
}
