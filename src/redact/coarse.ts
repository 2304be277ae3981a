/** For showing to anybody: counts in steps, so that the size of an estate does not name it. */

const STEPS = [1, 2, 5];

/** 0, 1, 2, 5, 10, 20, 50, 100 …: the step that is not above. */
export function bucket(count: number): number {
  if (!Number.isFinite(count) || count < 1) return 0;
  const ten = 10 ** Math.floor(Math.log10(count));
  return ten * (STEPS.findLast((step) => step * ten <= count) ?? 1);
}

const COUNTED =
  /\b(\d{1,9})(?= (?:\w+ ){0,2}(?:accounts?|backups?|computers?|containers?|domains?|facts?|files?|GPOs?|groups?|hosts?|links?|members?|objects?|servers?|users?)\b)/g;

/** "137 GPOs" as "100 GPOs". */
export function bucketText(text: string): string {
  return text.replaceAll(COUNTED, (count) => String(bucket(Number(count))));
}

/** Every number in it. */
export function bucketAll<T>(value: T): T {
  if (typeof value === "number") return bucket(value) as T;
  if (Array.isArray(value)) return value.map(bucketAll) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, bucketAll(one)])) as T;
}

/** "taken 2026-01-02T03:04:05Z" as "taken 2026-01-02". */
export function dayText(text: string): string {
  return text.replaceAll(/\b(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?/g, "$1");
}
