// Origin: whether the page that sent a request is one of ours.
// Promises: a browser's `null` and every other origin are foreign; a sender that is no browser says nothing and is not foreign.
// Leaves to others: when it matters (doors.ts).

export type Sender = {
  /** `Origin`: browsers send it on everything but GET and HEAD, and pages cannot change it (Fetch §3.2). */
  origin: string | undefined
  /** `Sec-Fetch-Site`: sent by browsers over https and to loopback (Fetch Metadata §2.3). */
  site: string | undefined
}

/** `own`: a page served under this `host`, or the user's own address bar. `silent`: neither header was sent. */
export const kinship = ({ origin, site }: Sender, host: string): 'own' | 'silent' | 'foreign' => {
  if (origin !== undefined) return isOrigin(origin, host) ? 'own' : 'foreign'
  if (site === undefined) return 'silent'
  return site === 'same-origin' || site === 'none' ? 'own' : 'foreign'
}

// both schemes count: behind a tunnel the page came by https, and we see http
const isOrigin = (origin: string, host: string): boolean => {
  const [, scheme, authority] = origin.toLowerCase().match(/^(https?):\/\/(.+)$/) ?? []
  if (authority === undefined) return false
  const name = host.toLowerCase()
  // an origin leaves out the default port, a Host need not
  return authority === name || `${authority}:${scheme === 'https' ? 443 : 80}` === name
}
