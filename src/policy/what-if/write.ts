/** Settings that are set or taken away, with what the console does along with it: extension list, version. */
import {
  AUDIT_CSE,
  PREFERENCES_REGISTRY_CSE,
  REGISTRY_CSE,
  SECURITY_CSE,
  processedExtensions,
} from "../../core/extensions.ts";
import type { Fact, FactFields, Guid, InertReason, Via } from "../../core/fact.ts";
import type { Evidence, Gpo } from "../../evidence/evidence.ts";
import { WHAT_IF } from "./edit.ts";
import type { Applied, Edit, Found, Setting } from "./edit.ts";
import type { KnownGpo } from "./gpos.ts";
import { isAbout } from "./settings.ts";
import { syntheticId } from "./synthetic.ts";
import { directoryGpo } from "../directory-gpo.ts";

/** Which extension a client runs for what is read this way. */
const EXTENSION_OF: Readonly<Partial<Record<Via, { readonly extension: Guid; readonly name: string }>>> = {
  "audit-csv": { extension: AUDIT_CSE, name: "advanced audit policy" },
  "security-template": { extension: SECURITY_CSE, name: "security settings" },
  "registry-pol": { extension: REGISTRY_CSE, name: "administrative templates" },
  preferences: { extension: PREFERENCES_REGISTRY_CSE, name: "registry preferences" },
};

export function applyUnset(evidence: Evidence, { gpo, settings }: Extract<Edit, { verb: "unset" }>): Found<Applied> {
  const notes = new Set<string>();
  const after = edited(evidence, gpo, settings, (copy, kept) => {
    const written = raised(copy, kept, null, notes);
    return [written, []];
  });
  if (settings.some(({ kind }) => kind === "subcategory") && gpo.copies.some(hasCategories)) {
    notes.add("The GPO also holds [Event Audit] categories; they stay.");
  }
  return { value: { evidence: after, notes: [...notes] } };
}

function hasCategories({ settings }: Gpo): boolean {
  return settings.some(({ kind }) => kind === "legacy-category");
}

export function applySet(evidence: Evidence, { gpo, setting, fields }: Extract<Edit, { verb: "set" }>): Found<Applied> {
  const notes = new Set<string>();
  const { evidence: base, gpo: known } = gpo.copies.length > 0 ? { evidence, gpo } : withUnseen(evidence, gpo);
  if (known.copies.every(({ kind }) => kind === "directory")) {
    notes.add("The GPO's other settings are not in the evidence: a value that it may hold already is not known.");
  }
  let made = 0;
  const after = edited(base, known, [setting], (copy, kept, place) => {
    const via = viaOf(copy, setting);
    const doubt = kept.find((fact) => fact.via === via && fact.doubt !== undefined)?.doubt;
    const { guid, name, domain, container } = copy;
    const fact: Fact = {
      ...placed(fields, via),
      id: syntheticId(base, made),
      tier: copy.links === null ? "D" : "C",
      via,
      subject: { kind: "gpo", guid, name, domain, container },
      origin: {
        source: "",
        path: WHAT_IF,
        span: { unit: "char", start: 0, end: 0 },
        at: { line: 1, column: 1 },
        excerpt: "",
      },
      ...(copy.computerEnabled === false ? { inert: "computer-disabled" as const } : {}),
      ...(doubt === undefined ? {} : { doubt }),
    };
    made += 1;
    const written = raised(copy, kept, via, notes);
    return [{ ...written, settings: written.settings.toSpliced(place, 0, fact) }, [fact]];
  });
  if (known.copies.some((copy) => copy.computerEnabled === false))
    notes.add("The GPO's computer half is disabled, and stays so.");
  return { value: { evidence: after, notes: [...notes] } };
}

/** A preference item, where the GPO has the value as one; it then updates unconditionally. */
function placed(fields: FactFields, via: Via): FactFields {
  if (fields.kind !== "registry") return fields;
  if (via === "preferences") return { ...fields, action: "U" };
  return via === "registry-pol" ? { ...fields, side: "machine" } : fields;
}

