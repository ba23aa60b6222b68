// Tokens with a shape of their own: at least two of each kind, in all surroundings in which logs hold them.
// The shapes are those the vendors document for secret scanning; the samples are put together here.
import assert from 'node:assert/strict'
import test from 'node:test'
import { cloudRules } from './clouds.ts'
import { forgeRules } from './forges.ts'
import { serviceRules } from './services.ts'
import { kept, recordOf, redactorWith, run } from './testing.ts'

const b64 = (text: string) => Buffer.from(text).toString('base64url')
const jwt = (claims: string) => [b64('{"alg":"HS256"}'), b64(claims), run('alnum', 43)].join('.')
const two = (build: (seed: number) => string) => [build(3), build(8)]

const samples: Record<string, string[]> = {
  'github-token': [
    ...['p', 'o', 'u', 's', 'r'].map((letter) => `gh${letter}_${run('alnum', 36)}`),
    `github_pat_${run('alnum', 22)}_${run('alnum', 59)}`,
  ],
  'gitlab-token': ['pat', 'ptt', 'dt', 'rt', 'cbt', 'soat', 'ft', 'imt', 'agent'].map(
    (name) => `gl${name}-${run('alnum', 20)}`,
  ),
  'bitbucket-token': two((n) => `AT${'BB'}${run('alnum', 32, n)}`),
  'atlassian-token': two((n) => `AT${'ATT3'}xFfGF0${run('alnum', 180, n)}`),
  'npm-token': two((n) => `npm${'_'}${run('alnum', 36, n)}`),
  'pypi-token': two((n) => `pypi${'-'}AgEIcHlwaS5vcmc${run('alnum', 100, n)}`),
  'rubygems-token': two((n) => `rubygems${'_'}${run('hex', 48, n)}`),
  'crates-token': two((n) => `ci${'o'}${run('alnum', 32, n)}`),
  'docker-token': two((n) => `dckr${'_pat_'}${run('alnum', 27, n)}`),
  'aws-key-id': [`AK${'IA'}${run('upper', 16)}`, `AS${'IA'}${run('upper', 16)}`],
  'google-api-key': two((n) => `AI${'za'}${run('alnum', 35, n)}`),
  'google-oauth-token': two((n) => `ya${'29'}.${run('alnum', 60, n)}`),
  'google-client-secret': two((n) => `GOC${'SPX-'}${run('alnum', 28, n)}`),
  'azure-client-secret': two((n) => `${run('alnum', 3, n)}8Q${'~'}${run('alnum', 34, n)}`),
  'digitalocean-token': [`do${'p_v1_'}${run('hex', 64)}`, `do${'o_v1_'}${run('hex', 64)}`],
  'vault-token': [`hv${'s.'}${run('alnum', 24)}`, `hv${'b.'}${run('alnum', 120)}`],
  'terraform-token': two((n) => `${run('alnum', 14, n)}.atlas${'v1.'}${run('alnum', 67, n)}`),
  'netlify-token': two((n) => `nf${'p_'}${run('alnum', 36, n)}`),
  'supabase-key': [`sb${'p_'}${run('hex', 40)}`, `sb${'_secret_'}${run('alnum', 31)}`],
  'planetscale-token': [`pscale${'_tkn_'}${run('alnum', 43)}`, `pscale${'_pw_'}${run('alnum', 43)}`],
  'doppler-token': [`dp${'.pt.'}${run('alnum', 43)}`, `dp${'.st.'}dev_main.${run('alnum', 43)}`],
  'fly-token': [`Fly${'V1 fm2_'}${run('alnum', 120)}`, `fm${'2_'}${run('alnum', 90)}`],
  'anthropic-key': two((n) => `sk${'-ant-'}api03-${run('alnum', 93, n)}AA`),
  'openrouter-key': two((n) => `sk${'-or-v1-'}${run('hex', 64, n)}`),
  'openai-key': [
    `sk${'-proj-'}${run('alnum', 74)}T3Blbk${'FJ'}${run('alnum', 74)}`,
    `sk${'-'}${run('alnum', 20)}T3Blbk${'FJ'}${run('alnum', 20)}`,
    `sk${'-svcacct-'}${run('alnum', 60)}`,
  ],
  'groq-key': two((n) => `gs${'k_'}${run('alnum', 52, n)}`),
  'huggingface-token': two((n) => `hf${'_'}${run('letters', 34, n)}`),
  'replicate-token': two((n) => `r8${'_'}${run('alnum', 37, n)}`),
  'xai-key': two((n) => `xa${'i-'}${run('alnum', 80, n)}`),
  'perplexity-key': two((n) => `ppl${'x-'}${run('alnum', 48, n)}`),
  'slack-token': [
    ...['b', 'p', 'a', 'r'].map((letter) => `xox${letter}-${run('digits', 12)}-${run('alnum', 24)}`),
    `xox${'e.xoxp-1-'}${run('alnum', 80)}`,
    `xap${'p-1-'}A${run('upper', 10)}-${run('digits', 13)}-${run('hex', 64)}`,
  ],
  'discord-token': two((n) => `${b64(`1${run('digits', 17, n)}`)}.${run('alnum', 6, n)}.${run('alnum', 38, n)}`),
  'telegram-token': two((n) => `1${run('digits', 9, n)}:A${'A'}${run('alnum', 33, n)}`),
  'stripe-key': [
    `sk${'_live_'}${run('alnum', 24)}`,
    `rk${'_live_'}${run('alnum', 99)}`,
    `sk${'_test_'}${run('alnum', 24)}`,
  ],
  'webhook-secret': two((n) => `wh${'sec_'}${run('alnum', 32, n)}`),
  'twilio-key': two((n) => `S${'K'}${run('hex', 32, n)}`),
  'sendgrid-key': two((n) => `S${'G.'}${run('alnum', 22, n)}.${run('alnum', 43, n)}`),
  'mailgun-key': two((n) => `ke${'y-'}${run('hex', 32, n)}`),
  'sentry-token': [`sntr${'ys_'}${run('alnum', 120)}`, `sntr${'yu_'}${run('hex', 64)}`],
  'newrelic-key': two((n) => `NR${'AK-'}${run('upper', 27, n)}`),
  'shopify-token': [`shp${'at_'}${run('hex', 32)}`, `shp${'ss_'}${run('hex', 32)}`],
  'linear-token': two((n) => `lin${'_api_'}${run('alnum', 40, n)}`),
  'figma-token': two((n) => `fig${'d_'}${run('alnum', 43, n)}`),
  'notion-token': [`nt${'n_'}${run('alnum', 46)}`, `secret${'_'}${run('alnum', 43)}`],
  'postman-token': two((n) => `PM${'AK-'}${run('hex', 24, n)}-${run('hex', 34, n)}`),
  jwt: two((n) => jwt(`{"sub":"${n}","iat":1516239022}`)),
  'nuget-token': two((n) => `oy${'2'}a${run('lower', 42, n)}`),
  'clojars-token': two((n) => `CLO${'JARS_'}${run('alnum', 60, n)}`),
  'jfrog-token': two((n) => `AK${'Cp'}8${run('alnum', 68, n)}`),
  'sonar-token': [`sq${'p_'}${run('hex', 40)}`, `sq${'u_'}${run('hex', 40)}`],
  'circleci-token': two((n) => `CCI${'PAT_'}${run('alnum', 22, n)}_${run('hex', 40, n)}`),
  'buildkite-token': two((n) => `bk${'ua_'}${run('lower', 40, n)}`),
  'sourcegraph-token': [`sg${'p_'}${run('hex', 16)}_${run('hex', 40)}`, `sg${'p_'}local_${run('hex', 40)}`],
  'pulumi-token': two((n) => `pu${'l-'}${run('hex', 40, n)}`),
  'aws-bedrock-key': two((n) => `AB${'SK'}${run('alnum', 128, n)}`),
  'azure-devops-token': two((n) => `${run('alnum', 76, n)}AZ${'DO'}${run('alnum', 4, n)}`),
  'heroku-token': two((n) => `HR${'KU-'}${run('alnum', 60, n)}`),
  'cloudflare-token': [`v1${'.0-'}${run('hex', 24)}-${run('hex', 146)}`, `cf${'ut_'}${run('alnum', 48)}`],
  'vercel-token': [`vc${'p_'}${run('alnum', 56)}`, `vc${'k_'}${run('alnum', 56)}`],
  'tailscale-key': [
    `tskey${'-auth-'}${run('alnum', 17)}-${run('alnum', 32)}`,
    `tskey${'-api-'}${run('alnum', 17)}-${run('alnum', 32)}`,
  ],
  'databricks-token': two((n) => `da${'pi'}${run('hex', 32, n)}`),
  'grafana-token': [`gl${'sa_'}${run('alnum', 32)}_${run('hex', 8)}`, `gl${'c_ey'}${run('alnum', 90)}`],
  'onepassword-token': two((n) => `op${'s_ey'}${run('alnum', 250, n)}`),
  'cerebras-key': two((n) => `cs${'k-'}${run('lower', 48, n)}`),
  'langsmith-key': [
    `ls${'v2_pt_'}${run('hex', 32)}_${run('hex', 10)}`,
    `ls${'v2_sk_'}${run('hex', 32)}_${run('hex', 10)}`,
  ],
  'tavily-key': two((n) => `tv${'ly-'}${run('alnum', 32, n)}`),
  'pinecone-key': two((n) => `pc${'sk_'}${run('alnum', 70, n)}`),
  'mailchimp-key': [`${run('hex', 32)}-u${'s'}12`, `${run('hex', 32, 5)}-u${'s'}7`],
  'brevo-key': two((n) => `xkey${'sib-'}${run('hex', 64, n)}-${run('alnum', 16, n)}`),
  'dynatrace-token': two((n) => `dt0${'c01'}.${run('upper', 24, n)}.${run('upper', 64, n)}`),
  'posthog-key': two((n) => `ph${'x_'}${run('alnum', 43, n)}`),
  'airtable-token': two((n) => `pa${'t'}${run('alnum', 14, n)}.${run('hex', 64, n)}`),
  'square-token': [`sq0${'atp-'}${run('alnum', 22)}`, `sq0${'csp-'}${run('alnum', 43)}`],
  'age-key': two((n) => `AGE-SECRET${'-KEY-1'}${run('upper', 58, n)}`),
}

