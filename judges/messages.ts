// Messages: what a service has of a run, as any reader is given it.

/** Every message of a run, oldest first, over its pages; none of a run that is not there. */
export const messages = async (url: string, run: string): Promise<string[]> => {
  const found: string[] = []
  for (let cursor = ''; ; ) {
    const page = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const response = await fetch(`${url}/raw?runId=${run}&order=oldest&limit=5000&format=json${page}`)
    if (response.status === 404) return found
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    const {
      logs,
      hasMore,
      cursor: next,
    } = (await response.json()) as { logs: { message: string }[]; hasMore: boolean; cursor: string }
    found.push(...logs.map(({ message }) => message))
    if (!hasMore) return found
    cursor = next
  }
}
