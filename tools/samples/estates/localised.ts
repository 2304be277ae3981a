import { writeBackups } from "../backup.ts";
import { defineDomain, type Language } from "../model.ts";
import { compliantGpos } from "./compliant.ts";

interface Place {
  readonly language: Exclude<Language, "en">;
  readonly dns: string;
  readonly netbios: string;
  readonly controller: string;
  /** In the order of the English names below. */
  readonly names: readonly string[];
}

const ENGLISH = [
  "Microsoft Defender for Identity - Advanced Audit Policy for DCs",
  "Microsoft Defender for Identity - NTLM Auditing for DCs",
  "Microsoft Defender for Identity - Processor Performance",
  "Microsoft Defender for Identity - Advanced Audit Policy for CAs",
  "Microsoft Defender for Identity - Auditing for CAs",
  "Microsoft Defender for Identity - Advanced Audit and URA Policy for Entra Connect",
  "AD FS servers - Auditing",
  "Baseline - Server auditing",
  "Baseline - Strong cryptography",
  "Firewall - Name resolution by sensors",
];

const PLACES: readonly Place[] = [
  {
    language: "de",
    dns: "werke.example",
    netbios: "WERKE",
    controller: "muc-dc1",
    names: [
      "Überwachung – Domänencontroller (Defender for Identity)",
      "Überwachung – NTLM auf Domänencontrollern",
      "Höchstleistung für Sensoren",
      "Überwachung – Zertifizierungsstellen",
      "Überwachung – Filter der Zertifizierungsstellen",
      "Überwachung – Entra Connect",
      "Überwachung – AD-FS-Server",
      "Grundschutz – Serverüberwachung",
      "Grundschutz – Starke Verschlüsselung",
      "Firewall – Namensauflösung durch Sensoren",
    ],
  },
  {
    language: "fr",
    dns: "usines.example",
    netbios: "USINES",
    controller: "lyon-dc1",
    names: [
      "Audit avancé – contrôleurs de domaine",
      "Audit NTLM – contrôleurs de domaine",
      "Performances élevées des capteurs",
      "Audit avancé – autorités de certification",
      "Filtre d’audit – autorités de certification",
      "Audit et droits – Entra Connect",
      "Audit – serveurs AD FS",
      "Socle – audit des serveurs",
      "Socle – chiffrement fort",
      "Pare-feu – résolution de noms par les capteurs",
    ],
  },
  {
    language: "ja",
    dns: "kojo.example",
    netbios: "KOJO",
    controller: "tyo-dc1",
    names: [
      "ドメイン コントローラーの詳細な監査",
      "ドメイン コントローラーの NTLM 監査",
      "センサーの高パフォーマンス",
      "証明機関の詳細な監査",
      "証明機関の監査フィルター",
      "Entra Connect の監査と権利",
      "AD FS サーバーの監査",
      "基準 - サーバーの監査",
      "基準 - 強力な暗号化",
      "ファイアウォール - センサーによる名前解決",
    ],
  },
];

/** The GPOs of `compliant` in three languages; the two default policies keep their English names everywhere. */
export function localised(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const place of PLACES) {
    const domain = defineDomain(place.dns, place.netbios, place.controller, place.language);
    const gpos = compliantGpos(domain, (name) => place.names[ENGLISH.indexOf(name)] ?? name);
    for (const [path, bytes] of writeBackups(gpos)) files.set(`${place.language}/${path}`, bytes);
  }
  return files;
}
