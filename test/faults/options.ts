import { Command, InvalidArgumentError } from 'commander';
import { STORY_NAMES, type StoryName } from './stories';

export interface FaultsOptions {
  seed: number;
  minutes: number;
  decisions: number;
  rate: number;
  /** Where the report is written, as Markdown. */
  report?: string;
  /** Where the result is written, as JSON. */
  result?: string;
  keep?: string;
  only?: StoryName[];
  mutants: boolean;
}

export function readOptions(argv: string[]): FaultsOptions {
  return new Command('faults')
    .description(
      'People and agents act while workers, Temporal, the admin server, links and clocks fail. A checker reads every answer and ' +
        'every record, and finds what must not happen. Exit code 1: it found something.',
    )
    .option(
      '--seed <number>',
      'repeats the load and the faults of another campaign',
      toCount,
      Date.now() % 1_000_000,
    )
    .option('--minutes <number>', 'how long the load lasts', toAmount, 1)
    .option('--decisions <count>', 'ends the load after this many decisions', toCount, 1_000_000_000)
    .option('--rate <number>', 'stories begun a second; each has about three decisions', toAmount, 4)
    .option('--report <file>', 'writes a report as Markdown')
    .option('--result <file>', 'writes the result as JSON')
    .option('--only <stories>', `tells only these: ${STORY_NAMES.join(', ')}`, toStories)
    .option('--keep <folder>', 'keeps calls, evidence, histories and logs')
    .option('--mutants', 'plants bugs in copies of the sources, one each, and finds them', false)
    .parse(argv)
    .opts<FaultsOptions>();
}

function toAmount(text: string): number {
  const amount = Number(text);
  if (!(amount > 0)) throw new InvalidArgumentError('Give a number above 0.');
  return amount;
}

function toCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

function toStories(text: string): StoryName[] {
  const names = text.split(',');
  const unknown = names.find((name) => !(STORY_NAMES as string[]).includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`'${unknown}' is not a story.`);
  return names as StoryName[];
}
