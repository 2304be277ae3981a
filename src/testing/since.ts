/** A report with something of every kind that changed since earlier results, in the report's own texts. */
import type { Report } from "../core/report.ts";
import { sinceOf } from "../diff/series.ts";
import { type Snapshot, snapshotOf } from "../diff/snapshot.ts";

export function withSince(report: Report): Report {
  const [gpo] = report.gpos;
  const text = gpo?.name ?? report.findings[0]?.have ?? "text";
  const path = gpo?.container ?? text;
  const holder = { kind: "gpo", name: path } as const;
  const setting = { holder, setting: "option:a", name: text, value: text, inert: null, fact: "f", at: `${path}:1:1` };
  const named = { guid: gpo?.guid ?? null, name: text, domain: gpo?.domain ?? null };
  const link = { gpo: named, container: text, key: text, order: 2, enabled: true, enforced: false };
  const container = { container: text, key: text, complete: true, blocksInheritance: true };
  const full: Report = {
    ...report,
    policy: {
      settings: [setting, { ...setting, setting: "option:b", inert: text }],
      links: [link, { ...link, key: `${text}2`, container: `${text}2` }],
      containers: [container],
    },
  };
  return { ...full, since: sinceOf([earlier(full, text), earlier(full, text)], snapshotOf(full, path, "inputs")) };
}

/** Every finding had another status, every row another value. */
function earlier(report: Report, text: string): Snapshot {
  const now = snapshotOf(report, `${text}.json`, "results");
  const before = { pass: "fail", fail: "pass", unknown: "pass", "not-applicable": "unknown" } as const;
  const settings = now.settings.slice(0, 1).map((row) => ({ ...row, value: `${text} before` }));
  return {
    ...now,
    side: { ...now.side, asOf: "2026-10-01T00:00:00Z", tool: { name: text, version: text } },
    subjects: [...now.subjects, { kind: "host", name: `${text}-host`, domain: null, roles: [] }],
    gpos: [...now.gpos, ...now.gpos.slice(0, 1).map((gpo) => ({ ...gpo, guid: null, name: `${text} old` }))],
    findings: now.findings.map((finding, i) => ({
      ...finding,
      ...(i % 3 === 0 ? {} : { status: before[finding.status] }),
      waiver: { id: text, state: "expired" },
    })),
    settings: [...settings, ...settings.map((row) => ({ ...row, setting: "option:c" }))],
    links: now.links.slice(0, 1).map((link) => ({ ...link, order: 1, enforced: true })),
    containers: now.containers.map((container) => ({ ...container, blocksInheritance: false })),
    sources: now.sources.map((source) => ({ ...source, id: "0".repeat(64), taken: null })),
  };
}
