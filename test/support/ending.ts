/** What a shell finds of its terminal after the program. */
import type { Session } from "./tmux.ts";

export interface Ending {
  readonly code: number;
  /** What stood on the shell's own screen is there again, and nothing of ours. */
  readonly restored: boolean;
  readonly echo: boolean;
  readonly lines: boolean;
  /** Of tmux: on the other screen, cursor shown. */
  readonly flags: string;
}

export async function endingOf(session: Session): Promise<Ending> {
  const [, code = ""] = /^code (\d+)$/m.exec(await session.until(/^code \d+$[^]*^echo$/m)) ?? [];
  const screen = session.screen();
  return {
    code: Number(code),
    restored: /^before$/m.test(screen) && !/Overview|5 Review/.test(screen),
    echo: /^echo$/m.test(screen),
    lines: /^icanon$/m.test(screen),
    flags: session.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}").trim(),
  };
}

export function whole(code: number): Ending {
  return { code, restored: true, echo: true, lines: true, flags: "0 1" };
}
