/** What we ask people to run must be something that a format reads, or be said to be for their eyes. */
import { describe, expect, it } from "vitest";
import { FORMATS } from "../formats/index.generated.ts";
import { REQUIREMENTS } from "./index.generated.ts";

const BY_EYE = "for reading by eye";

/** The words at the places where a command line names a command: first, behind a pipe, behind a bracket; `.exe` left off. */
function commandsOf(line: string): string[] {
  const [code = ""] = line.split("  #");
  return [...code.matchAll(/(?:^|\| |\()\s*(?:\.\\)?([A-Za-z][\w-]*)/g)].map(([, word = ""]) => word.toLowerCase());
}

const READ = new Set(
  FORMATS.flatMap(({ madeBy }) => madeBy.flatMap((line) => commandsOf(line.replaceAll(".exe", "")))),
);
const ASKS = [...new Set(REQUIREMENTS.flatMap(({ ask }) => ask))];

/** The command whose output is asked for: the first word, or the first one inside the brackets that it begins with. */
function askedCommand(line: string): string | null {
  return commandsOf(line.replaceAll(".exe", ""))[0] ?? null;
}

describe("the commands of `ask`", () => {
  it("are found in a line", () => {
    expect(commandsOf("(Get-Acl -Audit 'x').Sddl | Set-Content y  # (Remark)")).toEqual(["get-acl", "set-content"]);
    expect(askedCommand("reg.exe query HKLM\\x")).toBe("reg");
    expect(READ.size).toBeGreaterThan(30);
  });

  it.each(ASKS.filter((line) => !line.includes(BY_EYE)))("%s", (line) => {
    expect(READ).toContain(askedCommand(line));
  });

  it("of Active Directory and the firewall are exported in a form that keeps their properties", () => {
    const tables = ASKS.filter((line) =>
      /^Get-AD(?:DomainController|OptionalFeature)|^Get-NetFirewallProfile/.test(line),
    );
    expect(tables.length).toBeGreaterThan(0);
    expect(tables.filter((line) => !line.includes("ConvertTo-Json"))).toEqual([]);
  });
});
