// Small body: what is asked of routes that take no logs fits into little; more is refused before it is read.
import { bodyLimit } from 'hono/body-limit'
import { fail } from '../errors.ts'

const maxSize = 1 << 20

/** Errors: BODY_TOO_LARGE. */
export const smallBody = bodyLimit({
  maxSize,
  onError: () => {
    throw fail('BODY_TOO_LARGE', { limit: maxSize })
  },
})
