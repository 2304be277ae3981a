/** The readers of role evidence: what decides, what is not understood, and what no input may do to them. */
import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../testing/format-fuzz.ts";
import { certutilStore } from "./certutil-store/format.ts";
import { computerObjects } from "./computer-objects/format.ts";
import { eventLogObjects } from "./event-log-objects/format.ts";
import { netshFirewall } from "./netsh-firewall/format.ts";
import { networkAdapters } from "./network-adapters/format.ts";
import { sensorConfiguration } from "./sensor-configuration/format.ts";
import { virtualMachines } from "./virtual-machines/format.ts";
import { w32tmOffsets } from "./w32tm-offsets/format.ts";
import { wevtutilGl } from "./wevtutil-gl/format.ts";
import { winhttpProxy } from "./winhttp-proxy/format.ts";
import type { Format } from "./define.ts";

const FORMATS: readonly Format[] = [
  certutilStore,
  computerObjects,
  eventLogObjects,
  networkAdapters,
  sensorConfiguration,
  virtualMachines,
  w32tmOffsets,
  wevtutilGl,
  winhttpProxy,
];

function read(format: Format, text: string) {
  const { fields, codes, read: state, drafts } = parseText(format, text);
  const values = Object.fromEntries(
    fields.flatMap((one) => (one.kind === "observation" ? [[`${one.topic} ${one.name}`, one.value]] : [])),
  );
  return { values, codes, state, hosts: drafts.map(({ host }) => host) };
}

describe("objects", () => {
  it("of PowerShell 5.1, one of them, and with a count, read alike", () => {
    const one = '{"SystemName": "DC01", "Name": "e", "V1IPv4Enabled": 0, "IPv4Enabled": true, "IPv6Enabled": "False"}';
    const expected = {
      "network-adapter e/lso-v1-ipv4": false,
      "network-adapter e/lso-v2-ipv4": true,
      "network-adapter e/lso-v2-ipv6": false,
    };
    for (const text of [one, `[${one}]`, `{"value": [${one}], "Count": 1}`]) {
      expect(read(networkAdapters, text)).toMatchObject({
        values: expected,
        codes: [],
        hosts: ["DC01", "DC01", "DC01"],
      });
    }
  });

  it("tell no value that they do not have", () => {
    expect(read(computerObjects, '{"Caption": "x", "Version": "", "BuildNumber": null, "CSName": ""}')).toMatchObject({
      values: { "system os-name": "x" },
      codes: [],
    });
  });

  it.each([
    [2, ["dc"]],
    ["DomainController", ["dc"]],
    [3, []],
    [22, []],
    [null, []],
  ])("of ProductType %s have roles %s", (ProductType, roles) => {
    const text = JSON.stringify({
      CSName: "S",
      Caption: "x",
      Version: "10.0.20348",
      BuildNumber: "20348",
      ProductType,
    });
    expect(parseText(computerObjects, text).fields[0]).toMatchObject({
      kind: "computer",
      roles,
      osVersion: "10.0.20348",
    });
  });

  it("of the registry provider stay registry facts", () => {
    const path = String.raw`Microsoft.PowerShell.Core\\Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\X`;
    const text = `[{"DisplayName": "Npcap", "DisplayVersion": "1.75", "PSPath": "${path}"}]`;
    expect(sniffText(computerObjects, text)).toBe("no");
    expect(sniffText(computerObjects, text.replace("PSPath", "Path"))).toBe("yes");
  });

  it("give the active power plan only where one is active", () => {
    const plan = (isActive: unknown) =>
      JSON.stringify({
        InstanceID: "Microsoft:PowerPlan\\{8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c}",
        ElementName: "x",
        IsActive: isActive,
      });
    expect(read(computerObjects, plan(true)).values).toEqual({
      "power-plan active-scheme": "8C5E7FDA-E8BF-4A96-9A85-A6E23A8C635C",
    });
    expect(read(computerObjects, plan(false)).values).toEqual({});
  });
});

describe("a log", () => {
  it.each([
    [0, false, false],
    ["Circular", false, false],
    [1, true, true],
    ["AutoBackup", true, true],
    [2, true, false],
    ["retain", true, false],
    [3, null, null],
    ["Kreis", null, null],
  ])("of mode %s: retention %s, autoBackup %s, as wevtutil names them", (LogMode, retention, autoBackup) => {
    const { values, codes } = read(
      eventLogObjects,
      JSON.stringify({ LogName: "Security", MaximumSizeInBytes: 1, LogMode }),
    );
    expect(values).toEqual({
      "event-channel Security/maxSize": 1,
      "event-channel Security/retention": retention,
      "event-channel Security/autoBackup": autoBackup,
    });
    expect(codes).toEqual(retention === null ? ["not-understood", "not-understood"] : []);
  });
});

