// Render: a page of a time line as text, or as Markdown to paste.
// Promises: safe in a terminal; a line an item; nothing that an item says can end the fence around it.
import { escapeControls } from '../render/escape.ts'
import { fenceFor } from '../render/fence.ts'
import type { TimelineItem } from './item.ts'
import type { TimelinePage } from './timeline.ts'

/** `HH:MM:SS.mmm kind type source text`, a line an item, each ended by a line break. */
export const timelineText = ({ items }: Pick<TimelinePage, 'items'>): string =>
  items.map((item) => `${lineOf(item)}\n`).join('')

export const timelineMarkdown = (page: Pick<TimelinePage, 'items' | 'hasMore' | 'gone'>, title: string): string => {
  const text = timelineText(page)
  const fence = fenceFor(text)
  return [
    `## Time line of ${title}`,
    '',
    ...page.gone.map((stream) => `${stream} was swept: its lines are not here.\n`),
    `${fence}text`,
    `${text}${fence}`,
    ...(page.hasMore ? ['', 'There is more: ask again with the cursor.'] : []),
    '',
  ].join('\n')
}

const lineOf = ({ ts, kind, type, source, text, isCut }: TimelineItem): string => {
  const words = [ts.slice(11, 23), kind, type, source ? `[${source}]` : '', text + (isCut ? ' …' : '')]
  return escapeControls(
    words
      .filter((word) => word !== '')
      .join(' ')
      .replaceAll('\r\n', '\n'),
  )
}