const around: [name: string, wrap: (token: string) => string][] = [
  ['alone', (token) => token],
  ['in a sentence', (token) => `pushed with ${token}, then went on`],
  ['in quotes', (token) => `it was "${token}".`],
  ['in brackets', (token) => `(${token})`],
  ['in a URL', (token) => `GET https://example.org/x?q=${token}&n=1 200`],
  ['behind an escaped line break', (token) => `a\\n${token}\\nb`],
  ['behind an escaped ampersand', (token) => `https://example.org/?a=1\\u0026q=${token}\\u0026b=2`],
  ['in a terminal colour', (token) => `\u001b[31m${token}\u001b[0m`],
]

const { redactor } = redactorWith()

for (const [kind, tokens] of Object.entries(samples)) {
  test(`${kind}: masked alone and in every surrounding, what is around stays`, () => {
    assert.ok(tokens.length >= 2)
    for (const token of tokens) {
      for (const [name, wrap] of around) {
        const [record] = kept(redactor, [recordOf(wrap(token))])
        assert.equal(record!.message, wrap(`[masked:${kind}]`), `${name}: ${token}`)
      }
    }
  })

  test(`${kind}: masked in attributes, in their names, in lists, and in JSON inside a string`, () => {
    for (const token of tokens) {
      const build = (shown: string) => ({
        deep: { list: ['a', { note: `was ${shown}` }], [shown]: 1 },
        json: JSON.stringify({ note: shown, inner: JSON.stringify({ note: shown }) }),
      })
      const [record] = kept(redactor, [recordOf('x', build(token))])
      assert.deepEqual(record!.attributes, build(`[masked:${kind}]`))
    }
  })
}

