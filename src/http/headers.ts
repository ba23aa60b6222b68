// Headers: what every answer tells a browser, so that no page of another origin reads, frames or reuses what we serve.
// Promises: on every answer, whoever wrote it, the adapter's own 400 too; a route that sets one of these names wins.
// Leaves to others: types, caching of assets (routes). CORS headers are never sent.
import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'

const always = {
  'content-security-policy':
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** For `serve({ fetch, serverOptions: { ServerResponse: SecureResponse } })`.
 *  Merged where the head is written: a middleware that sets them through `Headers` costs five times as much a request. */
export class SecureResponse<Asked extends IncomingMessage = IncomingMessage> extends ServerResponse<Asked> {
  override writeHead(status: number, reason?: string, headers?: Given): this
  override writeHead(status: number, headers?: Given): this
  override writeHead(status: number, ...[first, second]: (string | Given)[]): this {
    const given = typeof first === 'string' ? second : first
    const merged: OutgoingHttpHeaders = { ...always }
    // Node itself gives a list, name and value in turns, when it refuses a request that has no Host
    if (Array.isArray(given))
      for (let i = 0; i < given.length; i += 2) merged[String(given[i]).toLowerCase()] = given[i + 1]
    else if (typeof given === 'object') for (const name in given) merged[name.toLowerCase()] = given[name]
    return typeof first === 'string' ? super.writeHead(status, first, merged) : super.writeHead(status, merged)
  }
}

type Given = OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined
