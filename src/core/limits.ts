/** Every cap in one place. What exceeds one is a `limit-exceeded` diagnostic, never a crash; `docs/reference/limits.md` lists them. */
const MIB = 1024 * 1024;

export const LIMITS = {
  /** Bytes of one file that is read whole. */
  fileBytes: 256 * MIB,
  /** Bytes from which on a file is read in parts, where its format can; such a file has no size limit but `archiveBytes`. */
  wholeBytes: 32 * MIB,
  /** Bytes of one zip archive; it is read by parts, never whole. */
  archiveBytes: 16 * 1024 * MIB,
  /** Inflated bytes of one zip member that is read whole; one that is read in parts has no limit but `archiveInflatedBytes`. */
  memberBytes: 256 * MIB,
  /** Inflated bytes of all members of one zip. */
  archiveInflatedBytes: 2 * 1024 * MIB,
  /** Inflated to stored bytes of one member, once it is over `ratioFloorBytes`. */
  inflationRatio: 200,
  ratioFloorBytes: MIB,
  /** Members of one zip. */
  members: 200_000,
  /** Files below all paths given. */
  files: 500_000,
  /** Folders below one another. */
  directoryDepth: 128,
  /** Elements inside one another. */
  xmlDepth: 256,
  /** UTF-16 code units of one XML document; each GPO of a report and each entry of a manifest is one of its own. */
  xmlChars: 32 * MIB,
  /** Elements, CDATA sections and processing instructions of one such document. */
  xmlPieces: 250_000,
  /** UTF-16 code units of one XML tag or of one run of text; a CDATA section has no such limit. */
  xmlTokenChars: 4 * MIB,
  /** Arrays and objects inside one another. */
  jsonDepth: 128,
  /** Values of one JSON document, keys not counted. */
  jsonValues: 1_000_000,
  /** Values of one LDIF entry that are looked at: members, links, classes. */
  ldifValues: 250_000,
  /** UTF-16 code units of one LDIF entry; a longer one is left out. */
  ldifEntryChars: 32 * MIB,
  /** UTF-16 code units of one entry of a .reg file, its continuations included; the reading ends at a longer one. */
  regEntryChars: 64 * MIB,
  /** UTF-16 code units of a YAML file; ours are written by hand. */
  yamlChars: 256 * 1024,
  /** UTF-16 code units of one line. */
  lineChars: 16 * MIB,
  /** UTF-16 code units of one CSV field. */
  csvFieldChars: MIB,
  /** Parts of a distinguished name whose object is placed in the directory's tree. */
  dnParts: 128,
  /** UTF-16 code units of such a name. */
  dnChars: 8192,
  /** Bytes of a decoded security descriptor; an ACL cannot exceed 65,535 bytes. */
  descriptorBytes: 256 * 1024,
  /** Parentheses inside one another in a conditional ACE. */
  conditionDepth: 64,
  /** UTF-16 code units of one WQL query. */
  wqlChars: 16 * 1024,
  /** Parentheses and NOT inside one another in a WQL query. */
  wqlDepth: 64,
  /** Bytes of data in one Registry.pol record. */
  registryDataBytes: 16 * MIB,
  /** Facts kept of one file, about a kibibyte each; the rest is counted, and the file is read incompletely. */
  factsPerFile: 3_000_000,
  /** Diagnostics kept for one file; the rest is counted. */
  diagnosticsPerFile: 200,
} as const;
