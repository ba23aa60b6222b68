// Random: names nobody else has, on any runtime.

/** 128 random bits in hex. Not `randomUUID`: browsers keep that from pages that came by plain http. */
export const randomName = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
