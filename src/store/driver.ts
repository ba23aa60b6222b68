// Driver: a store, and what the service does with it besides.
import type { Store } from './store.ts'

/** `where`: for people, without passwords. `durability`: what an acknowledgement means, in words. `problem`: why it does not work
 *  now, or what of it does not. */
export type About = { where: string; durability: string; problem?: string }

export type Driver = {
  store: Store
  /** As far as it is known now; asks nobody. */
  about(): About
  /** The driver's own housekeeping, to be called now and then. */
  tidy(): Promise<void>
}
