import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { gpInheritance } from "./format.ts";

const GUID = "1B2C3D4E-0001-4000-8000-00000000000A";
const OU = "OU=Servers,DC=corp,DC=example";
const DOMAIN = "DC=corp,DC=example";

function link(more: object = {}) {
  return { GpoId: GUID.toLowerCase(), DisplayName: "G", Enabled: true, Enforced: false, Target: OU, Order: 1, ...more };
}

function read(...containers: object[]) {
  return parseText(gpInheritance, JSON.stringify(containers.length === 1 ? containers[0] : containers));
}

describe("a container", () => {
  it("gives its scope and its links with their order", () => {
    const {
      drafts,
      codes,
      read: state,
    } = read({
      Path: OU,
      GpoInheritanceBlocked: true,
      GpoLinks: [link({ GpoDomainName: "corp.example" }), link({ Order: 2, Enabled: false, Enforced: true })],
      InheritedGpoLinks: [],
    });
    expect(drafts.map(({ fields }) => fields)).toEqual([
      { kind: "scope-of-management", container: OU, type: "ou", blocksInheritance: true },
      { kind: "gpo-link", gpo: GUID, container: OU, order: 1, enabled: true, enforced: false },
      { kind: "gpo-link", gpo: GUID, container: OU, order: 2, enabled: false, enforced: true },
    ]);
    expect(drafts[1]).toMatchObject({
      via: "powershell",
      tier: "C",
      gpo: { guid: GUID, name: "G", domain: "corp.example" },
      object: { kind: "object", name: OU },
    });
    expect({ codes, state }).toEqual({ codes: [], state: "complete" });
  });

  it("of one link is an object instead of a list", () => {
    expect(read({ Path: OU, BlockInheritance: false, GpoLinks: link() }).fields).toHaveLength(2);
  });

  it("tells of containers above it, without their order", () => {
    const inherited = { Path: OU, GpoLinks: [], InheritedGpoLinks: [link({ Target: DOMAIN, Order: 7 }), link()] };
    const links = (...containers: object[]) =>
      read(...containers).fields.flatMap((one) => (one.kind === "gpo-link" ? [[one.container, one.order]] : []));
    expect(links(inherited)).toEqual([[DOMAIN, null]]);
    // The container's own export knows better.
    expect(links(inherited, { Path: DOMAIN.toLowerCase(), GpoLinks: [link({ Target: DOMAIN, Order: 2 })] })).toEqual([
      [DOMAIN, 2],
    ]);
  });

  it("of which only the inherited list was exported has links without order, and is not whole", () => {
    const { fields, read: state } = read({ Path: OU, GpoInheritanceBlocked: false, InheritedGpoLinks: [link()] });
    expect(fields[1]).toEqual({
      kind: "gpo-link",
      gpo: GUID,
      container: OU,
      order: null,
      enabled: true,
      enforced: false,
    });
    expect(state).toBe("incomplete");
  });

  it.each([["System.Object[]"], [["Microsoft.GroupPolicy.GpoLink"]], [[link(), "@{GpoId=x}"]], [undefined]])(
    "whose links were cut off is no container without links: %j",
    (GpoLinks) => {
      expect(read({ Path: OU, GpoInheritanceBlocked: false, GpoLinks, InheritedGpoLinks: [] }).read).toBe("incomplete");
    },
  );

  it("says what it does not know", () => {
    expect(
      read({ Path: OU, GpoLinks: [link({ GpoId: "?", Enabled: "perhaps", Enforced: null, Order: "x" })] }),
    ).toMatchObject({
      fields: [{ blocksInheritance: null }, { gpo: null, enabled: null, enforced: null, order: null }],
      codes: ["not-understood"],
    });
  });
});

describe("recognition", () => {
  it("goes by the names of properties", () => {
    expect(sniffText(gpInheritance, '[{"GpoLinks": [], "GpoInheritanceBlocked": false}]')).toBe("yes");
    expect(sniffText(gpInheritance, '{"GpoLinks": [], "x": "\\"GpoInheritanceBlocked\\":"}')).toBe("no");
    expect(sniffText(gpInheritance, '"GpoLinks","GpoInheritanceBlocked"\n"a","b"\n')).toBe("yes");
    expect(sniffText(gpInheritance, '[{"InheritedGpoLinks": [], "GpoInheritanceBlocked": false}]')).toBe("yes");
    expect(sniffText(gpInheritance, '[{"GpoLinks": []}]')).toBe("no");
    expect(sniffText(gpInheritance, "")).toBe("no");
  });

  it("refuses CSV with the command that keeps the links", () => {
    expect(parseText(gpInheritance, '"GpoLinks","GpoInheritanceBlocked"\n"a","b"\n').read).toBe("refused");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(gpInheritance)).toBeGreaterThan(20);
  });

  it.each([
    ["objects", `[${'{"a": 1},'.repeat(100_000)}{}]`],
    ["brackets", "[".repeat(500_000)],
    ["cells", `"a","b"\n${'"x","y"\n'.repeat(100_000)}`],
    ["tags", "<Obj>".repeat(100_000)],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(gpInheritance, text);
    parseText(gpInheritance, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
