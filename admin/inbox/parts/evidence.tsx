import type { RequestView } from '../../../client';
import { type Evidence, imageType } from '../../../contract/evidence';
import { groupedNumber } from '../../../rules/presentation/number';
import { linesOf } from '../../../rules/presentation/text-form';
import { evidenceProblem, evidenceTitle } from '../../../rules/presentation/unshown-evidence';
import { visible, visibleLine as line } from '../../../rules/text';
import { evidenceAt } from '../addresses';
import { Block } from './content/block';
import { Inline, Value } from './content/content';
import { ExactJson } from './content/exact-json';
import { Unfolded } from './content/fold';

/*
 * What an agent says and shows for its request: below the facts, and always marked as the agent's (design rule 25).
 */

/** The agent's own explanation. Renders nothing if there is none. */
export function Rationale({ request: { rationale, requesterId } }: { request: RequestView }) {
  if (rationale === undefined) return null;
  return (
    <section class="rationale">
      <h2>The agent’s own explanation</h2>
      <p class="hint">{line(requesterId)} wrote this to support its request. Nobody has checked it.</p>
      <blockquote class="written">{visible(rationale)}</blockquote>
    </section>
  );
}

interface EvidenceProps {
  request: Pick<RequestView, 'id' | 'evidence' | 'requesterId'>;
  locale: string;
  showAll?: boolean;
}

/** All evidence, complete or marked as missing. Renders nothing if there is none. */
export function EvidenceList({ request, locale, showAll = false }: EvidenceProps) {
  const { evidence = [], requesterId } = request;
  if (evidence.length === 0) return null;
  const items = <Items request={request} locale={locale} />;
  return (
    <section class="evidence">
      <h2>Evidence</h2>
      <p class="hint">{line(requesterId)} chose and sent it. Nobody has checked it.</p>
      {showAll ? <Unfolded>{items}</Unfolded> : items}
    </section>
  );
}

function Items({ request: { id, evidence = [] }, locale }: Omit<EvidenceProps, 'showAll'>) {
  return (
    <>
      {evidence.map((item, index) => (
        <article class="piece">
          <h3>
            <span class="kind">{KINDS[item.kind] ?? 'Unknown kind'}:</span> {line(evidenceTitle(item, index))}
          </h3>
          <Piece id={id} item={item} index={index} locale={locale} />
        </article>
      ))}
    </>
  );
}

const KINDS: Partial<Record<string, string>> = {
  text: 'Text',
  diff: 'Diff',
  table: 'Table',
  json: 'JSON',
  image: 'Image',
  link: 'Link',
};

function Piece({ id, item, index, locale }: { id: string; item: Evidence; index: number; locale: string }) {
  const problem = evidenceProblem(item);
  if (problem !== undefined)
    return (
      <p class="note missing">
        Not shown: its content {line(problem)}. Approving is disabled, because people must see everything that
        they approve.
      </p>
    );
  switch (item.kind) {
    case 'text':
    case 'diff':
      return (
        <div class="content">
          <Block block={blockOf(item)} />
        </div>
      );
    case 'image':
      return <Picture id={id} item={item} index={index} />;
    case 'link':
      return (
        <p class="content">
          <Inline content={{ kind: 'link', text: item.content, host: new URL(item.content).host }} />
        </p>
      );
    default:
      return (
        <>
          <Value value={item.content} locale={locale} />
          <ExactJson value={item.content} />
        </>
      );
  }
}

/** The text as it is, without a guess of its format. */
function blockOf({ kind, content }: Extract<Evidence, { kind: 'text' | 'diff' }>) {
  return {
    kind: 'block' as const,
    text: content,
    ...(kind === 'diff' && { language: 'diff' as const }),
    lines: linesOf(content).length,
    characters: [...content].length,
  };
}

function Picture({
  id,
  item: { title, content },
  index,
}: {
  id: string;
  item: Extract<Evidence, { kind: 'image' }>;
  index: number;
}) {
  const type = imageType(content)?.replace('image/', '').toUpperCase();
  const bytes = Buffer.from(content, 'base64').length;
  return (
    <>
      <p class="hint">
        {type}, {groupedNumber(bytes)} bytes. If you see no picture here, your browser cannot show it: then
        you have not seen all evidence.
      </p>
      <img class="picture" src={evidenceAt(id, index)} alt={`The agent’s picture: ${line(title)}`} />
    </>
  );
}

/** Whether a part of the evidence is folded. What was not opened was not read. */
export function isEvidenceFolded(request: EvidenceProps['request']): boolean {
  // Only the markup shows what is folded. Evidence cannot contain this tag, because its texts are escaped.
  const markup = (<Items request={request} locale="en" />) as unknown as { toString: () => string };
  return markup.toString().includes('<details class="fold"');
}
