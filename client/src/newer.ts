// Newer: routes that an older service does not have.
import { type Place, ReadError } from './http.ts'

/** What `path` answers. That there is no such route is said so, since a 404 could as well mean that there are no logs. */
export const newer = async <T>(place: Place, path: string, answer: Promise<T>): Promise<T> => {
  try {
    return await answer
  } catch (error) {
    const isMissing = error instanceof ReadError && ['NOT_FOUND', 'HTTP_404'].includes(error.code)
    if (!isMissing) throw error
    const message = `the log service at ${place.url} has no ${path}`
    throw new ReadError(404, 'NO_ROUTE', message, 'update the service, or check SPOOR_URL', error)
  }
}