describe("offload", () => {
  it.each([
    [["0"], false],
    ["1", true],
    [0, false],
    ["{1}", true],
    [["0", "1"], null],
    ["2", null],
    ["System.String[]", null],
  ])("of registry value %s is %s", (RegistryValue, expected) => {
    const text = JSON.stringify({ Name: "e", RegistryKeyword: "*LsoV2IPv4", RegistryValue });
    expect(read(networkAdapters, text).values).toEqual({ "network-adapter e/lso-v2-ipv4": expected });
  });
});

describe("clocks", () => {
  const chart = (...lines: string[]) => ["Tracking x [192.0.2.1:123].", ...lines, ""].join("\r\n");

  it("give the worst sample of a chart", () => {
    const text = chart("10:00:00, +00.0100000s", "10:00:02, -301.0000000s", "10:00:04, +300.0000000s");
    expect(read(w32tmOffsets, text)).toMatchObject({
      values: { "time offset/192.0.2.1": -301 },
      codes: [],
      hosts: [null],
    });
  });

  it("that do not answer are not at 0", () => {
    expect(read(w32tmOffsets, chart("10:00:00, error: 0x800705B4"))).toMatchObject({
      values: {},
      codes: ["not-understood"],
    });
    expect(read(w32tmOffsets, "DC1[192.0.2.1:123]:\n    NTP: error ERROR_TIMEOUT - no response\n")).toMatchObject({
      values: {},
      codes: ["not-understood"],
    });
  });
});

describe("the proxy of services", () => {
  const settings = (body: string) => `\r\nCurrent WinHTTP proxy settings:\r\n\r\n    ${body}\r\n\r\n`;

  it.each(["Access is denied.", "Error 5 (proxy)", "Direct access", "(no proxy server)"])("is not none: %s", (body) => {
    expect(read(winhttpProxy, settings(body))).toMatchObject({ values: {}, codes: ["not-understood"] });
  });

  it("does not tell a password", () => {
    const { values, codes } = read(winhttpProxy, settings("Proxy Server(s) :  u:p@proxy:8080\r\n    Bypass List : x"));
    expect({ values, codes }).toEqual({ values: {}, codes: ["not-understood"] });
  });
});

describe("certificates", () => {
  const list = (hash: string, end = "CertUtil: -store command completed successfully.") =>
    `root "x"\r\n================ Certificate 0 ================\r\nCert Hash(sha1): ${hash}\r\n${end}\r\n`;

  it("are told by 40 digits and no fewer", () => {
    const hash = "df3c24f9bfd666761b268073fe06d1cc8d4f82a4";
    expect(read(certutilStore, list(hash)).values).toEqual({ [`certificate ${hash.toUpperCase()}`]: ["store=root"] });
    expect(read(certutilStore, list(hash.slice(1)))).toMatchObject({ values: {}, state: "incomplete" });
  });

  it("of a command that failed are no whole store", () => {
    const end = "CertUtil: -store command FAILED: 0x80070005 (WIN32: 5 ERROR_ACCESS_DENIED)";
    expect(parseText(certutilStore, `root "x"\r\n${end}\r\n`)).toMatchObject({
      read: "incomplete",
      codes: ["truncated"],
    });
  });
});

describe("the text of netsh", () => {
  it("is no table of another command", () => {
    expect(sniffText(netshFirewall, `Name: x\n${"-".repeat(70)}\nA: b\nC: d\nE: f\nG: h\nI: j\n`)).toBe("no");
  });
});

describe("hostile input", () => {
  it.each(FORMATS.map((format) => [format.id, format] as const))(
    "%s never throws, and no excerpt contradicts its fact",
    (_, format) => {
      expect(fuzzFormat(format, 400)).toBeGreaterThan(20);
    },
  );

  it.each([
    ["objects", `[${'{"a": 1},'.repeat(50_000)}{}]`],
    ["brackets", "[".repeat(200_000)],
    ["cells", `"Name","V1IPv4Enabled"\n${'"x","y"\n'.repeat(50_000)}`],
    ["tags", "<Obj>".repeat(50_000)],
    ["rows", `Name V1IPv4Enabled\n---- -------------\n${"a    True\n".repeat(50_000)}`],
    ["dashes", `${"- ".repeat(100_000)}\n`.repeat(3)],
    ["lists", "Name : x\nStatus : y\n".repeat(50_000)],
    ["blanks", `a${" ".repeat(60_000)}:\n`.repeat(10)],
    ["frames", "================ x 0 ================\n".repeat(20_000)],
    ["samples", `x [192.0.2.1:123]\n${"10:00:00, +1.0s\n".repeat(50_000)}`],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    for (const format of [...FORMATS, netshFirewall]) {
      sniffText(format, text);
      parseText(format, text);
    }
    expect(performance.now() - started).toBeLessThan(6000);
  });
});
