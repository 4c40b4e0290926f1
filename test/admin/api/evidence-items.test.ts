import { RequestBody } from '../../../admin/api/bodies';

test('the API counts the items of evidence in the words of the other doors', () => {
  const evidence = Array.from({ length: 51 }, () => ({ kind: 'text', title: 'Mail', content: 'x' }));
  const { error } = RequestBody.safeParse({ action: 'pay', evidence });
  expect(error?.issues).toMatchObject([{ path: ['evidence'], message: 'has more than 50 items' }]);
});
