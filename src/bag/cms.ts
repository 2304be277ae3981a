/** A signature by a certificate as its outside shows it: a CMS SignedData over bytes that lie elsewhere [RFC 5652, 5.1]. */
import { der, DerError, DerReader, oid, TAG } from "./der.ts";

const SIGNED_DATA = oid("1.2.840.113549.1.7.2");
const DATA = oid("1.2.840.113549.1.7.1");

export interface SignedContent {
  /** The object identifier, as DER. */
  readonly type: Buffer;
  /** Null: detached. */
  readonly content: Buffer | null;
}

/** @throws DerError */
export function signedContent(info: DerReader): SignedContent {
  const type = info.content(TAG.oid, "the type of the content");
  if (!der(TAG.oid, type).equals(SIGNED_DATA)) throw new DerError("it is no signed data");
  const data = info.inside(TAG.explicit0, "the signed data").inside(TAG.sequence, "the signed data");
  data.small("its version");
  data.content(TAG.set, "the list of digests");
  const wrapped = data.inside(TAG.sequence, "the signed content");
  const signed = der(TAG.oid, wrapped.content(TAG.oid, "the type of the signed content"));
  if (wrapped.left === 0) return { type: signed, content: null };
  const content = wrapped.inside(TAG.explicit0, "the signed content").content(TAG.octets, "the signed content");
  return { type: signed, content };
}

/** Why the file is no detached signature; null: it looks like one. Whether it is good is another question. */
export function detachedFault(bytes: Uint8Array): string | null {
  try {
    const reader = new DerReader(bytes);
    const { type, content } = signedContent(reader.inside(TAG.sequence, "the signature"));
    reader.end("the signature");
    if (!type.equals(DATA)) return "it signs something else than data";
    return content === null ? null : "it carries what it signs; a detached signature is needed";
  } catch (error) {
    if (error instanceof DerError) return error.message;
    throw error;
  }
}