/** The file in which the console would write it: where the GPO has it already, else by the kind of setting. */
function viaOf(copy: Gpo, setting: Setting): Via {
  if (setting.kind === "subcategory") return "audit-csv";
  if (setting.kind !== "registry") return "security-template";
  const own = copy.settings.findLast((fact) => isAbout(setting, fact));
  if (own?.kind === "registry") {
    if (own.action !== undefined && own.via !== "registry-pol") return "preferences";
    const template = own.via === "gpreport" && own.origin.excerpt.includes("KeyPath");
    return template || own.via === "registry-pol" || own.via === "lgpo-text" ? "registry-pol" : "security-template";
  }
  // Administrative templates write below Policies; what we judge elsewhere are security options.
  return /^HKLM\\Software\\(Policies|Microsoft\\Windows\\CurrentVersion\\Policies)\\/i.test(setting.path)
    ? "registry-pol"
    : "security-template";
}

/** The directory knows the GPO, no file with its settings was given. */
function withUnseen(evidence: Evidence, gpo: KnownGpo): { evidence: Evidence; gpo: KnownGpo } {
  const { guid, name, domain, entry } = gpo;
  const copy = directoryGpo({ container: `directory#${guid ?? ""}@${domain ?? ""}`, guid, name, domain, entry });
  return { evidence: { ...evidence, gpos: [...evidence.gpos, copy] }, gpo: { ...gpo, copies: [copy] } };
}

/** Every copy that counts without the settings, and with what `write` makes of it. */
function edited(
  evidence: Evidence,
  { copies }: KnownGpo,
  settings: readonly Setting[],
  write: (copy: Gpo, kept: readonly Fact[], place: number) => readonly [copy: Gpo, added: readonly Fact[]],
): Evidence {
  const ours = new Set(copies.map(({ container }) => container));
  const about = (fact: Fact): boolean => settings.some((setting) => isAbout(setting, fact));
  const replaced = new Map<string, Fact>();
  const added: Fact[] = [];
  const gpos = evidence.gpos.map((copy) => {
    if (!ours.has(copy.container) || copy.supersededBy !== null) return copy;
    const first = copy.settings.findIndex(about);
    const kept = copy.settings.filter((fact) => !about(fact));
    const place = first < 0 ? kept.length : copy.settings.slice(0, first).filter((fact) => !about(fact)).length;
    const [after, facts] = write(copy, kept, place);
    for (const fact of after.settings) replaced.set(fact.id, fact);
    added.push(...facts);
    return after;
  });
  const facts = evidence.facts.flatMap((fact) => {
    const own = fact.subject.kind === "gpo" && ours.has(fact.subject.container);
    if (!own) return fact;
    return about(fact) ? [] : (replaced.get(fact.id) ?? fact);
  });
  return { ...evidence, gpos, facts: [...facts, ...added] };
}

/** Writing raises the version and registers the extension: what lay idle only for the lack of it comes to life with it. */
function raised(copy: Gpo, kept: readonly Fact[], via: Via | null, notes: Set<string>): Gpo {
  // Of a GPO that only the directory shows the list says what its other settings may be.
  if (copy.kind === "directory") return { ...copy, settings: kept };
  const { versions } = copy;
  const idle = versions !== null && versions.machineDirectory === 0 && versions.machineSysvol === 0;
  if (idle) notes.add("Its version of 0 rises, as with every change in the console, so that clients read the GPO.");
  const needed = via === null ? undefined : EXTENSION_OF[via];
  const before = copy.machineExtensions;
  const list = before === null || needed === undefined ? before : withExtension(before, needed.extension);
  if (list !== before) notes.add(`Its extension list gains ${needed?.name ?? ""}, as the console writes it.`);
  const processed = list === null ? null : processedExtensions(list);
  const reason = (fact: Fact): InertReason | undefined => {
    if (fact.inert !== "cse-missing" && !(fact.inert === "version-zero" && idle)) return fact.inert;
    const extension = EXTENSION_OF[fact.via]?.extension;
    return processed !== null && extension !== undefined && !processed.includes(extension) ? "cse-missing" : undefined;
  };
  const settings = kept.map((fact): Fact => {
    const inert = reason(fact);
    if (inert === fact.inert) return fact;
    const { inert: _inert, ...rest } = fact;
    return inert === undefined ? rest : { ...rest, inert };
  });
  return {
    ...copy,
    versions: idle ? { ...versions, machineDirectory: 1, machineSysvol: 1 } : versions,
    machineExtensions: list,
    settings,
  };
}

/** In its place of the ascending part, which is what clients read; what stands behind it is not read before or after. */
function withExtension(list: readonly Guid[], extension: Guid): readonly Guid[] {
  const read = processedExtensions(list);
  if (read.includes(extension)) return list;
  const at = read.findIndex((guid) => guid > extension);
  return list.toSpliced(at < 0 ? read.length : at, 0, extension);
}
