const KEYS = [
  ['j', 'next row'],
  ['k', 'row before'],
  ['Enter', 'open the row'],
  ['x', 'tick the row'],
  ['/', 'search'],
  ['?', 'this help'],
] as const;

/** The keys that work with the script; without it, and with it too, Tab and Enter do all of this. */
export function KeysHelp() {
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">Keyboard</h2>
      <dl class="keys">
        {KEYS.map(([key, does]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <label class="check">
          <input type="checkbox" id="keys-on" checked /> Use these keys
        </label>
        <button class="primary">Close</button>
      </form>
    </dialog>
  );
}
