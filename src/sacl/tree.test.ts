import { describe, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { descriptor } from "../testing/directory.ts";
import { DirectoryTree, isDomainRoot, isNamingContext, listOf } from "./tree.ts";
import type { DescriptorFact } from "./tree.ts";

function fact(object: string): DescriptorFact {
  return descriptor(object, "S:") as DescriptorFact;
}

function treeOf(...names: readonly string[]): DirectoryTree {
  const tree = new DirectoryTree();
  for (const name of names) tree.add(fact(name));
  return tree;
}

describe("names", () => {
  test.each([
    ["CN=A,DC=corp,DC=example", "cn=a, dc=Corp ,DC=EXAMPLE"],
    ["CN=A\\, B,DC=corp", "CN=A\\2C B,DC=corp"],
    ["CN=\\c3\\84,DC=corp", "CN=ä,DC=corp"],
    ["CN=A\\\\,OU=B,DC=corp", "CN=A\\5C,OU=B,DC=corp"],
    ["CN=x,OU=A\\,B,DC=corp", "CN=x,OU=A\\2cB,DC=corp"],
  ])("%s is the same object as %s", (one, other) => {
    const tree = treeOf(one, other);
    expect(tree.objects).toBe(1);
    const [container] = tree.containers();
    expect([...container!.children.values()].map((readings) => listOf(readings).length)).toEqual([2]);
  });

  test.each([
    ["CN=A\\,B,DC=corp", "CN=A,CN=B,DC=corp"],
    ["CN=A\\,OU\\=B,DC=corp", "CN=A,OU=B,DC=corp"],
    ["CN=A,DC=corp", "OU=A,DC=corp"],
    ["CN=A,DC=corp", "CN=A,DC=corp,DC=example"],
  ])("%s is another object than %s", (one, other) => {
    expect(treeOf(one, other).objects).toBe(2);
  });

  test.each(["", "label", "CN=label", "HKLM\\SAM", "C:\\x=y", "CN=a,OU=b", "=x,DC=a", "CN=a,,DC=b", ",", "O=x,C=de"])(
    "%j is no object of a directory",
    (name) => {
      const tree = treeOf(name);
      expect([tree.objects, tree.unplaced]).toEqual([0, 0]);
    },
  );

  test("names over the limits are counted and not placed", () => {
    const parts = (count: number): string => `${"CN=x,".repeat(count)}DC=corp`;
    const tree = treeOf(
      parts(LIMITS.dnParts - 1),
      parts(LIMITS.dnParts + 1),
      `CN=${"x".repeat(LIMITS.dnChars)},DC=corp`,
    );
    expect([tree.objects, tree.unplaced]).toEqual([1, 2]);
  });
});

describe("upward", () => {
  const up = (tree: DirectoryTree, key: string): string[] =>
    [...tree.upward(key)].map((one) => `${one.key}${one.readings === null ? " ?" : ""}`);

  test("goes to the root of the naming context and no further", () => {
    const tree = treeOf("OU=A,DC=corp,DC=example", "DC=corp,DC=example", "DC=example");
    expect(up(tree, "ou=b,ou=a,dc=corp,dc=example")).toEqual([
      "ou=b,ou=a,dc=corp,dc=example ?",
      "ou=a,dc=corp,dc=example",
      "dc=corp,dc=example",
    ]);
    expect(up(tree, "cn=sites,cn=configuration,dc=corp,dc=example").at(-1)).toBe(
      "cn=configuration,dc=corp,dc=example ?",
    );
    expect(up(tree, "")).toEqual([]);
  });

  test.each([
    ["dc=corp,dc=example", true, true],
    ["dc=corp\\,x,dc=example", true, true],
    ["dc=domaindnszones,dc=corp,dc=example", true, false],
    ["cn=configuration,dc=corp,dc=example", true, false],
    ["cn=schema,cn=configuration,dc=corp,dc=example", true, false],
    ["dc=host,dc=zone,cn=microsoftdns,dc=domaindnszones,dc=corp", false, false],
    ["ou=a,dc=corp", false, false],
    ["cn=configuration,ou=a,dc=corp", false, false],
  ])("%s: naming context %s, domain %s", (key, context, domain) => {
    expect([isNamingContext(key), isDomainRoot(key)]).toEqual([context, domain]);
  });
});

test("hostile names cost no more than their length", () => {
  const names = [",".repeat(8000), "\\,".repeat(4000), "=,".repeat(4000), `${"\\".repeat(8000)},DC=a`];
  const tree = new DirectoryTree();
  const facts = names.map(fact);
  const started = performance.now();
  for (let i = 0; i < 200; i += 1) for (const one of facts) tree.add(one);
  // Quadratic in the length it would be minutes.
  expect(performance.now() - started).toBeLessThan(5000);
});
