// Repos: patterns that name repositories, for what is watched and for whom a token is.
//
//   acme/shop   this one          acme/*   all of acme's, in its groups, too          *   all

export const isRepoPattern = (text: string): boolean =>
  text === '*' || /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*\/(?:[A-Za-z0-9._-]+|\*)$/.test(text)

/** Names of repositories do not differ by case alone on any forge. */
export const isNamed = (patterns: readonly string[], repo: string): boolean =>
  patterns.some((pattern) => {
    if (pattern === '*') return true
    const [wanted, name] = [pattern.toLowerCase(), repo.toLowerCase()]
    return wanted.endsWith('/*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted
  })
