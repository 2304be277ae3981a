/** Every colour of the page, in pairs whose contrast a test computes. Pass is blue: green beside red is one colour to many eyes. */

export interface Palette {
  readonly paper: string;
  readonly panel: string;
  readonly ink: string;
  readonly faint: string;
  readonly rule: string;
  readonly strongRule: string;
  readonly link: string;
  readonly fail: string;
  readonly failPaper: string;
  readonly unknown: string;
  readonly unknownPaper: string;
  readonly pass: string;
  readonly passPaper: string;
  readonly waived: string;
  readonly waivedPaper: string;
}

export const LIGHT: Palette = {
  paper: "#ffffff",
  panel: "#f6f7f9",
  ink: "#1b2026",
  faint: "#55606c",
  rule: "#dde1e6",
  strongRule: "#7d8894",
  link: "#0b4a8f",
  fail: "#9f1d1d",
  failPaper: "#fcebe9",
  unknown: "#6f4a00",
  unknownPaper: "#fbf1d9",
  pass: "#0b4f8a",
  passPaper: "#e6f0fa",
  waived: "#5a3a8c",
  waivedPaper: "#f0ebf9",
};

export const DARK: Palette = {
  paper: "#14181d",
  panel: "#1c2127",
  ink: "#e6e9ec",
  faint: "#a7b0ba",
  rule: "#323941",
  strongRule: "#76818d",
  link: "#9cc7f5",
  fail: "#ffa39c",
  failPaper: "#3d1a1a",
  unknown: "#f0c574",
  unknownPaper: "#362a0d",
  pass: "#93c4f7",
  passPaper: "#12283f",
  waived: "#ccb6f2",
  waivedPaper: "#2a2140",
};

/** Text on the ground on which it stands: 4.5 to 1 at least. */
export const TEXT_PAIRS: readonly (readonly [keyof Palette, keyof Palette])[] = [
  ["ink", "paper"],
  ["ink", "panel"],
  ["faint", "paper"],
  ["faint", "panel"],
  ["link", "paper"],
  ["link", "panel"],
  ["fail", "paper"],
  ["fail", "panel"],
  ["fail", "failPaper"],
  ["ink", "failPaper"],
  ["faint", "failPaper"],
  ["unknown", "paper"],
  ["unknown", "panel"],
  ["unknown", "unknownPaper"],
  ["ink", "unknownPaper"],
  ["faint", "unknownPaper"],
  ["pass", "paper"],
  ["pass", "panel"],
  ["pass", "passPaper"],
  ["ink", "passPaper"],
  ["faint", "passPaper"],
  ["waived", "waivedPaper"],
  ["waived", "panel"],
  ["ink", "waivedPaper"],
];

/** Bars and the lines of fields: 3 to 1 at least. */
export const GRAPHIC_PAIRS: readonly (readonly [keyof Palette, keyof Palette])[] = [
  ["fail", "paper"],
  ["unknown", "paper"],
  ["pass", "paper"],
  ["strongRule", "paper"],
];

function name(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `--fail-paper:#fcebe9;…` */
export function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([key, value]) => `--${name(key)}:${value};`)
    .join("");
}
