/** Client-side extensions run in this order; a later one writes over an earlier one [MS-GPOL 3.2.1.24; formats.md 8.6]. */
import type { Extension } from "../core/extensions.ts";

export const EXTENSION_ORDER: Readonly<Record<Extension, number>> = {
  registry: 0,
  security: 1,
  preferences: 2,
  audit: 3,
};
