// Tokens of clouds and of vendors of language models, by the shape their vendors document.
// Promises: every pattern is linear: it begins with letters of its own, its runs end the pattern or are bounded and small.
// Leaves to others: secrets that are only known by their name, as AWS secret keys are (named.ts).
import { edge, isAtEdge, type Rule, tokenRule } from './rule.ts'

export const cloudRules: readonly Rule[] = [
  tokenRule('aws-key-id', 'AKIA ASIA ABIA ACCA', /A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Za-z0-9+/])/g),
  tokenRule('aws-bedrock-key', 'ABSK[A-Za-z0-9] bedrock-api-key-', /(?:ABSK|bedrock-api-key-)[A-Za-z0-9+/=]{60,}/g),
  tokenRule('google-api-key', 'AIza', /AIza[A-Za-z0-9_-]{35,}/g),
  tokenRule('google-oauth-token', 'ya29. ?1//0', new RegExp(`(?:ya29\\.|${edge}1//0)[A-Za-z0-9_-]{20,}`, 'g')),
  tokenRule('google-client-secret', 'GOCSPX-', /GOCSPX-[A-Za-z0-9_-]{20,}/g),
  // the third and fourth sign of the secret are fixed; what stands before them is part of it
  tokenRule('azure-client-secret', '[0-9]Q~[A-Za-z0-9_~.-]', /[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,}/g),
  tokenRule(
    'azure-account-key',
    'AccountKey= SharedAccessKey=',
    /((?:Account|SharedAccess)Key=)[A-Za-z0-9+/]{30,}={0,2}/g,
  ),
  tokenRule('azure-devops-token', 'AZDO', /[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}/g),
  tokenRule('digitalocean-token', 'do[opr]_v1_', /do[opr]_v1_[a-f0-9]{64,}/g),
  tokenRule('heroku-token', 'HRKU-', /HRKU-[A-Za-z0-9_-]{30,}/g),
  tokenRule(
    'cloudflare-token',
    'v1.0-[a-f0-9] cf[aku]t_ cfk_',
    /v1\.0-[a-f0-9]{24}-[a-f0-9]{100,}|cf(?:k|ut|at)_\w{40,}/g,
  ),
  tokenRule('vault-token', 'hv[bsr].[A-Za-z0-9_-]', /hv[bsr]\.[A-Za-z0-9_-]{24,}/g),
  tokenRule('terraform-token', '.atlasv1.', /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{50,}/g),
  tokenRule('vercel-token', 'vc[acikpr]_', new RegExp(`${edge}vc[acikpr]_[A-Za-z0-9]{24,}`, 'g')),
  tokenRule('netlify-token', 'nf[bcopu]_', /nf[bcopu]_[A-Za-z0-9]{36,}/g),
  tokenRule('supabase-key', 'sbp_ sb_secret_', /sbp_(?:oauth_|v0_)?[a-f0-9]{40,}|sb_secret_[A-Za-z0-9_-]{20,}/g),
  tokenRule('planetscale-token', 'pscale_', /pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_=.-]{32,}/g),
  tokenRule(
    'doppler-token',
    'dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.',
    /dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,}/g,
  ),
  tokenRule(
    'fly-token',
    'FlyV1 fm[12]_ fm[12][ar]_ ?fo1_',
    /(?:FlyV1\s{1,2})?fm[12][ar]?_(?:[A-Za-z0-9+/=_]|,(?=fm[12])){50,}|fo1_[\w-]{40,}/g,
  ),
  tokenRule('tailscale-key', 'tskey-', /tskey-[a-z]{2,16}-[A-Za-z0-9]{8,}(?:-[A-Za-z0-9]{8,})?/g),
  tokenRule('databricks-token', 'dapi[a-f0-9]', new RegExp(`${edge}dapi[a-f0-9]{32}(?:-\\d)?`, 'g')),
  tokenRule('grafana-token', 'glsa_ glc_ey', /glsa_[A-Za-z0-9]{32}_[a-fA-F0-9]{8}|glc_ey[A-Za-z0-9+/=]{30,}/g),
  tokenRule('onepassword-token', 'ops_ey', /ops_ey[A-Za-z0-9_-]{50,}/g),
  tokenRule('anthropic-key', 'sk-ant-', /sk-ant-[A-Za-z0-9_-]{20,}/g),
  tokenRule('openrouter-key', 'sk-or-', new RegExp(`${edge}sk-or-(?:v1-)?[a-f0-9]{32,}`, 'g')),
  // `sk-` alone is the end of `task-` and the like: it counts at an edge only, and with one unbroken run behind it
  tokenRule(
    'openai-key',
    '?sk-[A-Za-z0-9]',
    new RegExp(`${edge}sk-(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,}|[A-Za-z0-9]{32,}[A-Za-z0-9_-]*)`, 'g'),
    isAtEdge,
  ),
  tokenRule('groq-key', 'gsk_', /gsk_[A-Za-z0-9]{40,}/g),
  tokenRule('huggingface-token', '?hf_[A-Za-z] api_org_', new RegExp(`(?:${edge}hf_|api_org_)[A-Za-z0-9]{34,}`, 'g')),
  tokenRule('replicate-token', '?r8_[A-Za-z0-9]', new RegExp(`${edge}r8_[A-Za-z0-9]{37,}`, 'g')),
  tokenRule('xai-key', 'xai-', /xai-[A-Za-z0-9]{40,}/g),
  tokenRule('perplexity-key', 'pplx-', /pplx-[A-Za-z0-9]{32,}/g),
  tokenRule('cerebras-key', 'csk-', new RegExp(`${edge}csk-[a-z0-9]{40,}`, 'g')),
  tokenRule('langsmith-key', 'lsv2_', /lsv2_[ps][tk]_[a-f0-9]{32}_[a-f0-9]{10}/g),
  tokenRule('tavily-key', 'tvly-', /tvly-(?:dev-|prod-)?[A-Za-z0-9]{20,}/g),
  tokenRule('pinecone-key', 'pcsk_', /pcsk_[A-Za-z0-9_]{40,}/g),
]
