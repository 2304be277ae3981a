/** A small directory with one object of each cause that a person meets. */
import type { DirectoryAudit } from "../core/directory-audit.ts";
import { directoryAudit } from "../sacl/directory-audit.ts";
import { descriptor, entries, GMSA, inherited, USER } from "./directory.ts";

export const ROOT = "DC=corp,DC=example";
export const SALES = `OU=Sales,${ROOT}`;
export const LAB = `OU=Lab,${ROOT}`;
export const root = descriptor(ROOT, `S:AI${entries()}`, { class: "domainDNS" });

export function auditOf(facts: Parameters<typeof directoryAudit>[0]): DirectoryAudit {
  const audit = directoryAudit(facts);
  if (audit === null) throw new Error("no audit");
  return audit;
}

export const smallAudit = auditOf([
  root,
  descriptor(SALES, `S:AI${entries("CIIOIDSA")}`, { class: "organizationalUnit" }),
  descriptor(LAB, "S:PAI(AU;SA;WP;;;WD)", { class: "organizationalUnit" }),
  descriptor(`CN=Anna,${SALES}`, inherited(USER), { class: "user" }),
  descriptor(`CN=Moved,${SALES}`, "S:AI", { class: "user" }),
  descriptor(`CN=Admin,${SALES}`, "S:PAI(AU;SA;WPWDWO;;;WD)", { class: "user", adminCount: 1 }),
  descriptor(`CN=web,${SALES}`, inherited(GMSA), { class: "msDS-GroupManagedServiceAccount" }),
  descriptor(`CN=Unread,${SALES}`, "D:AI(A;;RP;;;AU)", { class: "group" }),
  descriptor(`CN=One,${LAB}`, "S:AI", { class: "user" }),
  descriptor(`CN=Two,${LAB}`, "S:AI", { class: "user" }),
  descriptor(`CN=Nobody,${LAB}`, "S:AI"),
]);
