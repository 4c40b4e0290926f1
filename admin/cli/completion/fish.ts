import { type Flag, LIST_IDS, type Verb } from './verbs';

export function fishScript(verbs: readonly Verb[]): string {
  return `# fish completion of hitl. Keep it as ~/.config/fish/completions/hitl.fish
function __hitl_ids
    ${LIST_IDS}
end
complete -c hitl -f
${verbs.map(({ name, about }) => `complete -c hitl -n __fish_use_subcommand -a ${name} -d ${quote(about)}`).join('\n')}
${verbs.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ name, flags, takesId, choices }: Verb): string[] {
  const start = `complete -c hitl -n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...flags.map((flag) => `${start} ${flagOf(flag)}`),
    ...(takesId ? [`${start} -a '(__hitl_ids)'`] : []),
    ...(choices.length > 0 ? [`${start} -a '${choices.join(' ')}'`] : []),
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
