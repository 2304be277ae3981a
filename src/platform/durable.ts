/** Files that a person's decisions go into: on the disk before anybody says so, and never over what somebody else wrote. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "../core/failure.ts";
import { writingProblem } from "./output.ts";
import { isInside } from "./paths.ts";
import { errorCode } from "./problem.ts";

/** Null: it is not there. @throws UsageError for what is no file, or cannot be read */
export function bytesAt(path: string): Buffer | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return null;
    if (!stats.isFile()) throw new UsageError(`${path} is no file`, ["give the name of a file"]);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && errorCode(error) !== null)
      throw new UsageError(`Cannot read ${path}: ${error.message}`);
    throw error;
  }
}

/** Adds to the end of a file that still is what it was, and brings it to the disk; what came only in part is taken off again. */
export function appendDurably(path: string, known: Buffer, text: string): Buffer {
  const added = Buffer.from(text, "utf8");
  const isNew = known.length === 0 && bytesAt(path) === null;
  return writing(path, () => {
    const file = openSync(path, isNew ? "ax" : "a+");
    try {
      if (!readFileSync(path).equals(known)) throw changed(path);
      const { size } = fstatSync(file);
      try {
        for (let done = 0; done < added.length;) done += writeSync(file, added, done);
        fsyncSync(file);
      } catch (error) {
        ftruncateSync(file, size);
        throw error;
      }
    } finally {
      closeSync(file);
    }
    if (isNew) syncFolder(dirname(resolve(path)));
    return Buffer.concat([known, added]);
  });
}

/** Takes an unfinished end off a file that still is what it was, and keeps it in a file of its own. */
export function setEndAside(path: string, known: Buffer, end: Buffer, aside: string): void {
  writing(path, () => {
    if (bytesAt(path)?.equals(Buffer.concat([known, end])) !== true) throw changed(path);
    const kept = openSync(aside, "wx");
    try {
      writeSync(kept, end);
      fsyncSync(kept);
    } finally {
      closeSync(kept);
    }
    const file = openSync(path, "r+");
    try {
      ftruncateSync(file, known.length);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    syncFolder(dirname(resolve(path)));
  });
}

/** Puts another content in the place of a file that still is what it was; a link is followed. `known` null: it was not there. */
export function replaceDurably(path: string, known: Buffer | null, text: string): Buffer {
  const content = Buffer.from(text, "utf8");
  return writing(path, () => {
    const now = bytesAt(path);
    if (now === null ? known !== null : known === null || !now.equals(known)) throw changed(path);
    const target = now === null ? resolve(path) : realpathSync(path);
    const temporary = join(dirname(target), `.eventreach-${randomBytes(6).toString("hex")}.tmp`);
    const file = openSync(temporary, "wx");
    try {
      try {
        if (now !== null) fchmodSync(file, statSync(target).mode & 0o777);
        for (let done = 0; done < content.length;) done += writeSync(file, content, done);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, target);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    syncFolder(dirname(target));
    return content;
  });
}

function changed(path: string): UsageError {
  return new UsageError(`${path} was changed by somebody else meanwhile; nothing was written`, []);
}

function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error) || errorCode(error) === null) throw error;
    throw new UsageError(writingProblem(path, error).message);
  }
}

/** So that the name is there after a power failure, too; some systems cannot. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    if (!(error instanceof Error) || errorCode(error) === null) throw error;
  }
}

export interface Lock {
  readonly release: () => void;
}

/** Who holds `path` by its lock file; null: nobody that lives. */
export function lockHolder(path: string): string | null {
  const held = bytesAt(`${path}.lock`);
  return held === null || isStale(held) ? null : holderText(held);
}

/** @throws UsageError while another process holds it; the lock of one that has ended is taken over */
export function lockFile(path: string): Lock {
  const name = `${path}.lock`;
  const own = Buffer.from(`${process.pid} ${hostname()} ${randomBytes(8).toString("hex")}\n`);
  return writing(name, () => {
    const held = bytesAt(name);
    if (held !== null && isStale(held)) setAside(name, held);
    try {
      const file = openSync(name, "wx");
      try {
        writeSync(file, own);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
      throw new UsageError(`${path} is held by ${holderText(bytesAt(name) ?? Buffer.of())}`, [
        "end that review, or give another --journal",
      ]);
    }
    const release = (): void => {
      process.off("exit", release);
      if (bytesAt(name)?.equals(own) === true) rmSync(name, { force: true });
    };
    // A program that fails ends without asking whoever holds something.
    process.on("exit", release);
    return { release };
  });
}

/** Another may do the same at this moment: only what was looked at goes. */
function setAside(name: string, held: Buffer): void {
  const aside = `${name}.${randomBytes(6).toString("hex")}`;
  renameSync(name, aside);
  const isOther = bytesAt(aside)?.equals(held) !== true;
  if (isOther && bytesAt(name) === null) renameSync(aside, name);
  else rmSync(aside, { force: true });
}

/** Its process has ended. Of another computer nobody here can tell. */
function isStale(held: Buffer): boolean {
  const [pid = "", host = ""] = held.toString("utf8").split(" ");
  if (!/^\d+$/.test(pid) || host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return errorCode(error) === "ESRCH";
  }
}

function holderText(held: Buffer): string {
  const [pid = "", host = ""] = held.toString("utf8").split(" ");
  return /^\d+$/.test(pid) ? `another review (process ${pid} on ${host})` : "another review";
}

/** The input that a file would lie in; null: none. */
export function inputAround(path: string, inputs: readonly string[]): string | null {
  const real = Buffer.from(nearest(resolve(path)));
  return inputs.find((input) => isInside(real, Buffer.from(nearest(resolve(input))))) ?? null;
}

/** Without links, as far as the path is there. */
function nearest(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (!(error instanceof Error) || errorCode(error) === null) throw error;
    const parent = dirname(path);
    return parent === path ? path : join(nearest(parent), basename(path));
  }
}
