/** What only a worker could tell, and none did. */
export function Unknown({ sentences }: { sentences: readonly string[] }) {
  return (
    <>
      {sentences.map((sentence) => (
        <p class="note" role="status">
          {sentence}
        </p>
      ))}
    </>
  );
}
