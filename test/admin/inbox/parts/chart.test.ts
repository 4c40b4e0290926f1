import { Chart, ticksBetween } from '../../../../admin/inbox/parts/chart';
import { costPoints } from '../../../../admin/inbox/parts/run-charts';
import type { RunView } from '../../../../client';
import type { RunEvent } from '../../../../contract/run';

/** The HTML of a chart, or `null`. */
function chart(values: number[], more: object = {}): string {
  const points = values.map((value, index) => ({ at: index + 1, value }));
  const element = Chart({ title: 'Total cost', noun: 'step', points, min: 0, ...more });
  return `${element as unknown as string | null}`;
}

describe('a chart', () => {
  test('appears from three points on', () => {
    expect([chart([]), chart([1]), chart([1, 2])]).toEqual(['null', 'null', 'null']);
    expect(chart([1, 2, 3])).toContain('<svg');
  });

  test('has axes with round numbers, the steps, the latest value and the range', () => {
    const html = chart([0.4, 1.2, 2.4, 14_000.5]);
    const texts = [...html.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(texts).toEqual(['0', '5,000', '10,000', '15,000', 'step 1', 'step 2', 'step 4']);
    expect(html.match(/class="axis"/g)).toHaveLength(2);
    expect(html).toContain('<strong>14,000.5</strong>');
    expect(html).toContain('after step 4, from 0.4 to 14,000.5');
    expect(chart([0.4, 1.2, 14_000.5], { locale: 'de' })).toContain('<strong>14.000,5</strong>');
  });

  test('tells a screen reader its title and every value, with an id of its own', () => {
    const html = chart([0.4, 1.2, 2.4]);
    expect(html).toContain('aria-labelledby="chart-total-cost-title chart-total-cost-desc"');
    expect(html).toContain('<title id="chart-total-cost-title">Total cost by step</title>');
    expect(html).toContain('<desc id="chart-total-cost-desc">Step 1: 0.4, step 2: 1.2, step 3: 2.4.</desc>');
  });

  test('has a dot with its value for each of at most 30 points, else only for the last', () => {
    const dots = (count: number) =>
      chart(Array.from({ length: count }, (_, index) => index)).match(/<circle/g)?.length;
    expect([dots(3), dots(30), dots(31)]).toEqual([3, 30, 1]);
    expect(chart([5, 6, 7])).toContain('<title>step 2: 6</title>');
  });

  test.each([
    ['equal values', [5, 5, 5]],
    ['zeros', [0, 0, 0]],
    ['values below zero', [-3, 0, 4]],
    ['huge and tiny values', [1e-9, 1, 1e300]],
  ])('of %s has every point inside its axes', (_what, values) => {
    const places = [...chart(values).matchAll(/cx="([^"]*)" cy="([^"]*)"/g)];
    expect(places).toHaveLength(values.length);
    for (const [, x, y] of places) {
      expect(Number(x)).toBeGreaterThanOrEqual(46);
      expect(Number(x)).toBeLessThanOrEqual(326);
      expect(Number(y)).toBeGreaterThanOrEqual(14);
      expect(Number(y)).toBeLessThanOrEqual(120);
    }
  });
});

test.each([
  [0, 1, [0, 0.5, 1]],
  [0, 6, [0, 2, 4, 6]],
  [0, 0, [0, 0.5, 1]],
  [0, 0.3, [0, 0.1, 0.2, 0.3]],
  [-3, 4, [-5, 0, 5]],
])('the axis from %d to %d has the numbers %j', (low, high, ticks) => {
  expect(ticksBetween(low, high)).toEqual(ticks);
});

describe('the total cost', () => {
  const event = (number: number, cost?: number, what: RunEvent['what'] = 'step') =>
    ({ at: '2026-11-29T00:00:00.000Z', what, number, cost }) as RunEvent;
  const run = (form: RunView['form'], cost: number, events: RunEvent[]) =>
    ({ form, events, totals: { steps: 3, reports: 0, errors: 0, cost } }) as unknown as RunView;

  test('adds up the cost of the steps, and does not count what a step reports in addition', () => {
    const events = [event(1, 0.1), event(2, 0.2), event(1, 9, 'report'), event(3), event(4, 0.3)];
    expect(costPoints(run('hosted', 0.6, events))).toEqual([
      { at: 1, value: 0.1 },
      { at: 2, value: 0.3 },
      { at: 4, value: 0.6 },
    ]);
  });

  test('counts the steps that the record no longer has', () => {
    expect(costPoints(run('hosted', 12, [event(101, 1), event(102, 2)]))).toEqual([
      { at: 101, value: 10 },
      { at: 102, value: 12 },
    ]);
  });

  test('is what an attached agent last reported', () => {
    const events = [event(1, 3, 'report'), event(2, 5, 'report')];
    expect(costPoints(run('attached', 5, events))).toEqual([
      { at: 1, value: 3 },
      { at: 2, value: 5 },
    ]);
  });
});
