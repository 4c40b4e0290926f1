import { visible } from '../../../rules/text';
import type { Visit } from '../visit';

/** Fields that people type into. The others say what a form is about. */
const TEXTS = ['text', 'confirm', 'reason', 'resolution', 'modification', 'assignees'];

/** What was typed into one of these forms, where the page no longer offers it. */
export function Unsent({ visit: { typed }, actions }: { visit: Visit; actions: readonly string[] }) {
  if (typed === undefined || !actions.includes(typed.action)) return null;
  const texts = TEXTS.flatMap((name) => typed.form.one(name) ?? []);
  if (texts.length === 0) return null;
  return (
    <section class="card">
      <h2>What you typed</h2>
      <p class="hint">It can no longer be sent from here.</p>
      {texts.map((text) => (
        <p class="written">{visible(text)}</p>
      ))}
    </section>
  );
}
