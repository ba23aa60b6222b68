// Browser: a page of a site of its own for a test, and what is run in it.
// Promises: page and site are gone with the test, which fails when anything was thrown in the page and caught by nobody.
// Leaves to others: the browser itself (servers/chromium.ts), what the site gives (site.ts).
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openSite, type Site, type SiteOptions } from './site.ts'

/** `context`: the browser as far as this test sees it. */
export type Opened = { site: Site; context: BrowserContext; page: Page }

export const openPage = async (t: TestContext, browser: Browser, options: SiteOptions): Promise<Opened> => {
  const site = await openSite(options)
  t.after(site.stop)
  const context = await browser.newContext()
  const wrong: string[] = []
  t.after(async () => {
    await context.close()
    assert.deepEqual(wrong, [])
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => wrong.push(error.message))
  await page.goto(site.url)
  return { site, context, page }
}

/** Runs `script`, the body of an async function, in the page: `client` is the package, `given` the values; what it sets on `globalThis`
 *  stays. Resolves with what it returns. */
export const run = <T = unknown>(page: Page, script: string, given: object = {}): Promise<T> =>
  page.evaluate<T>(`(async () => {
    const client = await import('@spoor/client')
    const given = ${JSON.stringify({ url: '/spoor', source: 'page', ...given })}
    ${script}
  })()`)

/** Ways to leave a page that has something to send. */
export const leavings: [how: string, leave: (page: Page, site: Site) => Promise<unknown>][] = [
  ['closed', (page) => page.close()],
  ['closed by hand', (page) => page.close({ runBeforeUnload: true })],
  [
    'left for another',
    async (page, site) => {
      await page.goto('about:blank')
      // until then the page waits in the back/forward cache; closing the tab ends it there
      await site.came('/ingest', ({ length }) => length > 0)
      await page.close()
    },
  ],
]
