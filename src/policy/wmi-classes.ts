/** The classes that filters ask most, and what the evidence tells of their one instance [Microsoft Learn: CIM WMI Provider]. */

export interface WmiHost {
  /** `10.0.20348` …; null where nothing tells. */
  readonly osVersion: string | null;
  /** 1 workstation, 2 domain controller, 3 server. */
  readonly productType: 1 | 2 | 3 | null;
  /** `Microsoft Windows Server 2022 Standard`. */
  readonly caption: string | null;
  readonly name: string | null;
  /** DNS name. */
  readonly domain: string | null;
  /** Further values by `class.property`, lower case. */
  readonly other: ReadonlyMap<string, string | number>;
}

/** Null: not known. */
export type Value = string | number | boolean | null;

/** One of the states that the computer may be in, as far as the evidence tells. */
export interface World {
  readonly host: WmiHost;
  readonly productType: 1 | 2 | 3;
  readonly domainRole: number;
}

/** By product type: a computer that takes GPOs of the domain is in it, so that the standalone roles 0 and 2 are none. */
const DOMAIN_ROLES: Readonly<Record<1 | 2 | 3, readonly number[]>> = { 1: [1], 2: [4, 5], 3: [3] };

export function worldsOf(host: WmiHost): readonly World[] {
  const types = host.productType === null ? ([1, 2, 3] as const) : [host.productType];
  return types.flatMap((productType) =>
    DOMAIN_ROLES[productType].map((domainRole) => ({ host, productType, domainRole })),
  );
}

const SYSTEM = "win32_operatingsystem";
const COMPUTER = "win32_computersystem";

/** Class and property in lower case. */
export function valuesOf(className: string, property: string, { host, productType, domainRole }: World): Value {
  const other = host.other.get(`${className}.${property}`);
  if (other !== undefined) return other;
  const version = /^\d{1,3}\.\d{1,3}\.(\d{3,6})$/.exec(host.osVersion ?? "");
  if (className === SYSTEM) {
    if (property === "producttype") return productType;
    if (property === "version") return version?.[0] ?? null;
    if (property === "buildnumber") return version?.[1] ?? null;
    if (property === "caption") return host.caption;
    return property === "csname" ? netBiosName(host.name) : null;
  }
  if (className !== COMPUTER) return null;
  if (property === "domainrole") return domainRole;
  if (property === "partofdomain") return true;
  if (property === "domain") return host.domain;
  if (property === "dnshostname") return firstLabel(host.name);
  return property === "name" || property === "caption" ? netBiosName(host.name) : null;
}

function firstLabel(name: string | null): string | null {
  const label = name?.split(".")[0] ?? "";
  return label === "" ? null : label;
}

/** Windows cuts longer ones, by a rule of its own. */
function netBiosName(name: string | null): string | null {
  const label = firstLabel(name);
  return label === null || label.length > 15 ? null : label;
}

const SYSTEM_PROPERTIES =
  "BootDevice BuildNumber BuildType Caption CodeSet CountryCode CreationClassName CSCreationClassName CSDVersion CSName CurrentTimeZone DataExecutionPrevention_32BitApplications DataExecutionPrevention_Available DataExecutionPrevention_Drivers DataExecutionPrevention_SupportPolicy Debug Description Distributed EncryptionLevel ForegroundApplicationBoost FreePhysicalMemory FreeSpaceInPagingFiles FreeVirtualMemory InstallDate LargeSystemCache LastBootUpTime LocalDateTime Locale Manufacturer MaxNumberOfProcesses MaxProcessMemorySize MUILanguages Name NumberOfLicensedUsers NumberOfProcesses NumberOfUsers OperatingSystemSKU Organization OSArchitecture OSLanguage OSProductSuite OSType OtherTypeDescription PAEEnabled PlusProductID PlusVersionNumber PortableOperatingSystem Primary ProductType RegisteredUser SerialNumber ServicePackMajorVersion ServicePackMinorVersion SizeStoredInPagingFiles Status SuiteMask SystemDevice SystemDirectory SystemDrive TotalSwapSpaceSize TotalVirtualMemorySize TotalVisibleMemorySize Version WindowsDirectory";
const COMPUTER_PROPERTIES =
  "AdminPasswordStatus AutomaticManagedPagefile AutomaticResetBootOption AutomaticResetCapability BootOptionOnLimit BootOptionOnWatchDog BootROMSupported BootStatus BootupState Caption ChassisBootupState ChassisSKUNumber CreationClassName CurrentTimeZone DaylightInEffect Description DNSHostName Domain DomainRole EnableDaylightSavingsTime FrontPanelResetStatus HypervisorPresent InfraredSupported InitialLoadInfo InstallDate KeyboardPasswordStatus LastLoadInfo Manufacturer Model Name NameFormat NetworkServerModeEnabled NumberOfLogicalProcessors NumberOfProcessors OEMLogoBitmap OEMStringArray PartOfDomain PauseAfterReset PCSystemType PCSystemTypeEx PowerManagementCapabilities PowerManagementSupported PowerOnPasswordStatus PowerState PowerSupplyState PrimaryOwnerContact PrimaryOwnerName ResetCapability ResetCount ResetLimit Roles Status SupportContactDescription SystemFamily SystemSKUNumber SystemStartupDelay SystemStartupOptions SystemStartupSetting SystemType ThermalState TotalPhysicalMemory UserName WakeUpType Workgroup";

function named(list: string): ReadonlyMap<string, string> {
  return new Map(list.split(" ").map((name) => [name.toLowerCase(), name]));
}

/** Classes with exactly one instance, and the names of their properties by those in lower case. */
export const CLASSES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [SYSTEM, named(SYSTEM_PROPERTIES)],
  [COMPUTER, named(COMPUTER_PROPERTIES)],
]);
