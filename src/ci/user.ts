// User: what the owner says about CI; the section `ci` of spoor.config.yaml.
//
//   ci:
//     repos: [acme/shop, 'acme/*']
//
// Leaves to others: the form of the file (lib/yaml.ts).
import type { Field } from '../lib/yaml.ts'
import { isRepoPattern } from './repos.ts'

/** `repos`: whose logs are taken, beside those that have a token of their own. */
export type CiSettings = { repos: readonly string[] }

export const noCiSettings: CiSettings = { repos: [] }

/** Throws YamlError. */
export const readCiSettings = (section: Field): CiSettings => {
  const repos = section.fields(['repos']).get('repos')?.items() ?? []
  return {
    repos: repos.map((item) => {
      const pattern = item.text()
      if (!isRepoPattern(pattern)) throw item.wrong(`is ${pattern}: it takes owner/name, owner/* or *`)
      return pattern
    }),
  }
}
