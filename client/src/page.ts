// Page: when a page may be left. Nothing where there is no document.
// Source: the Page Visibility and HTML standards. `hidden` is the last that a page on a phone is sure to hear; `pagehide` comes
//   when it is closed or left while visible.
import type { Farewell } from './platform.ts'

type Target = {
  addEventListener(type: string, listener: () => void): void
  removeEventListener(type: string, listener: () => void): void
}
type Page = Target & { document?: Target & { visibilityState?: string } }

const page = () => globalThis as unknown as Page

export const isPage = (): boolean => page().document !== undefined

export const beforeThePageGoes = ({ leave }: Farewell): (() => void) => {
  const { document } = page()
  if (!document) return () => undefined
  const hidden = () => {
    if (document.visibilityState === 'hidden') leave()
  }
  document.addEventListener('visibilitychange', hidden)
  page().addEventListener('pagehide', leave)
  return () => {
    document.removeEventListener('visibilitychange', hidden)
    page().removeEventListener('pagehide', leave)
  }
}
