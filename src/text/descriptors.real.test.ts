/** Both readers against descriptors that Windows wrote, read in place. */
import { describe, expect, test } from "vitest";
import type { AceFields } from "../core/fact.ts";
import { expectedEntries, haveRealFiles, realBytes, realText } from "../testing/real-files.ts";
import type { SecurityDescriptor } from "./sddl.ts";
import { parseSddl, printSddl } from "./sddl.ts";
import { aceFlagBits, aceTypeOfToken } from "./sddl-tokens.ts";
import { auditAces, decodeSecurityDescriptor, encodeSecurityDescriptor } from "./security-descriptor.ts";

interface ExpectedAce {
  readonly type: number;
  readonly flags: number;
  readonly mask: number;
  readonly sid: string;
  readonly objectType?: string;
  readonly inheritedObjectType?: string;
}

interface ReferenceAce {
  readonly type: string;
  readonly flags: string;
  readonly mask: number;
  readonly sid: string;
  readonly object_type?: string;
  readonly inherited_object_type?: string;
}

const ZEROS = "00000000-0000-0000-0000-000000000000";
const DOTNET_FLAGS: Readonly<Record<string, string>> = {
  ObjectInherit: "OI",
  ContainerInherit: "CI",
  NoPropagateInherit: "NP",
  InheritOnly: "IO",
  Inherited: "ID",
  SuccessfulAccess: "SA",
  FailedAccess: "FA",
};
const DOTNET_CONTROL: Readonly<Record<string, string>> = {
  DiscretionaryAclPresent: "DP",
  SystemAclPresent: "SP",
  DiscretionaryAclAutoInheritRequired: "DC",
  SystemAclAutoInheritRequired: "SC",
  DiscretionaryAclAutoInherited: "DI",
  SystemAclAutoInherited: "SI",
  DiscretionaryAclProtected: "PD",
  SystemAclProtected: "PS",
  SelfRelative: "SR",
};
const DOTNET_TYPES: Readonly<Record<string, string>> = {
  AccessAllowed: "A",
  AccessDenied: "D",
  AccessAllowedObject: "OA",
  AccessDeniedObject: "OD",
  SystemAudit: "AU",
  SystemAuditObject: "OU",
  AccessAllowedCallback: "XA",
  AccessDeniedCallback: "XD",
  SystemAuditCallback: "XU",
};

function binary(bytes: Uint8Array): SecurityDescriptor {
  const result = decodeSecurityDescriptor(bytes);
  if (!result.ok) throw new Error(`${result.message} at ${result.offset}`);
  expect(result.problem).toBeNull();
  return result.descriptor;
}

function text(sddl: string, domainSid?: string): SecurityDescriptor {
  const result = parseSddl(sddl, domainSid);
  if (!result.ok) throw new Error(`${result.message} at ${result.offset}: ${sddl}`);
  return result.descriptor;
}

/** Text and binary carry the same; the bits that have no letters live in the binary form only. */
function sameBothWays(descriptor: SecurityDescriptor): void {
  const again = text(printSddl(descriptor));
  expect(again).toEqual({ ...descriptor, control: again.control });
  expect(binary(encodeSecurityDescriptor(descriptor))).toEqual(descriptor);
}

function numbers(ace: AceFields): ExpectedAce {
  return {
    type: aceTypeOfToken(ace.type)?.code ?? -1,
    flags: aceFlagBits(ace.flags.join("")) ?? -1,
    mask: ace.mask,
    ...(ace.objectType === null ? {} : { objectType: ace.objectType.toLowerCase() }),
    ...(ace.inheritedObjectType === null ? {} : { inheritedObjectType: ace.inheritedObjectType.toLowerCase() }),
    sid: ace.trustee,
  };
}

/** The reference was made in a forest of one domain, where the root's aliases are those of the domain. */
const FOREST_RIDS = new Map([
  ["EA", 519],
  ["SA", 518],
  ["RO", 498],
]);
const inForest =
  (domain: string | undefined) =>
  (trustee: string | null): string | null => {
    const rid = FOREST_RIDS.get(trustee ?? "");
    return rid === undefined || domain === undefined ? trustee : `${domain}-${rid}`;
  };

const base64Bytes = (path: string): Uint8Array => new Uint8Array(Buffer.from(realText(path).trim(), "base64"));

