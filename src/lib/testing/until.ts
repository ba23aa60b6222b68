// Until: a test waits for a condition, not for a time; the test's own limit ends it.
import { setTimeout as sleep } from 'node:timers/promises'

export const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await sleep(5)
}
