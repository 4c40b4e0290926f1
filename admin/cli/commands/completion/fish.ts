import { type Flag, KINDS, listIds, type Verb } from './verbs';

export function fishScript(verbs: readonly Verb[]): string {
  return `# fish completion of hitl. Keep it as ~/.config/fish/completions/hitl.fish
${KINDS.map((kind) => `function __hitl_${kind}_ids\n    ${listIds(kind)}\nend`).join('\n')}
complete -c hitl -f
${verbs.map(({ name, about }) => `complete -c hitl -n __fish_use_subcommand -a ${name} -d ${quote(about)}`).join('\n')}
${verbs.flatMap((verb) => linesOf(verb)).join('\n')}
`;
}

/** `above` is the condition that the parent verb was seen before. */
function linesOf({ name, flags, ids, choices, verbs }: Verb, above = ''): string[] {
  const seen = `${above}__fish_seen_subcommand_from ${name}`;
  const start = `complete -c hitl -n '${seen}'`;
  const undecided = verbs.length > 0 ? `; and not __fish_seen_subcommand_from ${choices.join(' ')}` : '';
  return [
    ...flags.map((flag) => `${start} ${flagOf(flag)}`),
    ...(ids ? [`${start} -a '(__hitl_${ids}_ids)'`] : []),
    ...(choices.length > 0 ? [`complete -c hitl -n '${seen}${undecided}' -a '${choices.join(' ')}'`] : []),
    ...verbs.flatMap((verb) => linesOf(verb, `${seen}; and `)),
  ];
}

function flagOf({ long, short, about, takesValue, choices, isFile }: Flag): string {
  const value = !takesValue
    ? ''
    : choices.length > 0
      ? ` -x -a '${choices.join(' ')}'`
      : isFile
        ? ' -r -F'
        : ' -x';
  return `-l ${long.slice(2)}${short ? ` -s ${short.slice(1)}` : ''}${value} -d ${quote(about)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
