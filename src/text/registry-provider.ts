/** What PowerShell's registry provider adds to the values of a key [formats.md 5.4, 5.5]. */

const PROVIDER = "Microsoft.PowerShell.Core\\Registry::";

/** Properties of the provider, of remoting and of `Format-List`, which are no values of the key. */
const ADDED: ReadonlySet<string> = new Set([
  "pspath",
  "psparentpath",
  "pschildname",
  "psdrive",
  "psprovider",
  "pscomputername",
  "psshowcomputername",
  "runspaceid",
]);

export function isProviderProperty(name: string): boolean {
  return ADDED.has(name.toLowerCase());
}

/** `HKEY_…\…` of a `PSPath`; null when another provider made it. */
export function registryPath(psPath: string): string | null {
  const path = psPath.startsWith(PROVIDER) ? psPath.slice(PROVIDER.length) : psPath.replace(/^Registry::/i, "");
  return path !== psPath && /^HK/i.test(path) ? path : null;
}

/** Of 5.1 and CLIXML a DWORD of 0x80000000 and more is negative; other numbers stay. */
export function unsigned(number: number): number | string {
  if (number >= 0) return number;
  return number >= -(2 ** 31) ? number >>> 0 : BigInt.asUintN(64, BigInt(number)).toString();
}
