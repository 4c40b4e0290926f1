import type { Child } from 'hono/jsx';
import type { Content } from '../../../../rules/presentation/content';
import { type DiffLine, diffLines } from '../../../../rules/presentation/diff-lines';
import { count } from '../../../../rules/presentation/number';
import { lineBreakNote, linesOf } from '../../../../rules/presentation/text-form';
import { visible } from '../../../../rules/text';
import { FOLD, Folded } from './fold';
import { highlightedLines } from './highlight';

type BlockContent = Extract<Content, { kind: 'block' }>;

/** A text with its line breaks: a diff with line numbers, code with colours, anything else as it is. */
export function Block({ block }: { block: BlockContent }) {
  const { text, language, lines, characters } = block;
  const size = [count(lines, 'line'), count(characters, 'character'), lineBreakNote(text)]
    .filter(Boolean)
    .join(', ');
  return (
    <div class="block">
      <p class="hint">{language === undefined ? size : `${NAMES[language]}, ${size}`}</p>
      {language === 'diff' ? <Diff lines={diffLines(linesOf(text))} /> : <Code block={block} />}
    </div>
  );
}

const NAMES: Record<NonNullable<BlockContent['language']>, string> = {
  diff: 'Diff',
  sql: 'SQL',
  json: 'JSON text',
  shell: 'Shell',
  yaml: 'YAML',
  html: 'HTML source',
  base64: 'Base64',
};

function Code({ block: { text, language } }: { block: BlockContent }) {
  const lines = linesOf(text);
  const [only = ''] = lines;
  // One very long line is folded by characters.
  if (lines.length === 1 && only.length > FOLD.characters) {
    const begin = [...only.slice(0, FOLD.characters + 1)].slice(0, -1).join('');
    return (
      <>
        <Lines code={language !== undefined} lines={[visible(begin)]} />
        <Folded summary={`Show the other ${count(only.length - begin.length, 'character')}`}>
          <Lines code={language !== undefined} lines={[visible(only.slice(begin.length))]} />
        </Folded>
      </>
    );
  }
  const shown = highlightedLines(visible(lines.join('\n')), language);
  return <FoldedLines lines={shown} code={language !== undefined} />;
}

/** Lines with colours, and with words for added and removed. */
export function Diff({ lines, isCounted = true }: { lines: DiffLine[]; isCounted?: boolean }) {
  const added = lines.filter(({ kind }) => kind === 'added').length;
  const removed = lines.filter(({ kind }) => kind === 'removed').length;
  return (
    <>
      {isCounted ? (
        <p class="hint">{`${count(added, 'line')} added, ${count(removed, 'line')} removed`}</p>
      ) : null}
      <FoldedLines
        code
        lines={lines.map((each) => (
          <DiffRow line={each} />
        ))}
      />
    </>
  );
}

function DiffRow({ line: { kind, text, before, after } }: { line: DiffLine }) {
  return (
    <span class={`diff ${kind}`}>
      <span class="at" data-at={`${before ?? ''}`}></span>
      <span class="at" data-at={`${after ?? ''}`}></span>
      {kind === 'added' || kind === 'removed' ? <span class="unseen">{kind}: </span> : null}
      <span class="of">{visible(text) || ' '}</span>
    </span>
  );
}

/** The first lines, and the rest folded. */
function FoldedLines({ lines, code }: { lines: Child[]; code: boolean }) {
  // A control that shows two more lines takes as much room as the lines.
  if (lines.length <= FOLD.lines + 5) return <Lines code={code} lines={lines} />;
  const rest = lines.slice(FOLD.lines);
  return (
    <>
      <Lines code={code} lines={lines.slice(0, FOLD.lines)} />
      <p class="hint">{`${FOLD.lines} of ${count(lines.length, 'line')}`}</p>
      <Folded summary={`Show the other ${count(rest.length, 'line')}`}>
        <Lines code={code} lines={rest} />
      </Folded>
    </>
  );
}

function Lines({ lines, code }: { lines: Child[]; code: boolean }) {
  return (
    <pre class={code ? 'lines code' : 'lines'}>
      {lines.map((each, index) => (
        <>
          {index === 0 ? '' : '\n'}
          {each}
        </>
      ))}
    </pre>
  );
}
