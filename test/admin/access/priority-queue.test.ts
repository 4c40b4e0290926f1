import { PriorityQueue } from '../../../admin/access/priority-queue';

const ascending = (a: number, b: number) => a - b;

/** The same numbers in every run, in no order, some of them twice. */
const numbers = Array.from({ length: 500 }, (_, nth) => (nth * 7_919) % 311);

function all(queue: PriorityQueue<number>): number[] {
  const taken: number[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) taken.push(next);
  return taken;
}

test('items come in their order, however many there are', () => {
  for (const count of [0, 1, 2, 3, 4, 7, 8, 500]) {
    const some = numbers.slice(0, count);
    expect(all(new PriorityQueue(some, ascending))).toEqual(some.toSorted(ascending));
  }
});

test('an added item comes in its place among those that are left', () => {
  const queue = new PriorityQueue([5, 1, 9], ascending);
  expect(queue.take()).toBe(1);
  for (const each of [7, 0, 6]) queue.add(each);
  expect(all(queue)).toEqual([0, 5, 6, 7, 9]);
});
