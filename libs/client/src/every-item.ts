interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** All items of a list, asking for a page when the one before is used up. */
export async function* everyItem<Item>(
  readPage: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let page = await readPage(undefined);
  yield* page.items;
  while (page.nextCursor !== null) {
    page = await readPage(page.nextCursor);
    yield* page.items;
  }
}
