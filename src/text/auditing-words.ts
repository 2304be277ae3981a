/**
 * What auditpol and the Group Policy editor call the four audit settings, in the languages known [formats.md 4.6].
 * Used only where a row carries no number. `V`: seen in a capture or a resource; `K`: practitioner knowledge;
 * `U`: a candidate that nobody has confirmed.
 */
import { trimField } from "./decode.ts";

/** 0 none, 1 success, 2 failure, 3 both: the numbers of the Setting Value column. */
export type AuditingMeaning = 0 | 1 | 2 | 3 | "not-configured";
type Certainty = "V" | "K" | "U";

export interface AuditingLanguage {
  readonly language: string;
  readonly certainty: Certainty;
  readonly none: readonly string[];
  readonly success: readonly string[];
  readonly failure: readonly string[];
  readonly both: readonly string[];
  readonly notConfigured: readonly string[];
}

export interface AuditingWord {
  readonly meaning: AuditingMeaning;
  /** The first language of the table that has the word; some words belong to several. */
  readonly language: string;
  readonly certainty: Certainty;
}

/** Language, certainty, then the five columns; `|` separates variants. */
const ROWS: readonly (readonly [string, Certainty, string, string, string, string, string])[] = [
  ["en", "V", "No Auditing", "Success", "Failure", "Success and Failure", "Not Configured|Not Specified"],
  ["de", "V", "Keine Überwachung", "Erfolg|Erfolgreich", "Fehler", "Erfolg und Fehler", "Nicht konfiguriert"],
  ["es", "V", "Sin auditoría", "Aciertos", "Errores", "Aciertos y errores", "No configurada"],
  [
    "it",
    "V",
    "Nessun controllo",
    "Esito positivo|Operazione riuscita",
    "Esito negativo|Errore",
    "Esito positivo e negativo",
    "Non configurata",
  ],
  ["nl", "V", "Geen controle", "Geslaagd", "Mislukt", "Geslaagd en mislukt", "Niet geconfigureerd"],
  ["ja", "V", "監査なし", "成功", "失敗", "成功および失敗", "未構成"],
  ["zh-TW", "V", "沒有稽核", "成功", "失敗", "成功與失敗", "尚未設定"],
  ["hu", "V", "Nincs naplózás", "Sikeres", "Sikertelen", "Sikeres és sikertelen", ""],
  ["el", "V", "Κανένας έλεγχος", "Επιτυχία", "Αποτυχία", "Επιτυχία και αποτυχία", ""],
  ["nb", "V", "Ingen overvåking", "Vellykket", "Mislykket", "Vellykket og mislykket", ""],
  [
    "fr",
    "U",
    "Pas d'audit|Aucun audit",
    "Succès|Réussite|Opération réussie",
    "Échec",
    "Succès et échec|Réussite et échec|Opération réussie et échec",
    "Non configuré",
  ],
  ["pt", "U", "Sem Auditoria", "Êxito|Sucesso", "Falha", "Êxito e Falha|Sucesso e falha", "Não configurado"],
  [
    "pl",
    "U",
    "Brak inspekcji",
    "Powodzenie|Sukces",
    "Niepowodzenie",
    "Powodzenie i niepowodzenie|Sukces i niepowodzenie",
    "Nie skonfigurowano",
  ],
  ["ru", "U", "Без аудита|Аудит отсутствует", "Успех", "Сбой|Отказ", "Успех и сбой|Успех и отказ", "Не задано"],
  ["zh-CN", "U", "无审核", "成功", "失败", "成功和失败", "未配置"],
  [
    "sv",
    "U",
    "Ingen granskning",
    "Lyckades|Lyckade|Lyckad",
    "Misslyckades|Misslyckade|Misslyckad",
    "Lyckades och misslyckades|Lyckade och misslyckade|Lyckad och misslyckad",
    "Inte konfigurerad|Ej konfigurerad",
  ],
  [
    "cs",
    "U",
    "Bez auditování|Žádné auditování",
    "Úspěch|Úspěšné pokusy",
    "Selhání|Neúspěch|Neúspěšné pokusy",
    "Úspěch a selhání|Úspěch a neúspěch|Úspěšné a neúspěšné pokusy",
    "Není nakonfigurováno",
  ],
];

/** The words of audit options (`CrashOnAuditFail` …): on and off. German seen in a backup. */
const OPTION_ROWS: readonly (readonly [string, Certainty, string, string])[] = [
  ["en", "V", "Enabled", "Disabled"],
  ["de", "V", "Aktiviert", "Deaktiviert"],
];

function variants(text: string): string[] {
  return text === "" ? [] : text.split("|");
}

export const AUDITING_LANGUAGES: readonly AuditingLanguage[] = ROWS.map(
  ([language, certainty, none, success, failure, both, notConfigured]) => ({
    language,
    certainty,
    none: variants(none),
    success: variants(success),
    failure: variants(failure),
    both: variants(both),
    notConfigured: variants(notConfigured),
  }),
);

/** NFC, case folded, blanks collapsed, curly apostrophes straight [formats.md 4.6, step 2]. */
export function foldWord(text: string): string {
  return trimField(text)
    .normalize("NFC")
    .toUpperCase()
    .toLowerCase()
    .replaceAll("ς", "σ")
    .replace(/[\u2018\u2019\u02bc\u00b4]/g, "'")
    .replace(/\s+/g, " ");
}

const WORDS = new Map<string, AuditingWord>();
for (const row of AUDITING_LANGUAGES) {
  const { language, certainty } = row;
  const columns: readonly (readonly [AuditingMeaning, readonly string[]])[] = [
    [0, row.none],
    [1, row.success],
    [2, row.failure],
    [3, row.both],
    ["not-configured", row.notConfigured],
  ];
  for (const [meaning, words] of columns) {
    for (const word of words) {
      const key = foldWord(word);
      if (!WORDS.has(key)) WORDS.set(key, { meaning, language, certainty });
    }
  }
}

const OPTION_WORDS = new Map<string, 0 | 1>();
for (const [, , on, off] of OPTION_ROWS) {
  OPTION_WORDS.set(foldWord(on), 1);
  OPTION_WORDS.set(foldWord(off), 0);
}

/** Longer texts are no setting; the cap keeps hostile cells cheap. */
const LONGEST_WORD = 64;

/** The meaning of a setting's text, by whole words only: "Erfolg" begins "Erfolg und Fehler". Null when unknown. */
export function auditingWord(text: string): AuditingWord | null {
  return text.length > LONGEST_WORD ? null : (WORDS.get(foldWord(text)) ?? null);
}

/** 1 for "Enabled", 0 for "Disabled", null when unknown. */
export function optionWord(text: string): 0 | 1 | null {
  return text.length > LONGEST_WORD ? null : (OPTION_WORDS.get(foldWord(text)) ?? null);
}
