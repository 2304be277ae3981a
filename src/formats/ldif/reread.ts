/** An excerpt of an LDIF file read alone: one attribute, the beginning of an entry, or one link within gPLink. */
import type { FactFields } from "../../core/fact.ts";
import { fieldsOfBytes, fieldsOfSddl } from "../../text/descriptor-fields.ts";
import { domainOfDn, firstName } from "../../text/distinguished-name.ts";
import { parseGpLink } from "./links.ts";
import { base64Bytes, readLdif, unfold } from "../../text/ldif.ts";
import { DirectoryObject, WANTED } from "./entry.ts";
import { rereadManaged } from "./managed-account.ts";
import { computerFields, gpoFields, membersOf, siteFields, wmiFilterFields } from "./facts.ts";

function silent(): void {
  // The diagnostics were given when the file was read.
}

export function reread(excerpt: string, kind: FactFields["kind"]): Partial<FactFields> | null {
  if (kind === "gpo-link" && excerpt.startsWith("[")) {
    const [link] = parseGpLink(unfold(excerpt, 0, excerpt.length).value).links;
    return link === undefined ? null : { kind, gpo: link.gpo, enabled: link.enabled, enforced: link.enforced };
  }
  for (const entry of readLdif(excerpt, (name) => WANTED.has(name))) {
    return fieldsOfObject(new DirectoryObject(excerpt, entry, silent), kind);
  }
  return null;
}

function fieldsOfObject(object: DirectoryObject, kind: FactFields["kind"]): Partial<FactFields> | null {
  const { dn } = object;
  switch (kind) {
    case "security-descriptor":
      return descriptor(object);
    case "gpo-link":
      // A list in base64 holds all links of its container.
      return object.has("gplink") ? { kind } : null;
    case "scope-of-management": {
      const options = object.number("gpoptions");
      return {
        kind,
        ...(dn === "" ? {} : { container: dn }),
        ...(options === null ? {} : { blocksInheritance: options % 2 === 1 }),
      };
    }
    case "gpo": {
      const fields = gpoFields(object, silent);
      if (fields === null) return { kind, domain: domainOfDn(dn) };
      const { computerEnabled, userEnabled, machineExtensions, versions, wmiFilter } = fields;
      return {
        kind,
        domain: fields.domain,
        ...(fields.guid === null ? {} : { guid: fields.guid }),
        ...(object.has("displayname") ? { name: fields.name } : {}),
        ...(object.has("flags") ? { computerEnabled, userEnabled } : {}),
        ...(object.has("gpcmachineextensionnames") ? { machineExtensions } : {}),
        ...(object.has("versionnumber") ? { versions } : {}),
        ...(object.has("gpcwqlfilter") ? { wmiFilter } : {}),
      };
    }
    case "wmi-filter": {
      const fields = wmiFilterFields(object, silent);
      if (fields === null) return { kind, domain: domainOfDn(dn) };
      return {
        kind,
        domain: fields.domain,
        ...(object.has("mswmi-id") ? { filter: fields.filter } : {}),
        ...(object.has("mswmi-name") ? { name: fields.name } : {}),
        ...(object.has("mswmi-parm2") ? { queries: fields.queries } : {}),
      };
    }
    case "membership":
      return { kind, members: membersOf(object) };
    case "computer": {
      const site = siteFields(object);
      if (site !== null) return site;
      const fields = computerFields(object);
      const both = object.has("primarygroupid") && object.has("useraccountcontrol");
      return {
        kind,
        place: dn,
        domain: domainOfDn(dn),
        ...(object.has("dnshostname") && fields !== null ? { name: fields.name } : {}),
        ...(both && fields !== null ? { roles: fields.roles } : {}),
        ...(object.has("operatingsystemversion") && fields !== null ? { osVersion: fields.osVersion } : {}),
        ...(object.has("operatingsystem") && fields?.osName !== undefined ? { osName: fields.osName } : {}),
        ...(fields?.sid === undefined ? {} : { sid: fields.sid }),
        ...(fields?.account === undefined ? {} : { account: fields.account }),
      };
    }
    case "observation": {
      const feature = object.string("msds-enabledfeature");
      if (feature !== null) return { kind, topic: "optional-feature", name: firstName(feature) };
      const account = rereadManaged(object);
      if (account !== null) return account;
      const value = object.number("objectversion");
      return value === null ? null : { kind, topic: "schema", name: "objectVersion", value };
    }
    default:
      return null;
  }
}

/** Aliases of the domain are resolved by another entry of the file, so that such ACEs are not told by the excerpt alone. */
function descriptor(object: DirectoryObject): Partial<FactFields> | null {
  const attribute = object.first("ntsecuritydescriptor");
  if (attribute === undefined) return null;
  const value = unfold(object.text, attribute.valueStart, attribute.end).value.trim();
  const bytes = attribute.form === "base64" ? base64Bytes(value) : null;
  const reading = bytes === null ? fieldsOfSddl("", value) : fieldsOfBytes("", bytes);
  if (!reading.ok) return null;
  const { object: _object, aces, ...fields } = reading.fields;
  return aces.some(({ trustee }) => trustee.length === 2) ? fields : { ...fields, aces };
}
