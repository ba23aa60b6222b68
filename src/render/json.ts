// terminalSafe: JSON text that may be shown on a terminal and still parses to the same.
// JSON escapes C0 by itself; C1 (ESC's one-byte siblings), DEL and the bidi controls it leaves as they are.

const unsafe = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** `json` must be JSON text: these characters can then only stand inside strings, where `\uXXXX` means the same. */
export const terminalSafe = (json: string): string =>
  unsafe.test(json)
    ? json.replace(new RegExp(unsafe, 'g'), (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : json
