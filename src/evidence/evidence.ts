/** The evidence of a run: every fact with its subject, every GPO assembled from its files, nothing judged. */
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Fact, FactOf, GpoVersions, Guid } from "../core/fact.ts";
import type { Source } from "../core/provenance.ts";
import type { ContainerKind } from "./container.ts";

export interface Gpo {
  /** The container's key: a path, unique in a run. */
  readonly container: string;
  readonly kind: ContainerKind;
  readonly guid: Guid | null;
  readonly name: string | null;
  readonly domain: string | null;
  readonly backupId: Guid | null;
  readonly backupTime: string | null;
  readonly computerEnabled: boolean | null;
  readonly userEnabled: boolean | null;
  readonly machineExtensions: readonly Guid[] | null;
  readonly versions: GpoVersions | null;
  readonly wmiFilter: { readonly id: Guid | null; readonly name: string | null } | null;
  readonly sddl: string | null;
  /** The `gpo` facts that the fields above were taken from. */
  readonly identity: readonly FactOf<"gpo">[];
  /** Null: no report tells where it is linked. Empty: a report says nowhere that it could see. */
  readonly links: readonly FactOf<"gpo-link">[] | null;
  /** Settings, one reading of each kind: the file that clients process before the report about it. In file order. */
  readonly settings: readonly Fact[];
  /** The container that counts instead of this one. */
  readonly supersededBy: string | null;
}

export interface Evidence {
  readonly sources: readonly Source[];
  /** In the order of their files, and in file order within them. */
  readonly facts: readonly Fact[];
  readonly gpos: readonly Gpo[];
  readonly diagnostics: readonly Diagnostic[];
}
