export async function huntMutants(_o: object, _l: unknown): Promise<boolean> {
  return true;
}
