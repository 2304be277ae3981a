/** `eventreach catalog`: the requirements as a list, as a page, as JSON. */
import { allRequirements, CATALOGS } from "../../catalog/catalogs.ts";
import { UsageError } from "../../core/failure.ts";
import { CATALOG_VERSION, catalogDigest } from "../analyse.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { requirementById, requirementPage } from "../pages.ts";

export async function catalog(action: string, id: string | undefined, io: Io): Promise<number> {
  switch (action) {
    case "list":
      await io.out(list());
      return EXIT.ok;
    case "show":
      if (id === undefined) throw new UsageError("catalog show wants an id", ["eventreach catalog list"]);
      await io.out(requirementPage(requirementById(id), Math.min(io.stdout.columns ?? 80, 100)));
      return EXIT.ok;
    case "export":
      await io.out([catalogText()]);
      return EXIT.ok;
    default:
      throw new UsageError(`catalog knows no "${action}"`, ["catalog list", "catalog show ID", "catalog export"]);
  }
}

/** Every requirement as data, whatever catalog a run judges. */
export function catalogText(): string {
  const data = {
    schema: "catalog/1",
    version: CATALOG_VERSION,
    digest: catalogDigest(),
    catalogs: CATALOGS.map((one) => ({ id: one.id, title: one.title, digest: catalogDigest([one]) })),
    requirements: CATALOGS.flatMap(({ id: name, requirements }) =>
      requirements.map((requirement) => ({ catalog: name, ...requirement })),
    ),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function* list(): Iterable<string> {
  const widest = Math.max(...allRequirements().map((requirement) => requirement.id.length));
  const names = Math.max(...CATALOGS.map(({ id }) => id.length));
  for (const { id: name, requirements } of CATALOGS) {
    for (const { id, revision, severity, title } of requirements) {
      yield `${id.padEnd(widest)}  ${name.padEnd(names)}  r${revision}  ${severity.padEnd(8)}  ${title}\n`;
    }
  }
}
