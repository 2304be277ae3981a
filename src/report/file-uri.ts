/** The address of an input file, as RFC 3986 wants it. */

/** Relative to the folder in which the program was called; a zip member keeps its `!`. */
export function fileUri(path: string): { readonly uri: string; readonly relative: boolean } {
  const absolute = path.startsWith("/") || /^[A-Za-z]:\//.test(path);
  if (!absolute) return { uri: relativeUri(path), relative: true };
  if (path.startsWith("//")) return { uri: `file:${encodedPath(path)}`, relative: false };
  const uri = path.startsWith("/")
    ? `file://${encodedPath(path)}`
    : `file:///${path.slice(0, 2)}${encodedPath(path.slice(2))}`;
  return { uri, relative: false };
}

/** A first segment with a colon would be a scheme. */
function relativeUri(path: string): string {
  const uri = encodedPath(path);
  return /^[^/]*:/.test(uri) ? `./${uri}` : uri;
}

/** Percent-encoded but for what a path may hold as it is [RFC 3986, 3.3]; a lone surrogate has no bytes. */
export function encodedPath(path: string): string {
  return path
    .replace(/[\uD800-\uDFFF]/gu, "\uFFFD")
    .split("/")
    .map((segment) => encodeURIComponent(segment).replaceAll("%3A", ":").replaceAll("%40", "@"))
    .join("/");
}
