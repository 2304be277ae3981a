import { expect, test } from "vitest";
import { mostSpecificClass } from "./object-class.ts";

test.each([
  [["top", "person", "organizationalPerson", "user"], "user"],
  [
    ["top", "person", "organizationalPerson", "user", "computer", "msDS-GroupManagedServiceAccount"],
    "msds-groupmanagedserviceaccount",
  ],
  [["organizationalUnit"], "organizationalunit"],
  [["top"], "top"],
  // Not the order of the directory: nothing tells which is the most specific.
  [["user", "top"], null],
  [[], null],
  [["top", ""], null],
  [["top", "1.2.840.113556.1.5.9"], null],
  [["top", "=cmd|' /C calc'!A0"], null],
  [["x".repeat(129)], null],
])("%j is %s", (classes, wanted) => {
  expect(mostSpecificClass(classes)).toBe(wanted);
});
