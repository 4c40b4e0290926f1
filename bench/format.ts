import type { Cpu } from './cpu';
import type { Spread } from './stats';

export function digits(value: number, after = 1): string {
  return Number.isNaN(value) ? '?' : value.toFixed(after);
}

export function range({ median, min, max }: Spread, after = 1): string {
  return `${digits(median, after)} (${digits(min, after)} to ${digits(max, after)})`;
}

export function cpu({ server, worker, client }: Cpu): string {
  return [server, worker, client].map((part) => digits(part)).join(', ');
}

export function cost(of: { events: number; actions: number } | undefined): string {
  return of ? `${of.events} / ${of.actions}` : '';
}

export function kilobytes({ median, min, max }: Spread): string {
  return range({ median: median / 1024, min: min / 1024, max: max / 1024 });
}

export function megabytes(bytes: number): string {
  return digits(bytes / 2 ** 20, 0);
}
