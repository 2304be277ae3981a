/** A random domain, and how much of it the evidence shows. Removing evidence is showing less of the same domain. */
import fc from "fast-check";

export interface Link {
  /** Index of the GPO. */
  readonly gpo: number;
  readonly enabled: boolean | null;
  readonly enforced: boolean | null;
}

export interface Container {
  /** The last is link order 1. */
  readonly links: readonly Link[];
  readonly blocks: boolean | null;
  /** `all`: an export lists its links · `scope`: an export names the container only · `none`. */
  readonly shown: "all" | "scope" | "none";
  /** False: the export shows links without an order. */
  readonly ordered: boolean;
}

/** A value of the palette with the number or index of the text that it is set to. */
export interface Setting {
  readonly of: (typeof PALETTE)[number];
  readonly value: number;
  readonly action: "C" | "R" | "U" | "D" | null;
  readonly condition: boolean;
  readonly doubt: boolean;
}

export const PALETTE = [
  "credential-validation",
  "security-groups",
  "category",
  "force",
  "ntlm-option",
  "ntlm-template",
  "ntlm-delete",
  "ntlm-preference",
  "service-logon",
  "deny-service-logon",
  "clock-skew",
  "log-size",
  "field-engineering",
  "firewall",
] as const;

export interface Policy {
  readonly settings: readonly Setting[];
  readonly half: boolean | null;
  readonly extensions: "all" | "without-audit" | "wrong-order" | null;
  readonly filter: "everyone" | "controllers" | "group" | "outer-group" | "denied" | "denied-group" | "nobody" | null;
  readonly wmi: "none" | "controllers" | "workstations" | "build" | "serial" | null;
  readonly versions: "zero" | "skewed" | "same" | null;
  /** Its files of SYSVOL. */
  readonly files: boolean;
  /** Its report: settings, and links but those of sites. */
  readonly report: boolean;
  /** Its object in an export of the directory. */
  readonly entry: boolean;
  /** A line of manifest.xml. */
  readonly manifest: boolean;
}

export interface Machine {
  /** Index into `units`; null: the evidence does not tell. */
  readonly place: number | null;
  readonly site: 0 | 1 | null;
  readonly readOnly: boolean;
  readonly os: string | null;
  /** Its object in an export of the directory, or its line of a scope file. */
  readonly shown: "directory" | "scope-file" | "none";
  /** auditpol on it: the value of credential validation. */
  readonly capture: number | null;
  /** Its resultant set lists its token. */
  readonly rsop: boolean;
}

export interface Group {
  readonly machines: readonly number[];
  /** `outer` holds `inner`. */
  readonly nested: boolean;
  readonly shown: "whole" | "part" | "none";
}

export interface World {
  readonly policies: readonly Policy[];
  /** Sites 0 and 1, the domain, then the units of {@link UNITS}. */
  readonly containers: readonly Container[];
  readonly machines: readonly Machine[];
  readonly inner: Group;
  readonly outer: Group;
  /** An export shows ordered links of some other unit, and of some other site. */
  readonly anchored: boolean;
  /** Whether the objects of the WMI filters are shown with their queries. */
  readonly wmi: readonly boolean[];
}

const BASE = "DC=corp,DC=example";
export const CONTROLLERS = `OU=Domain Controllers,${BASE}`;
/** Distinguished names, as {@link World.containers} counts them. */
export const CONTAINERS: readonly string[] = [
  `CN=Berlin,CN=Sites,CN=Configuration,${BASE}`,
  `CN=Paris,CN=Sites,CN=Configuration,${BASE}`,
  BASE,
  CONTROLLERS,
  `OU=Tier0,${CONTROLLERS}`,
  `OU=Servers,${BASE}`,
];
export const FIRST_UNIT = 3;
export const WMI_FILTERS = ["controllers", "workstations", "build", "serial"] as const;

/** Mostly known and unremarkable: where everything hangs on something, nothing is decided that a removal could spoil. */
const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 18 * others.length, arbitrary: fc.constant(usual) },
    { weight: others.length, arbitrary: fc.constantFrom(...others) },
  );

const SETTING = fc.record<Setting>({
  of: fc.constantFrom(...PALETTE, "credential-validation", "credential-validation", "ntlm-option"),
  // 3 is what is wanted, 0 the opposite.
  value: fc.constantFrom(3, 3, 3, 3, 2, 1, 0),
  action: fc.constantFrom("C", "R", "U", "D", null),
  condition: often(false, true),
  doubt: often(false, true),
});

const POLICY = fc.record<Policy>({
  settings: fc.array(SETTING, { maxLength: 5 }),
  half: often<boolean | null>(true, false, null),
  extensions: often<Policy["extensions"]>("all", "without-audit", "wrong-order"),
  filter: often<Policy["filter"]>(
    "everyone",
    "controllers",
    "group",
    "outer-group",
    "denied",
    "denied-group",
    "nobody",
    null,
  ),
  wmi: often<Policy["wmi"]>("none", "controllers", "workstations", "build", "serial"),
  versions: often<Policy["versions"]>("same", "zero", "skewed", null),
  files: often(true, false),
  report: often(false, true),
  entry: often(true, false),
  manifest: often(false, true),
});

const GROUP = fc.record<Group>({
  machines: fc.subarray([0, 1, 2]),
  nested: fc.boolean(),
  shown: often<Group["shown"]>("whole", "part", "none"),
});

const MACHINE = fc.record<Machine>({
  place: fc.constantFrom(0, 0, 0, 0, 0, 1, 1, 2, 2, null),
  site: fc.constantFrom(0, 0, 0, 0, 1, 1, null),
  readOnly: often(false, true),
  os: fc.constantFrom("10.0.20348", "10.0.17763", null),
  shown: often<Machine["shown"]>("directory", "scope-file", "none"),
  capture: often<number | null>(null, 0, 1, 3),
  rsop: often(false, true),
});

/** @returns domains with 1 to 5 GPOs and up to 3 domain controllers. */
export const WORLD: fc.Arbitrary<World> = fc.array(POLICY, { minLength: 1, maxLength: 5 }).chain((policies) => {
  const link = fc.record<Link>({
    gpo: fc.nat({ max: policies.length - 1 }),
    enabled: often<boolean | null>(true, false, null),
    enforced: often<boolean | null>(false, true, true, null),
  });
  const container = fc.record<Container>({
    links: fc.uniqueArray(link, { minLength: 0, maxLength: 3, selector: (one) => one.gpo }),
    blocks: often<boolean | null>(false, true, null),
    shown: often<Container["shown"]>("all", "scope", "none"),
    ordered: often(true, false),
  });
  return fc.record<World>({
    policies: fc.constant(policies),
    containers: fc.array(container, { minLength: CONTAINERS.length, maxLength: CONTAINERS.length }),
    machines: fc.array(MACHINE, { maxLength: 3 }),
    inner: GROUP,
    outer: GROUP,
    anchored: fc.constant(true),
    wmi: fc.tuple(often(true, false), often(true, false), often(true, false), often(true, false)),
  });
});
