/** Preference files other than Registry.xml [MS-GPPREF 2.2.1; formats.md 5.6]. */
import type { Head, Input, Sink } from "../define.ts";
import { answer, rootTag, unreadFormat } from "../unread.ts";

/** Registry.xml and loose registry items have settings in them. */
const WITH_SETTINGS: ReadonlySet<string> = new Set(["RegistrySettings", "Registry", "Collection"]);

function isPreferences(head: Head): boolean {
  if (head.root === null || head.root.namespace !== null || WITH_SETTINGS.has(head.root.name)) return false;
  return /\sclsid\s{0,99}=/.test(rootTag(head));
}

/** In the text and not in the tree: a password in a malformed file is as readable as in a good one. */
function findPasswords(input: Input, sink: Sink): void {
  for (const match of input.text().matchAll(/cpassword\s{0,99}=\s{0,99}(?:"[^"]|'[^'])/gi)) {
    sink.diagnostic({
      code: "secret-redacted",
      offset: match.index,
      data: { what: "cpassword", reason: "the key is public: clean the file and change the password" },
    });
  }
}

export const gppOther = unreadFormat({
  id: "gpp-other",
  title: "Other files of Group Policy Preferences",
  madeBy: ["Part of every GPO backup and SYSVOL copy that uses preferences"],
  recognisedBy: "XML whose root has a clsid attribute and no namespace, other than the roots of registry items.",
  proves: "Nothing about auditing.",
  read: "ignored",
  reason: "preferences that carry no audit setting",
  sniff: (head) => answer(isPreferences(head)),
  inspect: findPasswords,
});
