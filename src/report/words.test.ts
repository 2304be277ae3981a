import { describe, expect, test } from "vitest";
import { RULES } from "../core/report.ts";
import { fixtureFact, fixtureFinding } from "../testing/report-parts.ts";
import {
  bytesText,
  counted,
  detectionText,
  disagreeing,
  factText,
  isSentence,
  listed,
  microsoftSentence,
  ruleText,
  subjectText,
  timeText,
} from "./words.ts";

const subject = { kind: "domain", name: "corp.example", role: "dc" } as const;
const gpo = { guid: null, name: "A", container: "c" };

test.each([
  [0, "0 files"],
  [1, "1 file"],
  [2, "2 files"],
])("%i", (count, text) => expect(counted(count, "file")).toBe(text));

test("lists", () => {
  expect([listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])]).toEqual([
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
});

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1.0 KB"],
  [999_949, "999.9 KB"],
  [999_950, "1.0 MB"],
  [2_500_000_000, "2.5 GB"],
  [9e15, "9000.0 TB"],
])("%i bytes are %s", (bytes, text) => expect(bytesText(bytes)).toBe(text));

test("times to the minute, and what is no time as it is", () => {
  expect(timeText("2026-11-22T09:00:00.000Z")).toBe("2026-11-22 09:00 UTC");
  expect(timeText("2025-02-03T17:40:12")).toBe("2025-02-03 17:40");
  expect(timeText("yesterday")).toBe("yesterday");
});

test.each([
  ["Does the tenant own a licence?", true],
  ["Ask the owner of the CA for its name.", true],
  ["Does it (the tenant) own one? (E3 is not enough.)", true],
  ["Get-ChildItem .", false],
  ["certutil -getreg CA\\AuditFilter", false],
  ["auditpol /get /category:* /r", false],
  ["Get-Acl -Path .\\a.txt", false],
])("%s", (text, sentence) => expect(isSentence(text)).toBe(sentence));

test("subjects", () => {
  expect(subjectText(subject, quotedName)).toBe("corp.example DCs");
  expect(subjectText({ kind: "domain", name: "d", role: null }, quotedName)).toBe("d");
  expect(subjectText({ kind: "host", name: "DC01", domain: null, roles: ["dc", "ca"] }, quotedName)).toBe(
    "DC01 (DC, CA)",
  );
  expect(subjectText({ kind: "gpo", domain: null, ...gpo }, quotedName)).toBe('GPO "A"');
  expect(subjectText({ kind: "object", name: "DC=d", domain: "d" }, quotedName)).toBe("DC=d");
  expect(subjectText({ kind: "forest", name: "d" }, quotedName)).toBe("forest d");
});

test("every rule has words for what wins and for what does not", () => {
  for (const rule of RULES) {
    for (const result of ["won", "lost", "candidate", "excluded"] as const) {
      expect(ruleText({ result, rule, fact: "", gpo, link: null, because: null, sets: "" })).toMatch(
        /^[a-z][a-zA-Z0 ,]+$/,
      );
    }
  }
});

test("a binary fact is shown by what it says, a text fact by its own words", () => {
  const fields = {
    kind: "registry",
    hive: null,
    key: "K",
    name: "N",
    type: "REG_MULTI_SZ",
    value: ["a", "b"],
  } as const;
  const fact = fixtureFact("f", { guid: "", name: "", container: "c" }, "x.pol", 1, "5b00", fields);
  expect(factText(fact)).toBe("5b00");
  expect(factText({ ...fact, origin: { ...fact.origin, at: { offset: 8 } } })).toBe("K\\N = a, b");
});

test("detections: documented is needed, inferred is probable", () => {
  expect(detectionText({ title: "X", basis: "documented" })).toBe('alert "X" needs it');
  expect(detectionText({ title: "Activity: X", basis: "documented" })).toBe('activity "X" needs it');
  expect(detectionText({ title: "Activity: X", basis: "inferred" })).toBe('probably also weakens "X"');
});

describe("Microsoft's word", () => {
  test("stands beside ours, with the reason where it differs", () => {
    expect(said("fail", true, false)).toBe(
      "The module (Domain) accepts it although it fails: by name; the portal's health check objects too.",
    );
    expect(said("pass", false, true)).toBe(
      "The module (Domain) objects although it passes: by name; the portal's health check accepts too.",
    );
    expect(said("fail", false, false)).toBe("The module (Domain) and the portal's health check object too.");
    expect(said("unknown", true, null)).toBe("The module (Domain) accepts.");
    expect(said("fail", null, null)).toBeNull();
  });

  test("an unknown of ours is no disagreement", () => {
    const microsoft = { moduleDomain: { verdict: true, reason: "" }, testMdiReadiness: { verdict: null, reason: "" } };
    expect(disagreeing(fixtureFinding("R", subject, { status: "unknown", microsoft }))).toEqual([]);
    expect(disagreeing(fixtureFinding("R", subject, { status: "pass", microsoft }))).toEqual([]);
    expect(disagreeing(fixtureFinding("R", subject, { status: "fail", microsoft }))).toEqual(["moduleDomain"]);
  });
});

function quotedName(): string {
  return '"A"';
}

function said(status: "pass" | "fail" | "unknown", domain: boolean | null, health: boolean | null): string | null {
  const microsoft = {
    moduleDomain: { verdict: domain, reason: "by name." },
    healthAlert: { verdict: health, reason: "by value" },
  };
  return microsoftSentence(fixtureFinding("R", subject, { status, microsoft }));
}
