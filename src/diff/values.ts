/** Values of a JSON document that anybody may have written: each is what it must be, or the reading ends with its place. */

export class NotResults extends Error {}

/** One value and where it stands. */
export class Value {
  readonly raw: unknown;
  readonly at: string;

  constructor(raw: unknown, at: string) {
    this.raw = raw;
    this.at = at;
  }

  fail(wanted: string): never {
    throw new NotResults(`${this.at} is not ${wanted}`);
  }

  get(key: string): Value {
    const { raw } = this;
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return this.fail("an object");
    const value: unknown = Object.hasOwn(raw, key) ? Reflect.get(raw, key) : undefined;
    return new Value(value, this.at === "" ? key : `${this.at}.${key}`);
  }

  text(): string {
    return typeof this.raw === "string" ? this.raw : this.fail("text");
  }

  count(): number {
    const { raw } = this;
    return typeof raw === "number" && Number.isSafeInteger(raw) && raw >= 0 ? raw : this.fail("a number");
  }

  truth(): boolean {
    return typeof this.raw === "boolean" ? this.raw : this.fail("true or false");
  }

  oneOf<const T extends string>(allowed: readonly T[]): T {
    return allowed.find((word) => word === this.raw) ?? this.fail(`one of ${allowed.join(", ")}`);
  }

  orNull<T>(read: (value: Value) => T): T | null {
    return this.raw === null ? null : read(this);
  }

  list<T>(read: (value: Value) => T): T[] {
    const { raw } = this;
    if (!Array.isArray(raw)) return this.fail("a list");
    return raw.map((item: unknown, i) => read(new Value(item, `${this.at}[${i}]`)));
  }

  texts(): string[] {
    return this.list((value) => value.text());
  }
}
