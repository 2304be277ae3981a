/**
 * The words of `--what-if` → an edit. Names may hold the very marks that part the words, so that every way to part them is
 * tried, the longest name of a GPO first; what is still ambiguous is said and never guessed.
 */
import type { Evidence } from "../../evidence/evidence.ts";
import { problem, some } from "./edit.ts";
import type { Edit, Found, Setting } from "./edit.ts";
import { gposCalled, knownGpos, preciseName } from "./gpos.ts";
import type { KnownGpo } from "./gpos.ts";
import { linksAt } from "./links.ts";
import { placeCalled, placesOf } from "./places.ts";
import type { Place } from "./places.ts";
import { isAbout, settingsCalled, settingText } from "./settings.ts";
import type { ShortForm } from "./settings.ts";
import { fieldsOf, isNotConfigured } from "./values.ts";

const FORMS: Readonly<Record<Edit["verb"], string>> = {
  unset: "unset:<gpo>:<setting>",
  set: "set:<gpo>:<setting>=<value>",
  unlink: "unlink:<gpo>@<container>",
  link: "link:<gpo>@<container>:<order>",
  enforce: "enforce:<gpo>@<container>",
  unenforce: "unenforce:<gpo>@<container>",
};

/** Longer texts name nothing. */
const LONGEST = 2000;

export function parseEdit(word: string, evidence: Evidence, shortForm: ShortForm): Found<Edit> {
  const colon = word.indexOf(":");
  const verb = word.slice(0, Math.max(colon, 0)).trim().toLowerCase();
  const rest = word.slice(colon + 1);
  if (!isVerb(verb))
    return problem(`"${word}" is no edit`, ["edits:", ...Object.values(FORMS).map((form) => `  ${form}`)]);
  if (word.length > LONGEST) return problem(`an edit of ${word.length} characters names nothing`, [FORMS[verb]]);
  const gpos = knownGpos(evidence);
  switch (verb) {
    case "unset":
    case "set":
      return onSetting(verb, rest, gpos, shortForm);
    case "link":
    case "unlink":
    case "enforce":
    case "unenforce":
      return onLink(verb, rest, gpos, evidence);
  }
}

function isVerb(text: string): text is Edit["verb"] {
  return Object.hasOwn(FORMS, text);
}

interface Parted {
  readonly left: string;
  readonly right: string;
}

/** Both sides of each mark, the longest left side first. */
function parted(text: string, mark: string): Parted[] {
  const found: Parted[] = [];
  for (let at = text.lastIndexOf(mark); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(mark, at - 1)) {
    found.push({ left: text.slice(0, at), right: text.slice(at + 1) });
  }
  return found;
}

/** The first reading that is understood; else what is wrong with the one that came nearest. */
function firstFound<T>(readings: readonly (() => Found<T>)[], otherwise: Found<T>): Found<T> {
  let first: Found<T> | null = null;
  for (const reading of readings) {
    const found = reading();
    if ("value" in found) return found;
    first ??= found;
  }
  return first ?? otherwise;
}

function unknownGpo(text: string, form: string, gpos: readonly KnownGpo[]) {
  return problem(`no GPO of the evidence is named at the beginning of "${text}"`, [
    form,
    ...(gpos.length === 0 ? [] : [`GPOs: ${some(gpos.map(({ label }) => label))}`]),
  ]);
}

function ambiguous(called: string, gpos: readonly KnownGpo[]) {
  return problem(
    `"${called.trim()}" names ${gpos.length} GPOs`,
    gpos.map((gpo) => `say which: ${preciseName(gpo)}`),
  );
}

/** The only one, or the only one for which the edit changes anything. */
function chosen(called: string, gpos: readonly KnownGpo[], touched: (gpo: KnownGpo) => boolean): Found<KnownGpo> {
  const [first] = gpos.length === 1 ? gpos : gpos.filter(touched);
  const only = gpos.length === 1 || gpos.filter(touched).length === 1;
  return only && first !== undefined ? { value: first } : ambiguous(called, gpos);
}

function onLink(
  verb: "link" | "unlink" | "enforce" | "unenforce",
  rest: string,
  gpos: readonly KnownGpo[],
  evidence: Evidence,
): Found<Edit> {
  const ordered = verb === "link" ? /^(.*):\s*([1-9]\d{0,3})\s*$/s.exec(rest) : null;
  if (verb === "link" && ordered === null) {
    return problem(`"${rest}" does not say the link order`, [FORMS.link, "order 1 is the strongest"]);
  }
  const text = ordered?.[1] ?? rest;
  const places = placesOf(evidence);
  const readings = parted(text, "@").flatMap(({ left, right }) => {
    const called = gposCalled(left, gpos);
    if (called.length === 0) return [];
    return (): Found<Edit> => {
      const place = placeCalled(right, places);
      if (!("value" in place)) return place;
      const gpo = chosen(left, called, (one) => verb !== "link" && isLinked(one, place.value, evidence));
      if (!("value" in gpo)) return gpo;
      if (verb === "link") return { value: { verb, gpo: gpo.value, place: place.value, order: Number(ordered?.[2]) } };
      if (!isLinked(gpo.value, place.value, evidence)) return notLinked(gpo.value, place.value, evidence);
      return { value: { verb, gpo: gpo.value, place: place.value } };
    };
  });
  return firstFound(readings, unknownGpo(text, FORMS[verb], gpos));
}

