// Rules: answers that say the server is at fault, as the server's own log has them and as its clients report them.
import { type Rule, rule } from '../rule.ts'

/** Those that servers send. */
const statuses = [
  '500',
  '501',
  '502',
  '503',
  '504',
  '505',
  '507',
  '508',
  '511',
  '520',
  '521',
  '522',
  '523',
  '524',
  '525',
  '526',
  '529',
  '530',
]
const worded = 'Server Error|Not Implemented|Bad Gateway|Service Unavailable|Service Temporarily|Gateway Time'
// how a 5 stands behind `status`, `code`, `was`, `of`, `http`, `error`: a 5 alone is in most times
const written = [
  ...['s', 'e', 'f', 'p', 'r', '!', '"', "'"].flatMap((before) =>
    [' ', ':', '=', ': ', ' :', '= ', ' =', ' : ', ' = '].flatMap((between) =>
      ['', '"', "'"].map((quote) => `${before}${between}${quote}5`),
    ),
  ),
  ...['1.0', '1.1', '2', '2.0', '3'].map((version) => `http/${version} 5`),
]
const http = { type: 'http', level: 'error' } as const

export const httpRules: readonly Rule[] = [
  rule({
    ...http,
    id: 'http-5xx-served',
    hints: statuses.join('|'),
    also: 'GET |POST |PUT |PATCH |DELETE |HEAD |OPTIONS ',
    match:
      /\b(?<method>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (?:https?:\/\/[^\s/]{1,200})?(?<route>\/[^\s"?]{0,500})(?=[\s?"])(?:\?[^\s"]{0,2000})?(?: HTTP\/[\d.]{1,3}"?)?(?: ?(?:[-–—:|>→]+|status[=:]?|returned|responded with|with))? {0,4}(?<status>5[0-3]\d)\b(?! ?(?:ms|bytes|kB)\b)/,
    by: ['status', 'method', 'route'],
  }),
  rule({
    ...http,
    id: 'http-5xx',
    hints: `status|HTTP|returned error|${worded}`,
    also: [...written, worded].join('|'),
    match:
      /\bstatus(?: ?code)?["']?(?: was| of)?(?: ?[:=] ?| )["']?(?<status>5\d\d)\b|\bHTTP(?:\/(?:1\.[01]|2(?:\.0)?|3) |(?: error!?| status| response)?(?::? |:))(?<http>5\d\d)\b|\b(?<worded>50[0-4]) (?:Internal Server Error|Not Implemented|Bad Gateway|Service Unavailable|Service Temporarily Unavailable|Gateway Time-?out)\b|\breturned error: (?<curl>5\d\d)\b|\b5\d\d Server Error\b/i,
    not: /\bexpect(?:ed|s|\()|\btoBe\(|\bshould (?:be|return)\b|\bstatus(?:codes?)?:? ?\[/i,
    by: ['status', 'http', 'worded', 'curl'],
    isCode: true,
    hasHost: true,
  }),
  rule({
    ...http,
    id: 'cors',
    hints: 'blocked by CORS policy',
    match: /\bfrom origin '(?<origin>[^']{1,200})' has been blocked by CORS policy/,
    by: ['origin'],
    hasHost: true,
  }),
  rule({
    ...http,
    id: 'proxy-upstream',
    hints: 'upstream|http proxy error|proxy error| is DOWN',
    match:
      /\bupstream (?:prematurely closed|timed out|connect error|sent too big)|\bno live upstreams\b|\bhttp proxy error: (?<route>\S{1,300})|\bServer (?<server>[\w.-]{1,60}\/[\w.-]{1,60}) is DOWN\b/,
    by: ['route', 'server'],
    hasHost: true,
  }),
]
