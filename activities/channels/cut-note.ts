/** What is said below a text that was cut. */
export function cutNote(link: string | undefined): string {
  return `Cut here; ${link === undefined ? 'the command below shows the whole' : 'the whole is on the page'}.`;
}
