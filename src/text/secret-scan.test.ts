import { describe, expect, it } from "vitest";
import { SecretScan, secretByName } from "./secret-scan.ts";

function scanned(bytes: Uint8Array, size = 64 * 1024): string | null {
  const scan = new SecretScan();
  for (let at = 0; at < bytes.length; at += size) if (!scan.push(bytes.subarray(at, at + size))) break;
  return scan.end();
}

const big = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();
const SECRETS = [
  '<Properties userName="x" cpassword="j1Uyj3Vx8TY9LtLZil2uAuZkFQA/4latT76ZwgdHdhw"/>',
  "net use Z: \\\\srv\\share P@ssw0rd /user:corp\\svc",
  "NET.EXE  USE \\\\srv\\c$ /U:corp\\svc hunter2",
  "net user backup Sommer2026! /add",
  'ConvertTo-SecureString "P@ss" -AsPlainText -Force',
  "ConvertTo-SecureString -AsPlainText -String hunter2",
  "$p = 1; password=hunter2",
  "db_password: 'hunter2'",
  "Server=a;User Id=b;Pwd=hunter2;",
  "<AutoLogon><Password><Value>aHVudGVyMg==</Value><PlainText>false</PlainText></Password></AutoLogon>",
  "<AdministratorPassword>\n  hunter2</AdministratorPassword>",
  '"DefaultPassword"="hunter2"',
  "    DefaultPassword    REG_SZ    hunter2",
  "[Software\\X;DefaultPassword;\u0001\0;\u0010\0;hunter2]",
  "reg add HKLM\\X /v DefaultPassword /t REG_SZ /d hunter2",
  "schtasks /create /ru corp\\svc /rp hunter2",
  "cmdkey /add:srv /user:svc /pass:hunter2",
  "psexec \\\\srv -u corp\\svc -p hunter2 cmd",
  "-----BEGIN PRIVATE KEY-----\nMC4CAQ",
  "-----BEGIN OPENSSH PRIVATE KEY-----",
  "-----BEGIN PGP PRIVATE KEY BLOCK-----",
  "PuTTY-User-Key-File-3: ssh-ed25519",
];

describe("a readable secret is met", () => {
  it.each(SECRETS)("%s", (text) => {
    const noise = Buffer.alloc(100, 0x20);
    for (const bytes of [Buffer.from(text), Buffer.from(text, "utf16le"), big(text)]) {
      expect(scanned(bytes)).not.toBeNull();
      // Cut anywhere by parts, within what no decoder takes.
      for (const size of [1, 2, 7, 64])
        expect(scanned(Buffer.concat([Buffer.of(0xff, 0xfe, 0x80), noise, bytes]), size)).not.toBeNull();
    }
  });

  it("PKCS #12 by its bytes and by its name", () => {
    expect(scanned(Buffer.from("30820a1002010330820a", "hex"))).toContain("PKCS #12");
    expect(scanned(Buffer.from("3082010a0282010100c0", "hex"))).toBeNull();
    expect(secretByName("a/b/Server.PFX")).toContain("key store");
    expect(secretByName("a.zip!config/SAM")).toContain("credentials");
    expect(secretByName("a/b/security.inf")).toBeNull();
  });
});

describe("what is none stays", () => {
  it.each([
    "MinimumPasswordLength = 14",
    "PasswordComplexity = 1\r\nClearTextPassword = 0\r\nMaximumPasswordAge = 42",
    '<Properties cpassword="" userName="x"/>',
    "password=",
    'password=""',
    "password=%PW%",
    "password = $password",
    "Password: ********",
    "password=<your password>",
    "<Password></Password>",
    "net user administrator /active:no",
    "net use Z: \\\\srv\\share /persistent:yes",
    "net user svc * /add",
    "[Software\\X;**del.DefaultPassword;\u0001;\u0004; ]",
    "pwdLastSet=133000000000000000",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "ConvertTo-SecureString $encrypted",
    "auditpol.exe /set /subcategory:x",
  ])("%s", (text) => {
    expect(scanned(Buffer.from(text))).toBeNull();
    expect(scanned(Buffer.from(text, "utf16le"))).toBeNull();
    for (const size of [1, 3, 50]) expect(scanned(Buffer.from(`${" ".repeat(2000)}${text} `), size)).toBeNull();
  });
});

it("hostile repetitions take time in proportion to their length", () => {
  const timeOf = (unit: string, count: number): number => {
    const bytes = Buffer.from(unit.repeat(count));
    const start = performance.now();
    scanned(bytes);
    return performance.now() - start;
  };
  for (const unit of [
    "convertto-securestring ",
    "net use ",
    "cpassword =",
    "<password>    ",
    "defaultpassword ",
    "-----begin a a ",
    "password",
    "net user a ",
    "psexec ",
    "schtasks /rp ",
  ]) {
    const size = 2_000_000 / unit.length;
    timeOf(unit, size / 8);
    const small = timeOf(unit, size / 4);
    const large = timeOf(unit, size);
    expect(large, unit).toBeLessThan(Math.max(small, 20) * 12);
  }
});