function isLinked(gpo: KnownGpo, place: Place, evidence: Evidence): boolean {
  const { listed, reported } = linksAt(evidence, gpo, place.key);
  return listed.length + reported.length > 0;
}

function notLinked(gpo: KnownGpo, place: Place, evidence: Evidence) {
  const where = [...placesOf(evidence).byKey.values()].filter((one) => isLinked(gpo, one, evidence));
  return problem(`the evidence shows no link of ${gpo.label} at ${place.label}`, [
    where.length === 0 ? "it shows no link of it anywhere" : `it is linked at ${some(where.map(({ label }) => label))}`,
  ]);
}

function onSetting(verb: "set" | "unset", rest: string, gpos: readonly KnownGpo[], shortForm: ShortForm): Found<Edit> {
  const readings = parted(rest, ":").flatMap(({ left, right }) => {
    const called = gposCalled(left, gpos);
    if (called.length === 0) return [];
    return verb === "unset"
      ? (): Found<Edit> => unset(left, called, right, shortForm)
      : (): Found<Edit> => set(left, called, right, shortForm);
  });
  return firstFound(readings, unknownGpo(rest, FORMS[verb], gpos));
}

function unset(called: string, gpos: readonly KnownGpo[], text: string, shortForm: ShortForm): Found<Edit> {
  const settings = settingsCalled(text, shortForm);
  if (!("value" in settings)) return settings;
  const gpo = chosen(called, gpos, (one) => settings.value.some((setting) => holds(one, setting)));
  if (!("value" in gpo)) return gpo;
  const held = settings.value.filter((setting) => holds(gpo.value, setting));
  const words = some(settings.value.map(settingText));
  if (held.length > 0) return { value: { verb: "unset", gpo: gpo.value, settings: held } };
  return gpo.value.copies.every(({ kind }) => kind === "directory")
    ? problem(`the settings of ${gpo.value.label} are not in the evidence: nobody can tell whether it sets ${words}`, [
        "give its backup (Backup-GPO) or its folder in SYSVOL",
      ])
    : problem(`${gpo.value.label} does not set ${words}`, []);
}

function holds({ copies }: KnownGpo, setting: Setting): boolean {
  return copies.some((copy) => copy.settings.some((fact) => isAbout(setting, fact)));
}

function set(called: string, gpos: readonly KnownGpo[], text: string, shortForm: ShortForm): Found<Edit> {
  const gpo = chosen(called, gpos, () => false);
  if (!("value" in gpo)) return gpo;
  const parts = settingAndValue(text, gpos, shortForm);
  if (!("value" in parts)) return parts;
  const { settings, value } = parts.value;
  if (isNotConfigured(value)) return unset(called, gpos, text.slice(0, text.length - value.length - 1), shortForm);
  const [setting] = settings;
  if (setting === undefined || settings.length > 1 || (setting.kind === "registry" && setting.path.includes("*"))) {
    return problem(
      `"${text.slice(0, text.length - value.length - 1)}" is not one setting`,
      settings.map((one) => `it stands for ${settingText(one)}`),
    );
  }
  const existing = gpo.value.copies.flatMap((copy) => copy.settings.filter((fact) => isAbout(setting, fact))).at(-1);
  const fields = fieldsOf(setting, value, existing?.kind === "registry" ? existing : null);
  return "value" in fields ? { value: { verb: "set", gpo: gpo.value, setting, fields: fields.value } } : fields;
}

/** The name of a registry value may hold `=`: where the evidence knows such a value the longest name counts, else the shortest. */
function settingAndValue(
  text: string,
  gpos: readonly KnownGpo[],
  shortForm: ShortForm,
): Found<{ readonly settings: readonly Setting[]; readonly value: string }> {
  const all = parted(text, "=").map(({ left, right }) => ({ settings: settingsCalled(left, shortForm), value: right }));
  const understood = all.flatMap(({ settings, value }) =>
    "value" in settings ? [{ settings: settings.value, value }] : [],
  );
  const known = understood.find(({ settings }) => settings.some((setting) => gpos.some((gpo) => holds(gpo, setting))));
  const best = known ?? understood.at(-1);
  if (best !== undefined) return { value: best };
  const shortest = all.at(-1)?.settings;
  if (shortest !== undefined && "problem" in shortest) return shortest;
  return problem(`"${text}" says no value`, [FORMS.set]);
}
