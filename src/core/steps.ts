/** Long work in pieces, so that whoever runs it may look up between two of them. */

/** All of it at once. */
export function atOnce<T>(steps: Iterator<unknown, T, undefined>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
