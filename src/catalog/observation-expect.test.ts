/** Values that tools read on a computer, judged: each topic in both directions, and what a reading leaves open. */
import { describe, expect, it } from "vitest";
import { findingOn, observed } from "../testing/captured-host.ts";
import type { Row } from "../testing/captured-host.ts";

const HIGH = "8C5E7FDA-E8BF-4A96-9A85-A6E23A8C635C";
const BALANCED = "381B4222-F694-41F0-9685-FF5BB260DF2E";
const OWN_PLAN = "11111111-2222-4333-8444-555555555555";
const full = (scheme: string, minimum: number) => ({
  "queried-scheme": scheme,
  "processor-state-minimum-mains": minimum,
  "processor-state-maximum-mains": 100,
});
const SENSOR_ACE = "(A;;0x1;;;S-1-5-80-818380073-2995186456-1411405591-3990468014-3617507088)";
const ROOT = "DF3C24F9BFD666761B268073FE06D1CC8D4F82A4";
const synchronised = { "leap-indicator": 0, stratum: 4, "root-delay": 0.01 };

const ROWS: readonly Row[] = [
  ["MDI-SENSOR-POWER", "High performance", observed("power-plan", { "active-scheme": HIGH }), "pass"],
  ["MDI-SENSOR-POWER", "Balanced", observed("power-plan", { "active-scheme": BALANCED }), "fail"],
  ["MDI-SENSOR-POWER", "a plan of one's own", observed("power-plan", { "active-scheme": OWN_PLAN }), "unknown"],
  [
    "MDI-SENSOR-POWER",
    "Balanced at 100 percent",
    observed("power-plan", { "active-scheme": BALANCED, ...full(BALANCED, 100) }),
    "pass",
  ],
  [
    "MDI-SENSOR-POWER",
    "Balanced at 5 percent",
    observed("power-plan", { "active-scheme": BALANCED, ...full(BALANCED, 5) }),
    "fail",
  ],
  [
    "MDI-SENSOR-POWER",
    "the states of another plan",
    observed("power-plan", { "active-scheme": BALANCED, ...full(HIGH, 100) }),
    "fail",
  ],
  [
    "MDI-SENSOR-POWER",
    "states of a plan, and which is active is not told",
    observed("power-plan", full(HIGH, 100)),
    "unknown",
  ],
  [
    "MDI-SENSOR-POWER",
    "two captures that differ",
    observed("power-plan", { "active-scheme": HIGH }),
    "unknown",
    { again: observed("power-plan", { "active-scheme": BALANCED }) },
  ],
  ["MDI-SENSOR-POWER", "other readings", observed("system", { "memory-mb": 8192 }), undefined],
  ["MDI-SENSOR-TIME", "not synchronised", observed("time", { ...synchronised, "leap-indicator": 3 }), "fail"],
  ["MDI-SENSOR-TIME", "stratum 0", observed("time", { ...synchronised, stratum: 0 }), "fail"],
  ["MDI-SENSOR-TIME", "synchronised, and nobody measured", observed("time", synchronised), "unknown"],
  [
    "MDI-SENSOR-TIME",
    "ten minutes off its source",
    observed("time", { ...synchronised, "phase-offset": -600 }),
    "fail",
  ],
  ["MDI-SENSOR-TIME", "one second off", observed("time", { ...synchronised, offset: -1 }), "pass"],
  [
    "MDI-SENSOR-TIME",
    "200 seconds off, others may be 200 the other way",
    observed("time", { ...synchronised, offset: 200 }),
    "unknown",
  ],
  ["MDI-SENSOR-TIME", "400 seconds off", observed("time", { ...synchronised, offset: 400 }), "fail"],
  ["LOG-SECURITY-SIZE", "20,480 KB in bytes", observed("event-channel", { "Security/maxSize": 20_971_520 }), "pass"],
  ["LOG-SECURITY-SIZE", "one byte less", observed("event-channel", { "Security/maxSize": 20_971_519 }), "fail"],
  ["LOG-SECURITY-SIZE", "of another log", observed("event-channel", { "System/maxSize": 1 }), undefined],
  [
    "LOG-SECURITY-SIZE",
    "more than a number holds",
    observed("event-channel", { "Security/maxSize": "99999999999999999999" }),
    "unknown",
  ],
  [
    "LOG-SECURITY-RETENTION",
    "overwrites",
    observed("event-channel", { "Security/retention": false, "Security/autoBackup": false }),
    "pass",
  ],
  [
    "LOG-SECURITY-RETENTION",
    "keeps and archives",
    observed("event-channel", { "Security/retention": true, "Security/autoBackup": true }),
    "pass",
  ],
  [
    "LOG-SECURITY-RETENTION",
    "keeps",
    observed("event-channel", { "Security/retention": true, "Security/autoBackup": false }),
    "fail",
  ],
  [
    "LOG-SECURITY-RETENTION",
    "keeps, and archiving is not understood",
    observed("event-channel", { "Security/retention": true, "Security/autoBackup": null }),
    "unknown",
  ],
  [
    "MDI-SENSOR-LOG-ACCESS",
    "with the entry",
    observed("event-channel", { "Security/channelAccess": `O:BAG:SYD:(A;;0xf0005;;;SY)${SENSOR_ACE}` }),
    "pass",
  ],
  [
    "MDI-SENSOR-LOG-ACCESS",
    "Windows' own list",
    observed("event-channel", { "Security/channelAccess": "O:BAG:SYD:(A;;0xf0005;;;SY)(A;;0x5;;;BA)" }),
    "unknown",
  ],
  [
    "MDI-SENSOR-HARDWARE",
    "enough of all",
    [
      ...observed("system", { "memory-mb": 6143 }),
      ...observed("processor", { "CPU0/cores": 1, "CPU1/cores": 1 }),
      ...observed("disk", { "C:/free-mb": 20_000 }),
    ],
    "pass",
  ],
  [
    "MDI-SENSOR-HARDWARE",
    "one core",
    [...observed("system", { "memory-mb": 8192 }), ...observed("processor", { "CPU0/cores": 1 })],
    "fail",
  ],
  ["MDI-SENSOR-HARDWARE", "4 GB", observed("system", { "memory-mb": 4095 }), "fail"],
  ["MDI-SENSOR-HARDWARE", "memory alone", observed("system", { "memory-mb": 16_384 }), "unknown"],
  [
    "MDI-SENSOR-HARDWARE",
    "little free disk",
    [
      ...observed("system", { "memory-mb": 8192 }),
      ...observed("processor", { "CPU0/cores": 4 }),
      ...observed("disk", { "C:/free-mb": 100 }),
    ],
    "unknown",
  ],
  [
    "MDI-SENSOR-ROOT-CERTIFICATE",
    "in the root store",
    observed("certificate", { [ROOT]: ["store=LocalMachine\\Root", "subject=CN=x"] }),
    "pass",
  ],
  [
    "MDI-SENSOR-ROOT-CERTIFICATE",
    "in another store",
    observed("certificate", { [ROOT]: ["store=CurrentUser\\Root"] }),
    "unknown",
  ],
  [
    "MDI-SENSOR-ROOT-CERTIFICATE",
    "other certificates only",
    observed("certificate", { [ROOT.replace("D", "A")]: ["store=LocalMachine\\Root"] }),
    undefined,
  ],
  [
    "MDI-SENSOR-LSO",
    "off on a guest of VMware",
    [
      ...observed("system", { manufacturer: "VMware, Inc." }),
      ...observed("network-adapter", { "Ethernet0/lso-v2-ipv4": false }),
    ],
    "pass",
  ],
  [
    "MDI-SENSOR-LSO",
    "on, on a guest of VMware",
    [
      ...observed("system", { manufacturer: "VMware, Inc." }),
      ...observed("network-adapter", { "A/lso-v2-ipv4": false, "B/lso-v2-ipv4": true }),
    ],
    "fail",
  ],
  [
    "MDI-SENSOR-LSO",
    "on, and whose guest is not told",
    observed("network-adapter", { "Ethernet0/lso-v2-ipv4": true }),
    "unknown",
  ],
  [
    "MDI-SENSOR-LSO",
    "on, no guest of VMware",
    [
      ...observed("system", { manufacturer: "Dell Inc." }),
      ...observed("network-adapter", { "Ethernet0/lso-v2-ipv4": true }),
    ],
    "pass",
  ],
  ["MDI-SENSOR-OS", "Server 2012 R2", observed("system", { "os-build": 9600 }), "fail"],
  ["MDI-SENSOR-OS", "Server 2022, the rest is not told", observed("system", { "os-build": 20_348 }), "unknown"],
];

describe("a value that a tool read on a computer", () => {
  it.each(ROWS.map(([requirement, note, ...rest]) => ({ requirement, note, rest })))("$requirement: $note", (row) => {
    const [fields, status, given] = row.rest;
    const finding = findingOn(row.requirement, fields, given);
    expect(finding?.status).toBe(status);
    // What is said of a computer is said by a fact.
    if (finding !== undefined && status !== "unknown") expect(finding.evidence).not.toEqual([]);
    expect(finding?.rung ?? null).toBe(status === "pass" ? "L3" : null);
  });
});