test('every rule for tokens has samples here', () => {
  const kinds = [...forgeRules, ...cloudRules, ...serviceRules].map((rule) => rule.kind)
  const elsewhere = ['azure-account-key', 'discord-webhook', 'slack-webhook', 'teams-webhook']
  assert.deepEqual([...Object.keys(samples), ...elsewhere].sort(), kinds.sort())
})

test('webhook addresses keep their host', () => {
  const slack = `https://hooks.slack.com/services/T${run('upper', 8)}/B${run('upper', 8)}/${run('alnum', 24)}`
  const discord = `https://discord.com/api/webhooks/${run('digits', 18)}/${run('alnum', 68)}`
  assert.equal(redactor.text(`POST ${slack} 200`), 'POST https://hooks.slack.com/services/[masked:slack-webhook] 200')
  const teams = `https://x.webhook.office.com/webhookb2/${run('hex', 36)}@${run('hex', 36)}`
  assert.equal(redactor.text(teams), 'https://x.webhook.office.com/webhookb2/[masked:teams-webhook]')
  assert.match(redactor.text(discord), /^https:\/\/discord\.com\/api\/webhooks\/\d{18}\/\[masked:discord-webhook\]$/)
})

test('storage keys of Azure keep the rest of the connection string', () => {
  const text = `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${run('alnum', 86)}==;EndpointSuffix=x`
  assert.equal(
    redactor.text(text),
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=[masked:azure-account-key];EndpointSuffix=x',
  )
})
