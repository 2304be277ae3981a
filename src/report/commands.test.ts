import { describe, expect, test } from "vitest";
import { calledBy, decisiveCommand, firstCommand, isAdvice, withoutRemark } from "./commands.ts";

const MODULE = "Set-MDIConfiguration -Mode Domain -Configuration NTLMAuditing -Domain 'corp.example'";
const BACKUP = "Get-GPO -All | ForEach-Object { Backup-GPO -Guid $_.Id -Path $before.FullName }";

describe("the line that does the work", () => {
  test.each([
    [["$before = New-Item x", BACKUP, MODULE, "Get-It"], MODULE, "Set-MDIConfiguration NTLMAuditing"],
    [["auditpol /backup /file:a.csv", "auditpol /set /subcategory:{x}"], "auditpol /set /subcategory:{x}", "auditpol"],
    [["reg export HKLM\\A a.reg /y", "Set-ItemProperty -Path a"], "Set-ItemProperty -Path a", "Set-ItemProperty"],
    [["(Get-GPO -Name 'a').GpoStatus = 'x'"], "(Get-GPO -Name 'a').GpoStatus = 'x'", "Get-GPO"],
    [["gpmc.msc"], null, ""],
    [[], null, ""],
  ])("%j", (commands, line, called) => {
    expect(decisiveCommand(commands)).toBe(line);
    expect(calledBy(commands)).toBe(called);
  });
});

test.each([
  ["Get-It  # elevated", "Get-It"],
  ["Get-It 'a # b'  # elevated", "Get-It 'a # b'"],
  ['Get-It "a # b"', 'Get-It "a # b"'],
  ["reg query HKLM\\A#B", "reg query HKLM\\A#B"],
  ["# only a remark", "# only a remark"],
])("%s", (command, bare) => expect(withoutRemark(command)).toBe(bare));

test("the first command that runs on its own: no advice, no variable of another line, no remark", () => {
  const ask = [
    "Name the AD CS servers with --role HOST=ca, if there are any.",
    "Who owns the CA of this domain?",
    "$identity = 'REPLACE-ME'",
    "Get-ADObject -Filter $identity",
    "Get-CA $env:COMPUTERNAME  # on each CA",
  ];
  expect(firstCommand(ask)).toBe("Get-CA $env:COMPUTERNAME");
  expect(ask.filter(isAdvice)).toEqual(ask.slice(0, 2));
  expect(firstCommand(ask.slice(2, 4))).toBe("$identity = 'REPLACE-ME'");
  expect(firstCommand(ask.slice(0, 2))).toBeNull();
});
