/** Words that are written in capitals. */
const CAPITALS =
  /\b(id|ids|url|uri|ip|iban|bic|sql|html|json|api|sku|vat|utc|cpu|http|https|dns|pr|ui|ssh|cc|bcc)\b/gi;

/** Keys that can be made a label without loss: words in camelCase, snake_case or kebab-case. */
const WORDS = /^[A-Za-z][A-Za-z0-9]*([_-][A-Za-z0-9]+)*$/;

/** A longer key stays as it is: the expressions below take quadratic time on a row of capitals. */
const MAX_LENGTH = 200;

/** The label of a key: `vendorName` is "Vendor name", `customer_id` is "Customer ID". Any other key stays as it is. */
export function labelOf(key: string): string {
  if (key.length > MAX_LENGTH || !WORDS.test(key)) return key;
  const words = key
    .replace(/[_-]/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replace(CAPITALS, (word) => (/^ids$/i.test(word) ? 'IDs' : word.toUpperCase()));
  return words[0] === undefined ? key : words[0].toUpperCase() + words.slice(1);
}
