/** Debian's Chromium, driven for tests of the page: `apt-get install chromium`. It reaches no host. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** Null where there is none; the tests then say so and are skipped. */
export const CHROMIUM: string | null = PLACES.find((path) => existsSync(path)) ?? null;

export function startBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND", "--force-color-profile=srgb"],
  });
}
