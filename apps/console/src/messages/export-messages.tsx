import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useSession } from '../api/use-session.js';
import { useTexts } from '../language/use-texts.js';
import { maskPhone } from '../shell/mask-phone.js';
import { useSay } from '../shell/notices.js';
import { Refusal } from '../shell/refusal.js';
import { CSV_HEAD, csvLines } from './csv-lines.js';
import { everyPage } from './every-page.js';
import { filtersOf } from './filters-of.js';
import type { MessageSearch } from './message-search.js';
import { type Download, openDownload } from './open-download.js';
import { messagesTexts } from './texts.js';

type Export =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly written: number }
  | { readonly kind: 'failed'; readonly error: Error };

/** Writes all that match into a file, a page of the list at a time, however many they are. */
export function ExportMessages({ search }: { readonly search: MessageSearch }): ReactNode {
  const texts = useTexts(messagesTexts);
  const { readOnly } = useSession();
  const say = useSay();
  const [state, setState] = useState<Export>({ kind: 'idle' });
  const stop = useRef(new AbortController());
  // Whoever goes to another view could not stop it any more.
  useEffect(() => () => stop.current.abort(), []);
  const run = async (): Promise<void> => {
    stop.current = new AbortController();
    const { signal } = stop.current;
    let file: Download | null = null;
    try {
      file = await openDownload('messages.csv');
      if (file === null) return;
      let written = 0;
      setState({ kind: 'running', written });
      await file.write(CSV_HEAD);
      for await (const messages of everyPage(filtersOf(search), signal)) {
        await file.write(csvLines(messages, readOnly ? maskPhone : (phone) => phone));
        written += messages.length;
        setState({ kind: 'running', written });
      }
      await file.close();
      say(texts.exported(written));
      setState({ kind: 'idle' });
    } catch (error) {
      // A disk that takes nothing may not take that either.
      await file?.discard().catch(() => undefined);
      if (signal.aborted) say(texts.exportStopped);
      setState(
        signal.aborted
          ? { kind: 'idle' }
          : { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) },
      );
    }
  };
  if (state.kind === 'running') {
    return (
      <>
        <output>{texts.exporting(state.written)}</output>
        <Button variant="default" size="xs" onClick={() => stop.current.abort()}>
          {texts.stopExport}
        </Button>
      </>
    );
  }
  return (
    <>
      {state.kind === 'failed' && <Refusal error={state.error} />}
      <Button variant="default" size="xs" onClick={() => void run()}>
        {texts.export}
      </Button>
    </>
  );
}
