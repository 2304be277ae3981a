/** Whether one of many computers goes by a name, short or long, without a look at each. */
import { sameHost, shortOf } from "../computers.ts";

export class HostNames {
  readonly #byShort = new Map<string, string[]>();

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.add(name);
  }

  add(name: string): void {
    const short = shortOf(name);
    const list = this.#byShort.get(short);
    if (list === undefined) this.#byShort.set(short, [name]);
    else list.push(name);
  }

  has(name: string): boolean {
    return this.#byShort.get(shortOf(name))?.some((one) => sameHost(one, name)) === true;
  }
}
