/** Whether policy ran to its end before the capture: `ExtensionStatus` of one half [formats.md 3.1, 3.4]. */
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import { guidOf } from "../../core/fact.ts";
import { ownText, shown } from "../../text/gpo-report.ts";
import { childrenNamed, type XmlElement } from "../../text/xml.ts";

/** The engine itself stands in the list of extensions. */
const INFRASTRUCTURE = "00000000-0000-0000-0000-000000000000";

/** More than any difference of time zones, which the times of the extensions do not carry. */
const OLD_DAYS = 7;

export function* processingDiagnostics(half: XmlElement, readTime: string | null): Iterable<DiagnosticDraft> {
  for (const status of childrenNamed(half, "ExtensionStatus", half.namespace)) {
    const what = shown(ownText(status, "Name") ?? "");
    const error = ownText(status, "Error");
    const logging = ownText(status, "LoggingStatus");
    const why = [
      ...(error === null || error === "0" ? [] : [`it ended with error ${shown(error)}`]),
      ...(logging === null || logging.toLowerCase() === "complete" ? [] : [`its logging is ${shown(logging)}`]),
    ].join(", ");
    if (why !== "") yield { code: "not-applied", data: { what, why }, offset: status.start };
    if (guidOf(ownText(status, "Identifier") ?? "") !== INFRASTRUCTURE) continue;
    const days = (dayOf(readTime) ?? Number.NaN) - (dayOf(ownText(status, "EndTime")) ?? Number.NaN);
    if (days <= OLD_DAYS || Number.isNaN(days)) continue;
    const old = `policy last ran ${Math.floor(days)} days before the capture`;
    yield { code: "not-applied", data: { what, why: old }, offset: status.start };
  }
}

/** Days since 1970 of `YYYY-MM-DDTHH:MM:SS…`, read as UTC. */
function dayOf(text: string | null): number | null {
  const time = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/.exec(text ?? "")?.[1];
  const milliseconds = time === undefined ? Number.NaN : Date.parse(`${time}Z`);
  return Number.isNaN(milliseconds) ? null : milliseconds / 86_400_000;
}
