// Bytes: how many a text takes in UTF-8, on any runtime.

const encoder = new TextEncoder()

export const encodeText = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text) as Uint8Array<ArrayBuffer>

/** Bytes of `text` in UTF-8. */
export const byteLength = (text: string): number =>
  typeof Buffer === 'undefined' ? encoder.encode(text).length : Buffer.byteLength(text)
