/** Names that mix alphabets: one Cyrillic letter makes a GPO look like another one. */

const LATIN = /\p{Script=Latin}/u;
const OTHERS = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

export function mixesScripts(name: string): boolean {
  return LATIN.test(name) && OTHERS.test(name);
}
