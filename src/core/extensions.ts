/** Client-side extensions that carry the settings we read [MS-GPAC 1.9, MS-GPSB 1.9, MS-GPREG 1.9, MS-GPPREF 1.9]. */
import type { Guid } from "./fact.ts";

export const REGISTRY_CSE: Guid = "35378EAC-683F-11D2-A89A-00C04FBBCFA2";
export const SECURITY_CSE: Guid = "827D319E-6EAC-11D2-A4EA-00C04F79F83A";
export const AUDIT_CSE: Guid = "F3CCC681-B74C-4060-9F26-CD84525DCA2A";
export const PREFERENCES_REGISTRY_CSE: Guid = "B087BE9D-ED37-454F-AF9C-04291E351182";