describe.skipIf(!haveRealFiles())("descriptors that Windows wrote", () => {
  test("four binary descriptors of a directory, base64", () => {
    const entries = expectedEntries().filter((entry) => entry.kind === "security-descriptor");
    expect(entries).toHaveLength(4);
    for (const entry of entries) {
      const want = entry["sd"] as {
        control: number;
        owner: string | null;
        group: string | null;
        sacl: { aces: ExpectedAce[] } | null;
        daclAceCount: number;
      };
      const bytes = base64Bytes(entry.corpusPath);
      const found = binary(bytes);
      expect(new DataView(bytes.buffer).getUint16(2, true)).toBe(want.control);
      expect([found.owner, found.group]).toEqual([want.owner, want.group]);
      expect(found.dacl?.aces).toHaveLength(want.daclAceCount);
      expect(found.sacl === null ? null : found.sacl.aces.map(numbers)).toEqual(want.sacl?.aces ?? null);
      sameBothWays(found);
    }
  });

  test("the objects of one directory, hexadecimal", () => {
    const entry = expectedEntries().find((candidate) => candidate.kind === "security-descriptor-set");
    const want = entry?.["saclByObject"] as Record<string, { aces: ExpectedAce[] } | null>;
    const { ActiveDirectory: objects } = JSON.parse(realText(entry!.corpusPath)) as {
      ActiveDirectory: { name: string; hexdata: string }[];
    };
    expect(objects.map(({ name }) => name).sort()).toEqual(Object.keys(want).sort());
    let compared = 0;
    for (const { name, hexdata } of objects) {
      const found = binary(new Uint8Array(Buffer.from(hexdata, "hex")));
      const expected = want[name];
      expect({ name, aces: auditAces(found.sacl).map(numbers) }).toEqual({ name, aces: expected?.aces ?? [] });
      compared += expected?.aces.length ?? 0;
      sameBothWays(found);
    }
    expect(compared).toBeGreaterThan(30);
  });

  test("text of Windows against its decoding by .NET", () => {
    const cases = JSON.parse(realText("hraedon__gpo-lens/tests/fixtures/sddl/reference_decode.json")) as {
      sddl: string;
      owner: string | null;
      group: string | null;
      control: string;
      DiscretionaryAcl?: ReferenceAce[] | null;
      SystemAcl?: ReferenceAce[] | null;
    }[];
    const domain = cases.find(({ owner }) => owner?.startsWith("S-1-5-21-"))?.owner?.replace(/-\d+$/, "");
    let entries = 0;
    for (const { sddl, owner, group, control, DiscretionaryAcl, SystemAcl } of cases) {
      const found = text(sddl, domain);
      expect([found.owner, found.group].map(inForest(domain))).toEqual([owner, group]);
      expect({ sddl, control: found.control }).toEqual({
        sddl,
        control: control.split(", ").map((name) => DOTNET_CONTROL[name]),
      });
      for (const [acl, reference] of [
        [found.dacl, DiscretionaryAcl],
        [found.sacl, SystemAcl],
      ] as const) {
        const want = (reference ?? []).map((ace) => [
          DOTNET_TYPES[ace.type],
          ace.flags === "None" ? [] : ace.flags.split(", ").map((flag) => DOTNET_FLAGS[flag]),
          ace.mask >>> 0,
          ace.sid,
          ace.object_type === undefined || ace.object_type === ZEROS ? null : ace.object_type.toUpperCase(),
          ace.inherited_object_type === undefined || ace.inherited_object_type === ZEROS
            ? null
            : ace.inherited_object_type.toUpperCase(),
        ]);
        const got = (acl?.aces ?? []).map((ace) => [
          ace.type,
          ace.flags,
          ace.mask,
          inForest(domain)(ace.trustee),
          ace.objectType,
          ace.inheritedObjectType,
        ]);
        expect({ sddl, aces: got }).toEqual({ sddl, aces: want });
        entries += got.length;
      }
    }
    console.log(`${cases.length} descriptors, ${entries} entries equal to the reference`);
    expect(entries).toBeGreaterThan(50);
  });

  test("text that Windows printed is printed again letter by letter", () => {
    const { lab } = JSON.parse(realText("hraedon__gpo-lens/tests/fixtures/sddl/corpus.json")) as { lab: string[] };
    expect(lab).toHaveLength(5);
    for (const sddl of lab) expect(printSddl(text(sddl))).toBe(sddl);
  });

  test("every audit entry of the expected lists", () => {
    const corpus = expectedEntries().find((entry) => entry.kind === "sddl-corpus");
    const { lab } = JSON.parse(realText(corpus!.corpusPath)) as { lab: string[] };
    const want = corpus?.["sacls"] as { flags: string; aces: string[] }[];
    expect(lab.map((sddl) => printSddl({ ...text(sddl), owner: null, group: null, dacl: null }))).toEqual(
      want.map(({ flags, aces }) => `S:${flags}${aces.join("")}`),
    );
  });

  test("one descriptor as text and as bytes", () => {
    const folder = "CloudSoda__sddl/testdata/dacl-and-sacl";
    const fromBytes = binary(base64Bytes(`${folder}/hello.txt.windows.bin.b64.txt`));
    const printed = realText(`${folder}/hello.txt.windows.sddl.utf8.txt`);
    const utf16 = Buffer.from(realBytes(`${folder}/hello.txt.windows.sddl.utf16le.txt`)).toString("utf16le");
    expect(text(utf16)).toEqual(text(printed));
    expect({ ...fromBytes, control: [] }).toEqual({ ...text(printed), control: [] });
    for (const entry of expectedEntries().filter((candidate) => candidate.kind === "sddl-text")) {
      expect(printSddl({ ...text(entry["sddl"] as string), owner: null, group: null, dacl: null })).toBe(
        `S:${(entry["sacl"] as { flags: string; aces: string[] }).flags}${(entry["sacl"] as { aces: string[] }).aces.join("")}`,
      );
    }
    sameBothWays(fromBytes);
  });
});
