// Loop: two sets of failures that take turns from run to run: mending the one brings back the other. Pure.

/** `runs`: the fingerprints seen in each, oldest first. Returns the two sets without what both have, that of the last run first, or undefined.
 *  Two of each are asked for: A, B, A, B. */
export const findLoop = (runs: readonly ReadonlySet<string>[]): [Set<string>, Set<string>] | undefined => {
  const [a, b, c, d] = runs.slice(-4)
  if (!a || !b || !c || !d) return undefined
  const constant = a.intersection(b).intersection(c).intersection(d)
  const [first, second, third, fourth] = [a, b, c, d].map((run) => run.difference(constant)) as [
    Set<string>,
    Set<string>,
    Set<string>,
    Set<string>,
  ]
  const alternates = isSame(first, third) && isSame(second, fourth) && !isSame(first, second)
  return alternates && first.size > 0 && second.size > 0 ? [fourth, third] : undefined
}

const isSame = (a: ReadonlySet<string>, b: ReadonlySet<string>) => a.size === b.size && a.isSubsetOf(b)
