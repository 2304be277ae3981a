/** The bits of access masks: their letters, what an ObjectType means beside them, their names in the console [MS-ADTS 5.1.3.2; formats.md 6.3]. */

/** What a mask is about: the same bits mean other rights on files and registry keys. */
export type ObjectKind = "directory" | "file" | "key";

/** What the GUID in an ObjectType is, beside a right that takes one. */
export type TypeKind = "class" | "attribute" | "validated-write" | "extended-right";

interface Right {
  readonly bit: number;
  readonly letters: string;
  /** Null: the right takes no ObjectType. */
  readonly type: TypeKind | null;
  /** As the console of Windows names it in the entry's window. */
  readonly words: string;
}

const DIRECTORY: readonly Right[] = [
  { bit: 0x1, letters: "CC", type: "class", words: "Create all child objects" },
  { bit: 0x2, letters: "DC", type: "class", words: "Delete all child objects" },
  { bit: 0x4, letters: "LC", type: null, words: "List contents" },
  { bit: 0x8, letters: "SW", type: "validated-write", words: "All validated writes" },
  { bit: 0x10, letters: "RP", type: "attribute", words: "Read all properties" },
  { bit: 0x20, letters: "WP", type: "attribute", words: "Write all properties" },
  { bit: 0x40, letters: "DT", type: null, words: "Delete subtree" },
  { bit: 0x80, letters: "LO", type: null, words: "List object" },
  { bit: 0x100, letters: "CR", type: "extended-right", words: "All extended rights" },
];

const FILE: readonly Right[] = [
  { bit: 0x1, letters: "CC", type: null, words: "List folder / read data" },
  { bit: 0x2, letters: "DC", type: null, words: "Create files / write data" },
  { bit: 0x4, letters: "LC", type: null, words: "Create folders / append data" },
  { bit: 0x8, letters: "SW", type: null, words: "Read extended attributes" },
  { bit: 0x10, letters: "RP", type: null, words: "Write extended attributes" },
  { bit: 0x20, letters: "WP", type: null, words: "Traverse folder / execute file" },
  { bit: 0x40, letters: "DT", type: null, words: "Delete subfolders and files" },
  { bit: 0x80, letters: "LO", type: null, words: "Read attributes" },
  { bit: 0x100, letters: "CR", type: null, words: "Write attributes" },
];

const KEY: readonly Right[] = [
  { bit: 0x1, letters: "CC", type: null, words: "Query value" },
  { bit: 0x2, letters: "DC", type: null, words: "Set value" },
  { bit: 0x4, letters: "LC", type: null, words: "Create subkey" },
  { bit: 0x8, letters: "SW", type: null, words: "Enumerate subkeys" },
  { bit: 0x10, letters: "RP", type: null, words: "Notify" },
  { bit: 0x20, letters: "WP", type: null, words: "Create link" },
];

/** The same for every kind of object; the last two have no letters in SDDL. */
const STANDARD: readonly Right[] = [
  { bit: 0x1_0000, letters: "SD", type: null, words: "Delete" },
  { bit: 0x2_0000, letters: "RC", type: null, words: "Read permissions" },
  { bit: 0x4_0000, letters: "WD", type: null, words: "Modify permissions" },
  { bit: 0x8_0000, letters: "WO", type: null, words: "Modify owner" },
  { bit: 0x10_0000, letters: "0x100000", type: null, words: "Synchronize" },
  { bit: 0x100_0000, letters: "AS", type: null, words: "Access system security" },
];

const RIGHTS: Readonly<Record<ObjectKind, readonly Right[]>> = {
  directory: [...DIRECTORY, ...STANDARD],
  file: [...FILE, ...STANDARD],
  key: [...KEY, ...STANDARD],
};

/** GR, GW, GX, GA [MS-ADTS 5.1.3.2; MS-DTYP 2.4.3]. */
const GENERIC: Readonly<Record<ObjectKind, readonly (readonly [generic: number, mapped: number])[]>> = {
  directory: [
    [0x8000_0000, 0x2_0094],
    [0x4000_0000, 0x2_0028],
    [0x2000_0000, 0x2_0004],
    [0x1000_0000, 0xf_01ff],
  ],
  file: [
    [0x8000_0000, 0x12_0089],
    [0x4000_0000, 0x12_0116],
    [0x2000_0000, 0x12_00a0],
    [0x1000_0000, 0x1f_01ff],
  ],
  key: [
    [0x8000_0000, 0x2_0019],
    [0x4000_0000, 0x2_0006],
    [0x2000_0000, 0x2_0019],
    [0x1000_0000, 0xf_003f],
  ],
};
const GENERIC_BITS = 0xf000_0000;

/** The mask without generic bits, as Windows compares it. */
export function mappedRights(mask: number, kind: ObjectKind = "directory"): number {
  if ((mask & GENERIC_BITS) === 0) return mask >>> 0;
  let mapped = mask & ~GENERIC_BITS;
  for (const [generic, rights] of GENERIC[kind]) if ((mask & generic) !== 0) mapped |= rights;
  return mapped >>> 0;
}

export function bitsOf(mask: number): number[] {
  const bits: number[] = [];
  for (let index = 0; index < 32; index += 1) if ((mask & (1 << index)) !== 0) bits.push((1 << index) >>> 0);
  return bits;
}

const TYPE_KINDS = new Map(DIRECTORY.map((right) => [right.bit, right.type]));

/** What an ObjectType is beside the right; null: the right takes none. */
export function typeKindOf(bit: number): TypeKind | null {
  return TYPE_KINDS.get(bit) ?? null;
}

/** Beside these a property set stands for its attributes. */
export const PROPERTY_RIGHTS = 0x30;

/** Letters of SDDL, in order; bits without any as a number. */
export function rightLetters(mask: number): string {
  const known = RIGHTS.directory.filter(({ bit }) => (mask & bit) !== 0);
  const rest = known.reduce((left, { bit }) => left & ~bit, mask) >>> 0;
  return [...known.map(({ letters }) => letters), ...(rest === 0 ? [] : [`0x${rest.toString(16)}`])].join(" ");
}

const FULL: Readonly<Record<ObjectKind, number>> = { directory: 0xf_01ff, file: 0x1f_01ff, key: 0xf_003f };

/** The row of rights as the console names them. */
export function rightWords(mask: number, kind: ObjectKind = "directory"): string[] {
  if (mask === FULL[kind]) return ["Full control"];
  const known = RIGHTS[kind].filter(({ bit }) => (mask & bit) !== 0);
  const rest = known.reduce((left, { bit }) => left & ~bit, mask) >>> 0;
  return [...known.map(({ words }) => words), ...(rest === 0 ? [] : [`0x${rest.toString(16)}`])];
}
