/** Classes of the base schema by name [MS-ADSC; formats.md 6.4]; their schemaIDGUID is the same in every forest. */
import type { Guid } from "../core/fact.ts";

const TAIL = "-0DE6-11D0-A285-00AA003049E2";

const CLASSES = new Map<string, Guid>([
  ["user", `BF967ABA${TAIL}`],
  ["group", `BF967A9C${TAIL}`],
  ["computer", `BF967A86${TAIL}`],
  ["organizationalunit", `BF967AA5${TAIL}`],
  ["container", `BF967A8B${TAIL}`],
  ["site", `BF967AB3${TAIL}`],
  ["trusteddomain", `BF967AB8${TAIL}`],
  ["inetorgperson", "4828CC14-1437-45BC-9B07-AD6F015E5F28"],
  ["domaindns", "19195A5B-6DA0-11D0-AFD3-00C04FD930C9"],
  ["grouppolicycontainer", "F30E3BC2-9FF0-11D1-B603-0000F80367C1"],
  ["msds-managedserviceaccount", "CE206244-5827-4A86-BA1C-1C0C386C1B64"],
  ["msds-groupmanagedserviceaccount", "7B8B558A-93A5-4AF7-ADCA-C017E67F1057"],
  ["msds-delegatedmanagedserviceaccount", "0FEB936F-47B3-49F2-9386-1DEDC2C23765"],
]);

/** Null for a class that is not in the table. */
export function classGuid(name: string): Guid | null {
  return CLASSES.get(name.trim().toLowerCase()) ?? null;
}
