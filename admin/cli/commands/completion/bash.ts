import { type Flag, KINDS, listIds, type Verb } from './verbs';

export function bashScript(verbs: readonly Verb[]): string {
  const all = verbs.flatMap(withSubcommands);
  return `# bash completion of hitl. Load it with: source <(hitl completion bash)
${KINDS.map((kind) => `_hitl_${kind}_ids() {\n  ${listIds(kind)}\n}`).join('\n')}

_hitl() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} verb=\${COMP_WORDS[1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${verbs.map(({ name }) => name).join(' ')} help' -- "$cur"))
    return
  fi
${deeper(verbs)}
  case "$verb $prev" in
${all.flatMap(valuesOf).join('\n')}
  esac
  case "$verb" in
${all.map(wordsOf).join('\n')}
  esac
}
complete -F _hitl hitl
`;
}

/** The verb and its subcommands, each with its full name: `run`, `run start`. */
function withSubcommands(verb: Verb): Verb[] {
  return [verb, ...verb.verbs.map((below) => ({ ...below, name: `${verb.name} ${below.name}` }))];
}

/** The line that adds the second word to the verb, for verbs with subcommands. */
function deeper(verbs: readonly Verb[]): string {
  const parents = verbs.filter((verb) => verb.verbs.length > 0).map(({ name }) => name);
  if (parents.length === 0) return '';
  return `  case "$verb" in ${parents.join('|')}) ((COMP_CWORD > 2)) && verb+=" \${COMP_WORDS[2]}" ;; esac`;
}

/** The cases that complete the value of a flag. */
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

/** The case that completes a verb's flags and ids. The ids are fetched only if the word is not a flag. */
function wordsOf({ name, flags, ids, choices }: Verb): string {
  const words = flags.flatMap(({ long, short }) => [long, ...(short ? [short] : [])]).join(' ');
  const more = ids ? `"$(_hitl_${ids}_ids)"` : `'${choices.join(' ')}'`;
  return `    '${name}')
      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W '${words}' -- "$cur"))
      else COMPREPLY=($(compgen -W ${more} -- "$cur")); fi ;;`;
}
