/** Throw-away directories that samba makes, by the scripts in `test/samba`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const HAVE_PROVISION =
  "import os, sys, samba.provision; from samba.param import setup_dir; sys.exit(not os.path.isfile(setup_dir() + '/provision.ldif'))";

export interface SambaTools {
  readonly python: string;
}

function pythonOfSamba(): string | null {
  return (
    ["python3", "/usr/bin/python3"].find((python) => spawnSync(python, ["-c", HAVE_PROVISION]).status === 0) ?? null
  );
}

/** Null with a printed reason. */
export function sambaTools(): SambaTools | null {
  const missing = ["samba-tool", "ldbsearch"].filter((tool) => spawnSync(tool, ["--version"]).status !== 0);
  const python = pythonOfSamba();
  if (python === null) missing.push("python3-samba with samba-ad-provision");
  if (python !== null && missing.length === 0) return { python };
  console.log(`skipped: not on this machine: ${missing.join(", ")}`);
  return null;
}

/** The folder that the script filled; the caller removes it. */
export function madeBySamba(tools: SambaTools | null, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "eventreach-samba-"));
  const path = join(import.meta.dirname, "../samba", script);
  // -B: no compiled copy of the shared module beside the scripts.
  const made = spawnSync(tools?.python ?? "", ["-B", path, folder], { encoding: "utf8" });
  if (made.status !== 0) throw new Error((made.stderr ?? String(made.error)).slice(-2000));
  return folder;
}
