/** A file that is written piece by piece. */
export interface Download {
  write(text: string): Promise<void>;
  close(): Promise<void>;
  discard(): Promise<void>;
}

interface FileHandle {
  createWritable(): Promise<{ write(text: string): Promise<void>; close(): Promise<void>; abort(): Promise<void> }>;
}

declare global {
  interface Window {
    /** Of Chromium: https://wicg.github.io/file-system-access/ */
    readonly showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileHandle>;
  }
}

/**
 * Straight to the disk where the browser can do that; elsewhere the browser gathers the pieces, which it may keep on disk as well.
 * Null where somebody was asked for a place and did not name one.
 */
export async function openDownload(name: string): Promise<Download | null> {
  if (window.showSaveFilePicker === undefined) return gather(name);
  try {
    const handle = await window.showSaveFilePicker({ suggestedName: name });
    const stream = await handle.createWritable();
    return {
      write: (text) => stream.write(text),
      close: () => stream.close(),
      discard: () => stream.abort(),
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

function gather(name: string): Download {
  let blob = new Blob([], { type: 'text/csv;charset=utf-8' });
  return {
    async write(text) {
      blob = new Blob([blob, text], { type: blob.type });
    },
    async close() {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
    },
    async discard() {
      blob = new Blob([]);
    },
  };
}
