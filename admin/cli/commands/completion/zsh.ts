import { type Flag, type Kind, KINDS, listIds, type Verb } from './verbs';

export function zshScript(verbs: readonly Verb[]): string {
  return `#compdef hitl
# zsh completion of hitl. Load it with: source <(hitl completion zsh)
${KINDS.map(idsFunction).join('\n')}

_hitl() {
  local -a verbs
  verbs=(
${verbs.map(({ name, about }) => `    ${quote(`${name}:${about}`)}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe -t verbs 'verb' verbs
    return
  fi
  local verb=$words[2]
  shift words
  ((CURRENT--))
  case $verb in
${verbs.map(argumentsOf).join('\n')}
  esac
}
compdef _hitl hitl
`;
}

function idsFunction(kind: Kind): string {
  return `_hitl_${kind}_ids() {
  local -a ids
  ids=(\${(f)"$(${listIds(kind)})"})
  compadd -a ids
}`;
}

function argumentsOf(verb: Verb): string {
  const { name, flags, ids, isVariadic, choices, verbs } = verb;
  if (verbs.length > 0) return deeper(verb);
  const positional = ids
    ? [`'${isVariadic ? '*' : '1'}:id:_hitl_${ids}_ids'`]
    : choices.length > 0
      ? [`'1:choice:(${choices.join(' ')})'`]
      : [];
  return `    ${name})
      _arguments ${[...flags.flatMap(specsOf), ...positional].join(' \\\n        ')} ;;`;
}

/** The case of a verb with subcommands: the second word chooses the subcommand. */
function deeper({ name, choices, verbs }: Verb): string {
  return `    ${name})
      if ((CURRENT == 2)); then
        compadd -- ${choices.join(' ')}
        return
      fi
      verb=$words[2]
      shift words
      ((CURRENT--))
      case $verb in
${verbs.map(argumentsOf).join('\n')}
      esac ;;`;
}

function specsOf({ long, short, about, takesValue, choices, isFile }: Flag): string[] {
  const value = !takesValue
    ? ''
    : choices.length > 0
      ? `:value:(${choices.join(' ')})`
      : isFile
        ? ':file:_files'
        : ':value: ';
  const text = about.replace(/[[\]\\:]/g, (character) => `\\${character}`);
  return [long, ...(short ? [short] : [])].map((flag) => quote(`${flag}[${text}]${value}`));
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
