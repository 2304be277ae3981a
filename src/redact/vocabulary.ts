/** What may stay: words of this program, numbers, and names that every Windows domain has. Whatever else a text holds is a name. */
import { guidOf } from "../core/fact.ts";
import { fold } from "./words.ts";
import { WORDS } from "./vocabulary.generated.ts";

/** Parts of these stand in outputs too: `src` in `style-src`. */
export { WORDS as OWN_WORDS };

const OWN: ReadonlySet<string> = new Set(WORDS.trim().split("\n"));

const NUMBERS = [
  /^\d{1,10}$/,
  /^\d{4}-\d{2}-\d{2}(?:t\d{2})?$/,
  /^\d{2}(?:\.\d{1,7})?z$/,
  /^\d{1,3}(?:\.\d{1,6}){1,2}$/,
  /^0x[0-9a-f]{1,8}$/,
  /^\d{1,10}(?:th|st|nd|rd|kb|mb|gb|ms|s|h|d)$/,
  /^#?\d{1,6}$/,
];

/** Audit subcategories are named by GUIDs of one family [MS-GPAC 2.2.1]. */
const SUBCATEGORY = /^0cce92[0-9a-f]{2}-69ae-11d9-bed3-505054503030$/;

/** `folded` is lower case. */
export function isOwnWord(folded: string): boolean {
  if (OWN.has(folded)) return true;
  if (folded.length === 1 || NUMBERS.some((form) => form.test(folded))) return true;
  return SUBCATEGORY.test(folded) || (/^(?:\w+)'s$/.test(folded) && OWN.has(folded.slice(0, -2)));
}

/** The GPOs that every domain has, under one GUID each. */
export const DEFAULT_GPOS: ReadonlySet<string> = new Set([
  "31B2F340-016D-11D2-945F-00C04FB984F9",
  "6AC1786C-016F-11D2-945F-00C04FB984F9",
]);
const DEFAULT_GPO_NAMES: ReadonlySet<string> = new Set([
  "default domain policy",
  "default domain controllers policy",
  "local group policy",
]);

export function isDefaultGpo(name: string): boolean {
  return DEFAULT_GPO_NAMES.has(fold(name)) || DEFAULT_GPOS.has(guidOf(name) ?? "");
}

/** Schema, extension and subcategory GUIDs, which are the same everywhere. */
export function isPublicGuid(guid: string): boolean {
  return DEFAULT_GPOS.has(guid) || isOwnWord(guid.toLowerCase());
}

const CONTAINERS: ReadonlySet<string> = new Set(
  `adfs|adminsdholder|aia|builtin|cdp|certification authorities|computers|configuration|default-first-site-name|deleted objects
directory service|dfsr-globalsettings|display specifiers|dnsadmins|enrollment services|extended-rights|foreignsecurityprincipals
infrastructure|ip security|keys|kra|lostandfound|lostandfoundconfig|machine|managed service accounts|microsoft|microsoft exchange
microsoftdns|ntauthcertificates|ntds quotas|ntds settings|optional features|partitions|password settings container|policies
program data|public key services|rid manager$|schema|services|servers|sites|subnets|inter-site transports|system|tpm devices
user|users|windows nt|wmipolicy|som`.split(/[|\n]/),
);

/** A part of a distinguished name that every domain has. */
export function isDefaultContainer(type: string, value: string): boolean {
  const folded = fold(value);
  if (type === "ou") return folded === "domain controllers";
  return type === "cn" && (CONTAINERS.has(folded) || isDefaultAccount(value));
}

const ACCOUNTS: ReadonlySet<string> = new Set(
  `account operators|administrator|administrators|allowed rodc password replication group|anonymous logon|authenticated users|backup operators
batch|builtin|cert publishers|certificate service dcom access|cloneable domain controllers|console logon|creator group|creator owner
cryptographic operators|denied rodc password replication group|distributed com users|dnsadmins|dnsupdateproxy|domain admins|domain computers
domain controllers|domain guests|domain users|enterprise admins|enterprise domain controllers|enterprise key admins
enterprise read-only domain controllers|event log readers|everyone|group policy creator owners|guest|guests|hyper-v administrators
iis_iusrs|incoming forest trust builders|interactive|key admins|krbtgt|local account|local service|network|network configuration operators
network service|nt authority|nt service|owner rights|performance log users|performance monitor users|pre-windows 2000 compatible access
print operators|protected users|ras and ias servers|rds endpoint servers|rds management servers|rds remote access servers
read-only domain controllers|remote desktop users|remote management users|replicator|restricted|schema admins|self|server operators
service|storage replica administrators|system|terminal server license servers|this organization|users|window manager
windows authorization access group`.split(/[|\n]/),
);

/** A folder may be called so too: whoever reads it learns nothing. */
export function isOfEveryDomain(name: string): boolean {
  return isDefaultContainer("ou", name) || isDefaultContainer("cn", name) || isDefaultGpo(name);
}

/** What stands before the names of such accounts, where others have their domain. */
const AUTHORITIES: ReadonlySet<string> = new Set(
  "nt authority|builtin|nt service|nt virtual machine|iis apppool|window manager|font driver host".split("|"),
);

export function isAuthority(name: string): boolean {
  return AUTHORITIES.has(fold(name).trim());
}

/** Their two letters in SDDL [MS-DTYP 2.5.1.1]. */
const ALIASES: ReadonlySet<string> = new Set(
  `AA AC AN AO AP AS AU BA BG BO BU CA CD CG CN CO CY DA DC DD DG DU EA ED EK ER ES HA HI HO IS IU KA LA LG LS LU LW ME MP MU
NO NS NU OW PA PO PS PU RA RC RD RE RM RO RS RU SA SI SO SS SU SY UD WD WR`.split(/\s/),
);

export function isSddlAlias(text: string): boolean {
  return ALIASES.has(text);
}

export function isDefaultAccount(name: string): boolean {
  return ACCOUNTS.has(fold(name).trim());
}

const PATH_PARTS: ReadonlySet<string> = new Set(
  `adm|audit|audit.csv|backup.xml|bkupinfo.xml|comment.cmtx|domainsysvol|gpo|gpreport.xml|gpt.ini|gpttmpl.inf|machine|manifest.xml|microsoft
policies|preferences|registry|registry.pol|registry.xml|scripts|scripts.ini|psscripts.ini|secedit|sysvol|user|windows nt|shutdown|startup
logon|logoff|applications|documents & settings|groups|groups.xml|services|services.xml|scheduledtasks|scheduledtasks.xml|printers
printers.xml|drives|drives.xml|datasources|datasources.xml|wmifilters|ddf.xml`.split(/[|\n]/),
);

export function isDefaultPathPart(part: string): boolean {
  return PATH_PARTS.has(fold(part));
}

const ENDINGS: ReadonlySet<string> = new Set(
  "csv txt xml json inf pol reg ini zip sddl ldf ldif html htm log yaml yml clixml cmtx evtx pdf xlsx bat cmd ps1 admx adml policyrules".split(
    " ",
  ),
);

/** `.csv`; "" for an ending that is no format's. */
export function endingOf(part: string): string {
  const ending = /\.([A-Za-z0-9]{1,11})$/.exec(part)?.[1]?.toLowerCase() ?? "";
  return ENDINGS.has(ending) ? `.${ending}` : "";
}
