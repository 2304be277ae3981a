/** The two failures a user can act on; anything else that is thrown is our defect. */
export abstract class Failure extends Error {
  abstract readonly exitCode: number;
  /** What to do now, one line each. */
  readonly next: readonly string[];

  constructor(message: string, next: readonly string[] = []) {
    super(message);
    this.next = next;
  }
}

/** Wrong words on the command line. */
export class UsageError extends Failure {
  override readonly exitCode = 2;
}

/** Nothing could be analysed. */
export class InputError extends Failure {
  override readonly exitCode = 3;
}
