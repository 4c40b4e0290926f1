import { type Flag, LIST_IDS, type Verb } from './verbs';

export function bashScript(verbs: readonly Verb[]): string {
  return `# bash completion of hitl. Load it with: source <(hitl completion bash)
_hitl_ids() {
  ${LIST_IDS}
}

_hitl() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} verb=\${COMP_WORDS[1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${verbs.map(({ name }) => name).join(' ')} help' -- "$cur"))
    return
  fi
  case "$verb $prev" in
${verbs.flatMap(valuesOf).join('\n')}
  esac
  case "$verb" in
${verbs.map(wordsOf).join('\n')}
  esac
}
complete -F _hitl hitl
`;
}

/** What follows a flag that takes a value. */
function valuesOf({ name, flags }: Verb): string[] {
  const patterns = (some: Flag[]) =>
    some
      .flatMap(({ long, short }) => [long, ...(short ? [short] : [])].map((flag) => `'${name} ${flag}'`))
      .join('|');
  const branch = (some: Flag[], reply: string) =>
    some.length === 0 ? [] : [`    ${patterns(some)}) ${reply}return ;;`];
  const free = flags.filter(
    ({ takesValue, choices, isFile }) => takesValue && choices.length === 0 && !isFile,
  );
  return [
    ...flags
      .filter(({ choices }) => choices.length > 0)
      .flatMap((flag) => branch([flag], `COMPREPLY=($(compgen -W '${flag.choices.join(' ')}' -- "$cur")); `)),
    ...branch(
      flags.filter(({ isFile }) => isFile),
      'COMPREPLY=($(compgen -f -- "$cur")); ',
    ),
    ...branch(free, ''),
  ];
}

/** What else a verb takes: its flags, and ids that are asked for only where no flag is being typed. */
function wordsOf({ name, flags, takesId, choices }: Verb): string {
  const words = flags.flatMap(({ long, short }) => [long, ...(short ? [short] : [])]).join(' ');
  const more = takesId ? '"$(_hitl_ids)"' : `'${choices.join(' ')}'`;
  return `    ${name})
      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W '${words}' -- "$cur"))
      else COMPREPLY=($(compgen -W ${more} -- "$cur")); fi ;;`;
}
