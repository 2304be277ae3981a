/** Scopes of management as exports write them: canonical paths of reports, distinguished names of directory exports [MS-GPOL 2.2.2]. */
import { splitDn } from "../text/distinguished-name.ts";

export interface ScopeOfManagement {
  readonly kind: "domain" | "ou" | "site" | "local";
  /** DNS name, lower case; null where the text does not carry it. */
  readonly domain: string | null;
  /** Names of the organisational units from the domain downwards; the site's name for a site. */
  readonly path: readonly string[];
}

/** Total: what is not understood comes out as an OU with the text as its name. */
export function parseSom(text: string): ScopeOfManagement {
  const trimmed = text.trim();
  if (/^(ou|cn|dc)=/i.test(trimmed)) return fromDn(trimmed);
  const segments = splitCanonical(trimmed);
  const [domain = "", ...path] = segments;
  const sites = path.findIndex((segment) => segment.toLowerCase() === "sites");
  if (path[0]?.toLowerCase() === "configuration" && sites === 1) {
    return { kind: "site", domain: domain.toLowerCase(), path: path.slice(2) };
  }
  if (path.length === 0) return { kind: "domain", domain: domain.toLowerCase(), path: [] };
  return { kind: "ou", domain: domain.toLowerCase(), path };
}

/** `\/` is a slash inside a name. */
function splitCanonical(text: string): string[] {
  const segments: string[] = [];
  let current = "";
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char === "\\" && i + 1 < text.length) {
      i += 1;
      current += text.charAt(i);
    } else if (char === "/") {
      segments.push(current);
      current = "";
    } else current += char;
  }
  return [...segments, current].filter((segment, i) => i === 0 || segment !== "");
}

function fromDn(text: string): ScopeOfManagement {
  const rdns = splitDn(text);
  const domain = rdns.filter((rdn) => rdn.type === "dc").map((rdn) => rdn.value.toLowerCase());
  const units = rdns.filter((rdn) => rdn.type === "ou").map((rdn) => rdn.value);
  const site = rdns.findIndex((rdn) => rdn.type === "cn" && rdn.value.toLowerCase() === "sites");
  const name = domain.length === 0 ? null : domain.join(".");
  if (site > 0) return { kind: "site", domain: name, path: [rdns[site - 1]?.value ?? ""] };
  if (units.length === 0) return { kind: "domain", domain: name, path: [] };
  return { kind: "ou", domain: name, path: units.toReversed() };
}

/** The OU that every domain controller is born in; its name is the same in all languages. */
export function isDomainControllersOu(som: ScopeOfManagement): boolean {
  return som.kind === "ou" && som.path[0]?.toLowerCase() === "domain controllers";
}
