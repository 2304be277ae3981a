/** Runs the program on a pseudo-terminal of a given width; Node has none, Python's standard library has. */
import { spawn, spawnSync } from "node:child_process";
import { BIN, ROOT, scrubbed } from "./program.ts";

/** Argument 1: columns. Then the command. Its output goes to the terminal, its errors to nowhere; no line feed is changed. */
const SCRIPT = `
import fcntl, os, struct, subprocess, sys, termios
leader, follower = os.openpty()
fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
attributes = termios.tcgetattr(follower)
attributes[1] &= ~termios.OPOST
termios.tcsetattr(follower, termios.TCSANOW, attributes)
streams = {"stdout": follower} if sys.argv[2] == "stdout" else {"stderr": follower, "stdout": subprocess.DEVNULL}
child = subprocess.Popen(sys.argv[3:], stdin=subprocess.DEVNULL, **{"stderr": subprocess.DEVNULL, **streams})
os.close(follower)
while True:
    try:
        part = os.read(leader, 65536)
    except OSError:
        break
    if not part:
        break
    sys.stdout.buffer.write(part)
sys.stdout.buffer.flush()
sys.exit(child.wait())
`;

/** False, with the reason printed, where no pseudo-terminal can be had. */
export function havePty(): boolean {
  const { status } = spawnSync("python3", ["-c", "import fcntl, termios, os; os.close(os.openpty()[0])"]);
  if (status !== 0) console.log("skipped: no python3 with pseudo-terminals on this machine");
  return status === 0;
}

export interface Screen {
  readonly code: number | null;
  readonly text: string;
}

export function onTerminal(
  words: readonly string[],
  columns: number,
  env: Readonly<Record<string, string>>,
  stream: "stdout" | "stderr" = "stdout",
): Promise<Screen> {
  // Python is found with this process's environment; the program sees only what stands here.
  const given = Object.entries(scrubbed(env)).map(([name, value]) => `${name}=${value}`);
  const command = ["env", "-i", ...given, process.execPath, BIN, ...words];
  return new Promise((done, fail) => {
    const child = spawn("python3", ["-c", SCRIPT, String(columns), stream, ...command], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    child.on("error", fail);
    child.on("close", (code) => done({ code, text: Buffer.concat(parts).toString("utf8") }));
  });
}
