/** The settings of GPOs that a requirement asks for. */
import type { Selector } from "../policy/setting-index.ts";
import type { Expect } from "./define.ts";

export function selectorsOf(expect: Expect): readonly Selector[] {
  switch (expect.kind) {
    case "subcategory":
      return [{ kind: "subcategory", subcategory: expect.subcategory }];
    case "registry":
      return [{ kind: "registry", path: expect.path }];
    case "user-right":
      return [{ kind: "user-right", right: expect.right }];
    case "event-log":
      return [{ kind: "event-log", log: expect.log, setting: expect.setting }];
    case "account-policy":
      return [{ kind: "account-policy", section: expect.section, setting: expect.setting }];
    case "all":
    case "any":
      return expect.of.flatMap(selectorsOf);
    // Checks, observations and questions to a person are about no setting of a GPO.
    default:
      return [];
  }
}
