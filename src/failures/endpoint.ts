// Endpoint: the host and port a message speaks of, in the ways clients write them.

const name = String.raw`[A-Za-z0-9][A-Za-z0-9_-]{0,62}(?:\.[A-Za-z0-9_-]{1,63}){0,8}`
const pairs: readonly RegExp[] = [
  // Go: read tcp 10.0.0.1:51234->10.0.0.2:5432: the first is our own end
  new RegExp(String.raw`\d->\[?(${name}|[\da-f:]{2,39})\]?:(\d{1,5})\b`),
  // requests, urllib3: (host='db', port=5432); libpq: at "db" (10.0.0.1), port 5432; curl: connect to db port 5432
  new RegExp(String.raw`\bhost=["']?(${name})["']?,? ?port=(\d{1,5})`),
  new RegExp(String.raw`\bat "(${name})"(?: \([\da-fA-F.:]{3,45}\))?, port (\d{1,5})`),
  new RegExp(
    String.raw`\b(?:to|host|server) (?:server )?["']?(${name})["']?,?(?: \([\da-fA-F.:]{3,45}\))?,? port (\d{1,5})`,
    'i',
  ),
  // a URL
  new RegExp(String.raw`\b[a-z][a-z+]{1,20}:\/\/(?:[^\s/@]{1,200}@)?(${name})(?::(\d{1,5}))?`, 'i'),
  // Java: db/10.0.0.1:5432
  new RegExp(String.raw`\b(${name})\/[\da-fA-F.:]{2,45}:(\d{1,5})\b`),
  /(?<![\w.:])\[?(::1|::)\]?:(\d{2,5})\b/,
  new RegExp(String.raw`(?<![\w./:@-])(${name}):(\d{1,5})\b(?!:?\d|\.\d)`),
]
const isFile = /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|c|cc|cpp|h|rb|php|cs|vue|svelte|json|ya?ml)$/

/** `host:port`, or the host alone where a URL has no port; undefined when none is named. */
export const endpointIn = (text: string): string | undefined => {
  for (const pair of pairs) {
    const found = pair.exec(text)
    if (found === null || isFile.test(found[1]!) || /^\d+$/.test(found[1]!)) continue
    return found[2] === undefined ? found[1] : `${found[1]}:${found[2]}`
  }
  return undefined
}
