/** A rule over the whole width with the name of what follows. Pure. */
import { span } from "../line.ts";
import type { Model } from "../model.ts";
import type { Line } from "../theme.ts";

export function heading({ theme }: Model, title: string, width: number): Line[] {
  const { across } = theme.frame;
  const rest = Math.max(width - title.length - 4, 0);
  return [[], [span(`${across}${across} `, "faint"), span(title, "strong"), span(` ${across.repeat(rest)}`, "faint")]];
}
