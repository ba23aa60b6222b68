// Credentials in URLs: `scheme://user:password@host` and the signed queries of clouds.
// Promises: scheme, user and host stay readable; linear time: what follows `://` is taken whole and judged afterwards.
// Leaves to others: query parameters that are named like secrets (named.ts).
import { isPlaceholder } from './placeholder.ts'
import { type Check, isMark, mark, markPattern, type Rule } from './rule.ts'

// RFC 3986 §3.2: the authority ends at the first `/`, `?` or `#`; blanks and quotes end the URL. `\/` is JSON's other slash.
const authority = /([A-Za-z0-9]:\\{0,4}\/\\{0,4}\/)([^\s/?#"'`<>\\]+)/g

// a cheap look: an `@` before anything that ends an authority
const hasUserinfo: Check = (bytes, _, end) => {
  let i = end
  while (bytes[i] === slash || bytes[i] === backslash) i++
  for (const limit = i + 2048; i < bytes.length && i < limit; i++) {
    if (bytes[i] === at) return true
    if (ends[bytes[i]!] === 1) return false
  }
  return i < bytes.length
}

const [slash, backslash, at] = [0x2f, 0x5c, 0x40]
const ends = new Uint8Array(256)
for (const letter of ' \n\r\t/?#"\'`<>\\') ends[letter.charCodeAt(0)] = 1

const maskAuthority = (whole: string, slashes: string, host: string): string => {
  const userinfoEnd = host.lastIndexOf('@')
  if (userinfoEnd < 0) return whole
  const userinfo = host.slice(0, userinfoEnd)
  // a mark in the place of the user holds a colon of its own
  const colon = userinfo.indexOf(':', markLength(userinfo))
  const user = colon < 0 ? userinfo : userinfo.slice(0, colon)
  const password = colon < 0 ? '' : userinfo.slice(colon + 1)
  const shownUser = looksLikeToken(user) ? mark('url-token') : user
  const shownPassword = password === '' || isMark(password) || isPlaceholder(password) ? password : mark('url-password')
  return `${slashes}${shownUser}${colon < 0 ? '' : ':'}${shownPassword}${host.slice(userinfoEnd)}`
}

const markLength = (text: string) => leadingMark.exec(text)?.[0].length ?? 0
const leadingMark = new RegExp(`^${markPattern.source}`)

// GitHub and Gitea take a token in the place of the user, too
const looksLikeToken = (user: string) => user.length >= 32 && /^[A-Za-z0-9_-]+$/.test(user) && /\d/.test(user)

export const urlRule: Rule = {
  kind: 'url-password',
  // the second is `:\/\/`, or `:\\/\\/` where it stands in JSON once more
  anchors: ['[A-Za-z0-9]://', '[A-Za-z0-9]:\\[/\\]'].map((like) => ({ like, check: hasUserinfo })),
  mask: (text) => text.replace(authority, maskAuthority),
}

const signature =
  /([?&;]|&amp;|\\u0026)((?:sig|signature|x-(?:amz|goog|oss|ms)-signature|x-amz-security-token)=)([^&\s"'`<>\\#;]+)/gi

/** Signatures and session tokens of presigned URLs: AWS, Google, Azure SAS, CloudFront. */
export const signedUrlRule: Rule = {
  kind: 'url-signature',
  anchors: ['[?&;6]sig=', 'signature=', 'security-token='].map((like) => ({ like, ignoreCase: true })),
  mask: (text) =>
    text.replace(signature, (_, before: string, name: string, value: string) =>
      isMark(value) ? before + name + value : before + name + mark('url-signature'),
    ),
}
