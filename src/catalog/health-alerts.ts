/**
 * Health alerts of Defender for Identity that speak of what the catalog judges [mdi-requirements.md 5; Microsoft's page
 * on health alerts, 2026-04-26]. Microsoft publishes no list of `issueTypeId`: an export teaches its own (`answers.ts`).
 */
export interface HealthAlert {
  /** As the page and the English portal write it; also what a requirement's `microsoft.healthAlert` names. */
  readonly title: string;
  /** Validated once a day on each sensor, or once a day for each domain. */
  readonly each: "sensor" | "domain";
  /** Sensors on which it is raised. */
  readonly sensors: "all" | "v2";
  /** `all`: the requirements that name it are what it checks; `part`: it has other causes as well. */
  readonly covers: "all" | "part";
  /** Known to stay on v3.x sensors whose auditing the service did not configure itself, although it is right. */
  readonly staysOnV3: boolean;
}

const AUDITING = { sensors: "all", covers: "all", staysOnV3: true } as const;
const SENSOR_V2 = { each: "sensor", sensors: "v2", covers: "all", staysOnV3: false } as const;
const OTHER_CAUSES = { each: "sensor", sensors: "all", covers: "part", staysOnV3: false } as const;

export const HEALTH_ALERTS: readonly HealthAlert[] = [
  { title: "NTLM Auditing is not enabled", each: "sensor", ...AUDITING },
  { title: "Directory Services Advanced Auditing is not enabled as required", each: "sensor", ...AUDITING },
  { title: "Directory Services Object Auditing is not enabled as required", each: "domain", ...AUDITING },
  { title: "Auditing on the Configuration container is not enabled as required", each: "domain", ...AUDITING },
  { title: "Auditing on the ADFS container is not enabled as required", each: "domain", ...AUDITING },
  { title: "Auditing for AD CS servers isn't enabled as required", ...SENSOR_V2 },
  { title: "Power mode isn't configured for optimal processor performance", ...SENSOR_V2 },
  { title: "Directory services user credentials are incorrect", ...OTHER_CAUSES },
  { title: "Sensor stopped communicating", ...OTHER_CAUSES },
  { title: "Sensor reached a memory resource limit", ...OTHER_CAUSES },
  { title: "Network configuration mismatch for sensors running on VMware", ...OTHER_CAUSES },
  { title: "Low success rate of active name resolution", ...OTHER_CAUSES },
  { title: "Sensor running on an unsupported operating system", ...OTHER_CAUSES },
];

const BY_TITLE = new Map(HEALTH_ALERTS.map((alert) => [titleKey(alert.title), alert]));

/** By title, in any case and with either apostrophe. */
export function alertTitled(title: string): HealthAlert | undefined {
  return BY_TITLE.get(titleKey(title));
}

function titleKey(title: string): string {
  return title.toLowerCase().replaceAll("’", "'").replaceAll(/\s+/g, " ").trim().replace(/\.$/, "");
}
