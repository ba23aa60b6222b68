// Platform: what a client needs of the place it runs in. Two exist: node.ts, and web.ts for all that is not Node.
import type { Environment } from './env.ts'
import type { Spool } from './spool.ts'

export type Platform = {
  /** Never throws. */
  readEnvironment(): Environment
  /** Batches on disk while the service is away; absent where there is no disk. */
  createSpool?: (dir: string | undefined, url: string, maxBytes: number) => Spool
  /** Tells when the end is near, until the returned function is called. */
  beforeTheEnd(farewell: Farewell): () => void
  /** Whether it is a page, which may be left without another word. */
  isPage: boolean
}

/** `idle`: the process has nothing more to do and would end; work started here keeps it alive. `exit`: it ends now, only
 *  synchronous work counts. `leave`: the page may go at any moment; requests begun now outlive it. */
export type Farewell = { idle(): void; exit(): void; leave(): void }
