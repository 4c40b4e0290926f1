interface ShellCommand {
  /** The line of the text, from 0, on which the command begins. */
  line: number;
  words: string[];
}

/**
 * The simple commands of a shell script, without comments, redirections and `export`. Knows quotes, backslashes, `&&` and
 * pipes, which is what the documentation uses; variables stay as they are written.
 *
 * @throws Error when a quote is not closed
 */
export function shellCommands(script: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let line = 0;
  let words: string[] = [];
  const end = () => {
    const target = words.findIndex((word) => word === '>' || word === '<');
    const kept = target === -1 ? words : words.slice(0, target);
    if (kept.length > 0) commands.push({ line, words: kept });
    words = [];
  };
  const TOKEN =
    /\\\n|[ \t]+|\n|(?<!\S)#[^\n]*|&&|[|<>]|(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\|<>&]|&(?!&))+|./gsu;
  for (const { 0: token, index } of script.matchAll(TOKEN)) {
    if (token === '\n' || token === '&&' || token === '|') end();
    else if (/^["']/.test(token) && token.length === 1)
      throw new Error(`line ${lineAt(script, index)}: open quote`);
    else if (!/^(?:[ \t]|\\\n|#)/.test(token)) {
      if (words.length === 0) line = lineAt(script, index);
      words.push(unquoted(token));
    }
  }
  end();
  return commands;
}

const lineAt = (script: string, index: number) => script.slice(0, index).split('\n').length - 1;

const unquoted = (word: string) =>
  word.replace(
    /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/gs,
    (_, double?: string, single?: string, escaped?: string) =>
      double === undefined ? (single ?? escaped ?? '') : double.replace(/\\(["$`\\])/g, '$1'),
  );
