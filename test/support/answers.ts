/** Resolves when the URL answers 200; rejects after three minutes, unless told otherwise: a busy machine starts a process slowly. */
export async function answers(url: string, limitMs = 180_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    if (Date.now() > deadline) throw new Error(`${url} did not answer in ${limitMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
