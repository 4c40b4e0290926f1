import { type Flag, LIST_IDS, type Verb } from './verbs';

export function zshScript(verbs: readonly Verb[]): string {
  return `#compdef hitl
# zsh completion of hitl. Load it with: source <(hitl completion zsh)
_hitl_ids() {
  local -a ids
  ids=(\${(f)"$(${LIST_IDS})"})
  compadd -a ids
}

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

function argumentsOf({ name, flags, takesId, choices }: Verb): string {
  const positional = takesId
    ? ["'1:id:_hitl_ids'"]
    : choices.length > 0
      ? [`'1:choice:(${choices.join(' ')})'`]
      : [];
  return `    ${name})
      _arguments ${[...flags.flatMap(specsOf), ...positional].join(' \\\n        ')} ;;`;
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
