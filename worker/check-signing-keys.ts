import { readPublicKey } from '../activities/signing/public-key';
import type { Config } from '../contract/config';

/** What is wrong with the keys of a config, each with its path: a key that cannot be read would verify nothing. */
export function signingKeyProblems({ decisions }: Config): { path: PropertyKey[]; message: string }[] {
  return (decisions?.keys ?? []).flatMap(({ publicKey }, index) => {
    try {
      readPublicKey(publicKey);
      return [];
    } catch (error) {
      return [{ path: ['decisions', 'keys', index, 'publicKey'], message: (error as Error).message }];
    }
  });
}
