/** `GroupPolicyCoreSettings` to the facts of a GPO [formats.md 1.3; MS-GPOL 2.2.4]. */
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import { guidOf, type GpoFields, type GpoVersions, type Guid } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import { printSddl } from "../../text/sddl.ts";
import { decodeSecurityDescriptor } from "../../text/security-descriptor.ts";
import { child, textOf, type XmlElement } from "../../text/xml.ts";

type Say = (draft: DiagnosticDraft) => void;

export function coreSettings(core: XmlElement, say: Say): GpoFields {
  const read = (name: string): string | null => textOf(child(core, name, core.namespace));
  const placed: Say = (draft) => say({ offset: core.start, ...draft });
  const id = read("ID");
  const guid = guidOf(id ?? "");
  if (guid === null) placed({ code: "malformed", data: { message: id === null ? "no ID" : "ID is no GUID" } });
  const options = numberOf(read("Options"), "Options", placed);
  return {
    kind: "gpo",
    guid,
    name: orNull(read("DisplayName")),
    domain: orNull(read("Domain")),
    backupId: null,
    backupTime: null,
    // The bits say what is disabled [S: MS-GPOL 2.2.4].
    computerEnabled: options === null ? null : (options & COMPUTER_DISABLED) === 0,
    userEnabled: options === null ? null : (options & USER_DISABLED) === 0,
    machineExtensions: extensionsOf(read("MachineExtensionGuids"), placed),
    versions: versionsOf(read("MachineVersionNumber"), read("UserVersionNumber"), placed),
    wmiFilter: filterOf(read("WMIFilter"), orNull(read("WMIFilterName")), placed),
    sddl: sddlOf(read("SecurityDescriptor"), placed),
  };
}

const USER_DISABLED = 1;
const COMPUTER_DISABLED = 2;

function orNull(text: string | null): string | null {
  return text === "" ? null : text;
}

/** Decimal, printed signed or unsigned. */
function numberOf(text: string | null, what: string, say: Say): number | null {
  if (text === null || text === "") return null;
  if (/^-?\d{1,10}$/.test(text)) return Number(text) >>> 0;
  say({ code: "not-understood", data: { what, value: text.slice(0, 80) } });
  return null;
}

/** High 16 bits SYSVOL, low 16 bits directory [V]. */
function versionsOf(machineText: string | null, userText: string | null, say: Say): GpoVersions | null {
  const machine = numberOf(machineText, "MachineVersionNumber", say);
  const user = numberOf(userText, "UserVersionNumber", say);
  if (machine === null && user === null) return null;
  return {
    machineDirectory: machine === null ? null : machine & 0xffff,
    machineSysvol: machine === null ? null : machine >>> 16,
    userDirectory: user === null ? null : user & 0xffff,
    userSysvol: user === null ? null : user >>> 16,
  };
}

const NO_EXTENSION: Guid = "00000000-0000-0000-0000-000000000000";

/**
 * The first GUID of each `[{extension}{tool}…]`, in the order written; the all-zero GUID is no extension.
 * Null for a list of another form: what it registers is not known.
 */
export function extensionsOf(text: string | null, say: Say): readonly Guid[] | null {
  if (text === null) return null;
  const listed: Guid[] = [];
  for (let at = 0; at < text.length;) {
    const open = text.indexOf("[", at);
    const close = text.indexOf("]", at);
    const guid = open < 0 ? null : guidOf(text.slice(open + 1, open + 39));
    if (guid === null || close < open || text.slice(at, open).trim() !== "") {
      const message = "an extension list that is not of the form [{GUID}{GUID}]";
      say({ code: "malformed", data: { message, value: text.slice(at, at + 80) } });
      return null;
    }
    listed.push(guid);
    at = close + 1;
  }
  const stray = listed.find((guid, i) => i > 0 && guid < (listed[i - 1] ?? ""));
  if (stray !== undefined) {
    const message = "the extension list is not ascending: clients stop at the first GUID out of order [MS-GPOL 2.2.4]";
    say({ code: "malformed", data: { message, guid: stray } });
  }
  return listed.filter((guid) => guid !== NO_EXTENSION);
}

/** `MSFT_SomFilter.ID="{guid}",Domain="DNS"` [V]; empty: no filter is set. */
function filterOf(text: string | null, name: string | null, say: Say): GpoFields["wmiFilter"] {
  if (text === null) return name === null ? null : { id: null, name };
  if (text === "") return { id: null, name };
  const id = guidOf(/^\s*MSFT_SomFilter\.ID="([^"]{1,64})"/i.exec(text)?.[1] ?? "");
  if (id !== null) return { id, name };
  say({ code: "not-understood", data: { what: "WMIFilter", value: text.slice(0, 80) } });
  // A filter is set, whatever its words are: id and name must not both be null.
  return { id: null, name: name ?? text.slice(0, 80) };
}

/** Hex pairs with blanks between them [V] to SDDL; null when the element is missing, empty or no descriptor. */
function sddlOf(text: string | null, say: Say): string | null {
  if (text === null || text === "") return null;
  const what = "SecurityDescriptor";
  if (text.length > LIMITS.descriptorBytes * 4) {
    say({ code: "limit-exceeded", data: { what, limit: LIMITS.descriptorBytes } });
    return null;
  }
  const hex = text.replace(/\s/g, "");
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) {
    say({ code: "not-understood", data: { what, value: text.slice(0, 80) } });
    return null;
  }
  if (hex.length / 2 > LIMITS.descriptorBytes) {
    say({ code: "limit-exceeded", data: { what, limit: LIMITS.descriptorBytes } });
    return null;
  }
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  const result = decodeSecurityDescriptor(bytes);
  // A list that breaks off does not tell whom the GPO applies to.
  const problem = result.ok ? result.problem : result;
  if (problem === null && result.ok) return printSddl(result.descriptor);
  say({ code: "malformed", data: { message: `${what}: ${problem?.message ?? ""}`, byte: problem?.offset ?? 0 } });
  return null;
}
