/** The waiver file as the review edits it: read whole, laid over the report, replaced only while it is what was read. */
import type { Report } from "../../core/report.ts";
import { UsageError } from "../../core/failure.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { bytesAt, inputAround, replaceDurably } from "../../platform/durable.ts";
import { applyWaivers } from "../../waivers/apply.ts";
import { readWaivers } from "../../waivers/read.ts";

export class WaiverText {
  readonly path: string;
  #bytes: Buffer | null;

  /** @throws UsageError for what cannot be read, or is no UTF-8 */
  constructor(path: string) {
    this.path = path;
    this.#bytes = bytesAt(path);
    if (this.#bytes !== null && !Buffer.from(this.text, "utf8").equals(this.#bytes)) {
      throw new UsageError(`${path} is not plain UTF-8, so that it cannot be edited here`, ["save it as UTF-8"]);
    }
  }

  /** Empty while there is no file. */
  get text(): string {
    return this.#bytes?.toString("utf8") ?? "";
  }

  get digest(): string {
    return sha256Hex(this.#bytes ?? Buffer.alloc(0));
  }

  get exists(): boolean {
    return this.#bytes !== null;
  }

  /** @throws UsageError for a file that lies among the inputs: what is written there would be an input of the next run */
  refuseInside(inputs: readonly string[]): void {
    const around = inputAround(this.path, inputs);
    if (around !== null) {
      throw new UsageError(`${this.path} lies within the input ${around}; nothing is written there`, [
        "give --waivers a file outside of the inputs",
      ]);
    }
  }

  /** Never blindly. @throws UsageError when it is not what was read any more */
  replace(text: string): void {
    this.#bytes = replaceDurably(this.path, this.#bytes, text);
  }

  /** True: it was another than the one known. */
  reload(): boolean {
    const now = bytesAt(this.path);
    const same = now === null ? this.#bytes === null : this.#bytes !== null && now.equals(this.#bytes);
    this.#bytes = now;
    return !same;
  }

  /** @throws UsageError for what scan would not accept either */
  laidOver(report: Report, requirements: readonly string[]): Report {
    if (this.#bytes === null) return report;
    const read = readWaivers(this.text, requirements);
    const { report: laid, problems } = applyWaivers(
      report,
      { path: this.path, digest: this.digest },
      read,
      report.asOf,
    );
    const error = problems.find(({ level }) => level === "error");
    if (error === undefined) return laid;
    throw new UsageError(`${this.path}:${error.at.line}:${error.at.column}: ${error.message}`, [error.next]);
  }
}
