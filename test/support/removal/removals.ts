/** Ways in which a part of the evidence may be missing: the same domain, shown less. */
import fc from "fast-check";
import type { Container, Link, Machine, Policy, World } from "./world.ts";

export interface Removal {
  readonly what: keyof typeof REMOVALS;
  readonly at: number;
}

export const REMOVALS = {
  files: (world: World, at: number) => policy(world, at, { files: false }),
  report: (world: World, at: number) => policy(world, at, { report: false }),
  entry: (world: World, at: number) => policy(world, at, { entry: false }),
  descriptor: (world: World, at: number) => policy(world, at, { filter: null }),
  "wmi-words": (world: World, at: number) => policy(world, at, { wmi: null, entry: false }),
  extensions: (world: World, at: number) => policy(world, at, { extensions: null }),
  half: (world: World, at: number) => policy(world, at, { half: null }),
  listing: (world: World, at: number) => container(world, at, { shown: "none" }),
  "links-of-listing": (world: World, at: number) => container(world, at, { shown: "scope" }),
  "link-order": (world: World, at: number) => container(world, at, { ordered: false }),
  "block-flag": (world: World, at: number) => container(world, at, { blocks: null }),
  "link-enabled": (world: World, at: number) => links(world, at, { enabled: null }),
  "link-enforced": (world: World, at: number) => links(world, at, { enforced: null }),
  directory: (world: World) => ({
    ...world,
    anchored: false,
    containers: world.containers.map((one): Container => ({ ...one, shown: "none" })),
    policies: world.policies.map((one): Policy => ({ ...one, entry: false })),
    machines: world.machines.map((one): Machine =>
      one.shown === "directory" && usual(one) ? { ...one, shown: "none" } : one,
    ),
    wmi: world.wmi.map(() => false),
  }),
  "inner-group": (world: World) => ({ ...world, inner: { ...world.inner, shown: "none" as const } }),
  "outer-group": (world: World) => ({ ...world, outer: { ...world.outer, shown: "none" as const } }),
  "wmi-object": (world: World, at: number) => ({
    ...world,
    wmi: world.wmi.map((shown, index) => shown && index !== at % world.wmi.length),
  }),
  place: (world: World, at: number) => machine(world, at, { place: null }),
  site: (world: World, at: number) => machine(world, at, { site: null }),
  os: (world: World, at: number) => machine(world, at, { os: null }),
  computer: (world: World, at: number) => machine(world, at, { shown: "none" }),
  capture: (world: World, at: number) => machine(world, at, { capture: null }),
  "resultant-set": (world: World, at: number) => machine(world, at, { rsop: false }),
} as const satisfies Record<string, (world: World, at: number) => World>;

export const REMOVAL: fc.Arbitrary<Removal> = fc.record<Removal>({
  what: fc.constantFrom(...(Object.keys(REMOVALS) as (keyof typeof REMOVALS)[])),
  at: fc.nat({ max: 5 }),
});

/** What is left. A GPO of which nothing would be left keeps its line in manifest.xml: no claim covers what nobody names. */
export function without(world: World, removals: readonly Removal[]): World {
  const less = removals.reduce((rest, { what, at }) => REMOVALS[what](rest, at), world);
  const policies = less.policies.map((one, index): Policy => {
    const lost = named(world, index) && !named(less, index);
    return lost ? { ...one, manifest: true } : one;
  });
  return { ...less, policies };
}

function named({ policies, containers }: World, index: number): boolean {
  const one = policies[index];
  const linked = containers.some(({ shown, links: all }) => shown === "all" && all.some(({ gpo }) => gpo === index));
  return one !== undefined && (one.files || one.report || one.entry || one.manifest || linked);
}

function policy(world: World, at: number, change: Partial<Policy>): World {
  const index = at % world.policies.length;
  return { ...world, policies: world.policies.map((one, i) => (i === index ? { ...one, ...change } : one)) };
}

function container(world: World, at: number, change: Partial<Container>): World {
  const index = at % world.containers.length;
  const less = { ...change, ...(index < SITES && change.shown === "none" ? { shown: "scope" as const } : {}) };
  return {
    ...world,
    containers: world.containers.map((one, i) => (i === index ? weaker(one, { ...one, ...less }) : one)),
  };
}

/** Exports of sites name all sites. */
const SITES = 2;
const SHOWN: readonly Container["shown"][] = ["none", "scope", "all"];

/** Nothing is shown afterwards that was not shown before. */
function weaker(before: Container, after: Container): Container {
  return SHOWN.indexOf(after.shown) > SHOWN.indexOf(before.shown) ? before : after;
}

function links(world: World, at: number, change: Partial<Link>): World {
  const index = at % world.containers.length;
  return {
    ...world,
    containers: world.containers.map((one, i) =>
      i === index ? { ...one, links: one.links.map((link) => ({ ...link, ...change })) } : one,
    ),
  };
}

function machine(world: World, at: number, change: Partial<Machine>): World {
  const index = at % Math.max(1, world.machines.length);
  const keeps = ("place" in change || "shown" in change) && !usual(world.machines[index]);
  return { ...world, machines: world.machines.map((one, i) => (i === index && !keeps ? { ...one, ...change } : one)) };
}

/** A domain controller is taken to stand where Windows puts it, unless the evidence tells otherwise. */
function usual(machine: Machine | undefined): boolean {
  return machine === undefined || machine.place === null || machine.place === 0;
}
