/** The present moment, UTC, whole seconds: `2026-03-01T09:30:00Z`. The only place that asks the clock for a date. */
export function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
