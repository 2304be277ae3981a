/** Numbers that look random and are the same every time: xorshift128 [Marsaglia 2003], started from a seed and a number. */
export class Random {
  #x: number;
  #y: number;
  #z: number;
  #w: number;

  constructor(seed: number, number: number) {
    this.#x = scramble(seed ^ 0x9e3779b9);
    this.#y = scramble(number ^ 0x85ebca6b);
    this.#z = scramble(this.#x + this.#y);
    this.#w = scramble(this.#z ^ 0xc2b2ae35) | 1;
    for (let i = 0; i < 8; i += 1) this.#next();
  }

  #next(): number {
    let t = this.#x ^ (this.#x << 11);
    t ^= t >>> 8;
    this.#x = this.#y;
    this.#y = this.#z;
    this.#z = this.#w;
    this.#w = (this.#w ^ (this.#w >>> 19) ^ t) | 0;
    return this.#w >>> 0;
  }

  /** From 0 to one less than `end`; 0 when `end` is 0. */
  below(end: number): number {
    return end === 0 ? 0 : this.#next() % end;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  /** Two places in order. */
  range(length: number): [start: number, end: number] {
    const a = this.below(length + 1);
    const b = this.below(length + 1);
    return a < b ? [a, b] : [b, a];
  }
}

/** Neighbouring numbers become far apart [MurmurHash3, its last step]. */
function scramble(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
