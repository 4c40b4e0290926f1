import type { Detector } from '../../../contract/trigger';

export interface OwnDetector {
  name: string;
  detect: Detector;
}

/** What the config's own detectors find in one text. One that throws, or gives no proper answer, has found something. */
export function countOwn(text: string, detectors: OwnDetector[]): { kind: string; count: number }[] {
  return detectors.flatMap(({ name, detect }) => {
    const { count, failure } = call(detect, text);
    return count === 0 ? [] : [{ kind: failure === undefined ? name : `${name} (${failure})`, count }];
  });
}

/** Its message stays out: it may quote the text. */
function call(detect: Detector, text: string): { count: number; failure?: string } {
  try {
    const answer: unknown = detect(text);
    if (typeof answer === 'boolean') return { count: answer ? 1 : 0 };
    if (typeof answer === 'number' && answer >= 0 && Number.isFinite(answer)) return { count: answer };
    // A promise that nobody awaits ends the worker when it rejects.
    if (answer instanceof Promise) answer.catch(() => undefined);
    return { count: 1, failure: 'its detector answered no boolean and no number' };
  } catch {
    return { count: 1, failure: 'its detector threw' };
  }
}
