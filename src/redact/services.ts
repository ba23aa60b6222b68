// Tokens of chat services, payment, mail and monitoring, JSON web tokens and age keys, by the shape their makers document.
// Promises: every pattern is linear: it begins with letters of its own, its runs end the pattern or are bounded and small.
// Leaves to others: private keys in PEM (keys.ts), credentials in URLs and headers (url.ts, headers.ts).
import { edge, mark, type Rule, tokenRule } from './rule.ts'

// A run is taken whole and judged afterwards: asking for the dots in the pattern would read a run without any once per `eyJ`.
const jwtLike = /ey[JA][A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}/g

/** JWS and JWE in compact form (RFC 7515 §7.1, RFC 7516 §7.1): base64url of `{"…`, then two or four more parts. */
const jwtRule: Rule = {
  kind: 'jwt',
  anchors: [{ like: '?eyJ[A-Za-z0-9]' }, { like: '?eyA[A-Za-z0-9]' }],
  mask: (text) =>
    text.replace(jwtLike, (run) => {
      const [, second = '', third] = run.split('.')
      return second.length < 8 || third === undefined ? run : mark('jwt')
    }),
}

// in JSON that was written by some encoders a slash is `\/`
const slash = String.raw`\\{0,2}\/`

export const serviceRules: readonly Rule[] = [
  jwtRule,
  tokenRule(
    'slack-token',
    'xox[abceoprs]- xoxe. xapp-',
    /xox[abceoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,}/g,
  ),
  tokenRule(
    'slack-webhook',
    'hooks.slack',
    new RegExp(`(hooks\\.slack(?:-gov)?\\.com${slash}(?:services|workflows|triggers)${slash})[\\w/+\\\\-]{20,}`, 'g'),
  ),
  tokenRule(
    'discord-token',
    '[MNO][DTjz][AEIMQUYcgk][wxyz0-5]',
    // base64 of a number of 17 to 20 digits, time, HMAC
    /[MNO][DTjz][AEIMQUYcgk][wxyz0-5][A-Za-z0-9]{20,24}\.[\w-]{6}\.[\w-]{27,}/g,
  ),
  tokenRule(
    'discord-webhook',
    'webhooks',
    new RegExp(
      `(discord(?:app)?\\.com${slash}api${slash}(?:v\\d{1,2}${slash})?webhooks${slash}\\d{16,20}${slash})[\\w-]{40,}`,
      'g',
    ),
  ),
  tokenRule(
    'teams-webhook',
    '.webhook.office',
    new RegExp(`(\\.webhook\\.office\\.com${slash}webhookb2${slash})[\\w@/\\\\-]{40,}`, 'g'),
  ),
  tokenRule('telegram-token', '[0-9]:A[A-Za-z0-9_-]', /\d{6,12}:A[A-Za-z0-9_-]{34}(?![A-Za-z0-9_-])/g),
  tokenRule('stripe-key', '[rs]k_live_ [rs]k_test_ [rs]k_prod_', /[rs]k_(?:live|test|prod)_[A-Za-z0-9]{10,}/g),
  tokenRule('webhook-secret', 'whsec_', /whsec_[A-Za-z0-9+/=]{24,}/g),
  tokenRule('twilio-key', '?SK[0-9a-f]', new RegExp(`${edge}SK[0-9a-f]{32}(?![A-Za-z0-9])`, 'g')),
  tokenRule('sendgrid-key', '?SG.[A-Za-z0-9_-]', /SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,}/g),
  tokenRule('mailgun-key', '?key-[0-9a-f]', new RegExp(`${edge}key-[0-9a-f]{32}(?![A-Za-z0-9])`, 'g')),
  tokenRule('mailchimp-key', '-us[0-9]', /[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])/g),
  tokenRule('brevo-key', 'xkeysib-', /xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}/g),
  tokenRule(
    'newrelic-key',
    'NRAK- NRJS- NRII- NRAL',
    /NRAK-[A-Z0-9]{27}|NRJS-[a-f0-9]{19}|NRII-[\w-]{32}|[a-f0-9]{36}NRAL/g,
  ),
  tokenRule('dynatrace-token', 'dt0[a-z]0', /dt0[a-z]\d\d\.[A-Z0-9]{8,32}\.[A-Z0-9]{64}/g),
  tokenRule('posthog-key', 'phx_', new RegExp(`${edge}phx_[A-Za-z0-9]{40,}`, 'g')),
  tokenRule(
    'airtable-token',
    '?pat[A-Za-z0-9]',
    new RegExp(`${edge}pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}`, 'g'),
    // `"path":` stands in every other line: only the dot behind the id makes it worth a look
    (bytes, start) => bytes[start + 18] === 0x2e,
  ),
  tokenRule('square-token', 'sq0[aci][a-z]', /sq0[aci][a-z]{1,3}-[A-Za-z0-9_-]{22,}/g),
  tokenRule('age-key', 'AGE-SECRET-KEY-', /AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{50,}/g),
]
