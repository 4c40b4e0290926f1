import { type Span, spansOf, withoutOverlaps } from './spans';

/**
 * The shapes that issuers gave their keys so that they can be found. A table of our own: secretlint's rules are ES
 * modules for Node 22, and would have to be awaited within a workflow task.
 */
const KEYS = [
  // AWS
  /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/,
  // GitHub, GitLab, npm, PyPI
  /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,255}/,
  /(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{22,255}/,
  /(?<![A-Za-z0-9])gl(?:pat|dt|rt|ptt|cbt|soat)-[\w-]{20,255}/,
  /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/,
  /(?<![A-Za-z0-9])pypi-[\w-]{50,255}/,
  // Slack, Discord, Telegram, Twilio, SendGrid
  /(?<![A-Za-z0-9])xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,255}/,
  /(?<![A-Za-z0-9])xapp-\d-[A-Za-z0-9-]{10,255}/,
  /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/]{20,255}/,
  /discord(?:app)?\.com\/api\/webhooks\/\d{15,21}\/[\w-]{50,100}/,
  /(?<![A-Za-z0-9])\d{8,10}:AA[\w-]{33}(?![\w-])/,
  /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/,
  /(?<![A-Za-z0-9])SG\.[\w-]{16,32}\.[\w-]{16,64}/,
  // OpenAI, Anthropic, OpenRouter, Hugging Face
  /(?<![A-Za-z0-9-])sk-(?:proj|svcacct|admin|None|ant-[a-z0-9]{2,10}|or-v\d)-[\w-]{20,255}/,
  /(?<![A-Za-z0-9-])sk-[A-Za-z0-9]{32,64}(?![\w-])/,
  /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,40}(?![A-Za-z0-9])/,
  // Stripe, Square, Shopify
  /(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{10,255}/,
  /(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/]{24,255}/,
  /(?<![A-Za-z0-9])sq0[a-z]{3}-[\w-]{22,64}/,
  /(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}(?![A-Za-z0-9])/,
  // Google, Azure, DigitalOcean, Databricks, HashiCorp
  /(?<![A-Za-z0-9-])AIza[\w-]{35}(?![\w-])/,
  /(?<![A-Za-z0-9])GOCSPX-[\w-]{28}(?![\w-])/,
  /(?<![A-Za-z0-9])ya29\.[\w-]{20,255}/,
  /(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,100}={0,2}/,
  /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{64}(?![A-Za-z0-9])/,
  /(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?![A-Za-z0-9])/,
  /(?<![A-Za-z0-9])hv[sb]\.[\w-]{24,255}/,
  // Anybody's
  /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s\\]*/,
  /(?<![A-Za-z0-9-])AGE-SECRET-KEY-1[A-Z0-9]{58}/,
  /(?<![A-Za-z0-9-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/,
];

/** Asked at once: a context may be many thousand short texts. */
const ANY_KEY = new RegExp(KEYS.map(({ source }) => source).join('|'), 'g');

/** API keys, tokens, private keys, passwords in URLs and in assignments. */
export function findCredentials(text: string): Span[] {
  return withoutOverlaps([...spansOf(text, ANY_KEY), ...findAssignedSecrets(text)]);
}

const NAME =
  'pass(?:word|wd|phrase|code)|(?<![a-z])pwd|secret(?:[_-]?(?:access[_-]?)?key)?|api[_-]?key|' +
  '(?:access|auth|refresh|session|bearer|id)[_-]?token|access[_-]?key|client[_-]?secret|private[_-]?key';

/** `password=hunter2`, `"api_key": "…"`; the value up to a space, a quote, a comma. */
const ASSIGNED = new RegExp(`(?:${NAME})["']?[ \\t]{0,3}(=|:)[ \\t]{0,3}["']?([^\\s"'\`,;&]{4,256})`, 'gi');

/** `https://ana:hunter2@example.com` */
const IN_URL = /:\/\/[^\s:/@]{0,256}:([^\s/@]{1,256})@/g;

const BEARER = /\bbearer[ \t]{1,3}(?=[a-z._~+/-]*\d)[\w.~+/-]{20,4096}=*/gi;
const BASIC = /\bauthorization["']?[ \t]{0,3}[:=][ \t]{0,3}["']?basic[ \t]{1,3}[\w+/-]{8,512}=*/gi;
/** The whole of a header's value. */
const BASIC_ALONE = /^basic [\w+/-]{8,512}={0,2}$/gi;

/** What stands where a secret will be, or was. */
const PLACEHOLDER =
  /^(?:[*x.•…#_-]+|[<$%{[(].*|=.*|(?:null|none|nil|true|false|undefined|required|optional|empty|redacted|masked|hidden|missing|invalid|incorrect|expired)[.)\]}]*)$/i;
/** `settings.PASSWORD`, `get_password()`: code that fetches a secret shows none. */
const CODE = /^[a-z_]\w*(?:\.[a-z_]\w*)+$|\(/i;

/** Secrets that are told by the name they are given, or by their place. */
function findAssignedSecrets(text: string): Span[] {
  return [
    ...[...text.matchAll(ASSIGNED)].filter(isSecret).map(toSpan),
    ...[...text.matchAll(IN_URL)].filter(([, password = '']) => !PLACEHOLDER.test(password)).map(toSpan),
    ...spansOf(text, BEARER),
    ...spansOf(text, BASIC),
    ...spansOf(text, BASIC_ALONE),
  ];
}

/** After a colon there may be a sentence about passwords: only what no word looks like counts. */
function isSecret({ 1: sign, 2: value = '' }: RegExpExecArray): boolean {
  if (PLACEHOLDER.test(value) || CODE.test(value)) return false;
  return sign === '=' || (value.length >= 6 && /\d/.test(value) && /\D/.test(value));
}

function toSpan({ 0: found, index }: RegExpExecArray): Span {
  return [index, index + found.length];
}
