import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** Short, so that two workers never have different tokens for long: the old one would pause the sender anew. */
const LOOK_AGAIN_AFTER_MS = 100;

/**
 * The access token of a sender: fixed, or in a file that is read again when it changes, so that a rotated Kubernetes
 * secret needs no restart.
 */
export class AccessToken {
  private cached: { text: string; version: string; lookedMs: number } | null = null;

  private constructor(
    private readonly fixed: string | null,
    private readonly file: string | null,
    private readonly now: () => number,
  ) {}

  static fixed(text: string): AccessToken {
    return new AccessToken(text, null, () => 0);
  }

  /** `now` in milliseconds of any monotonic clock. */
  static inFile(path: string, now: () => number): AccessToken {
    return new AccessToken(null, path, now);
  }

  /** Empty where the file cannot be read and never could: Meta refuses that, and the sender is paused with the reason. */
  value(): string {
    if (this.fixed !== null) return this.fixed;
    if (this.file === null) return '';
    const now = this.now();
    if (this.cached !== null && now - this.cached.lookedMs < LOOK_AGAIN_AFTER_MS) return this.cached.text;
    return this.read(this.file, now);
  }

  /** Tells one token from another and is none itself: it may be stored. */
  fingerprint(): string {
    return createHash('sha256').update(this.value()).digest('hex');
  }

  /** As the file is at this moment, for the one message that tries whether a sender may send again. */
  latest(): string {
    return this.file === null ? this.value() : this.read(this.file, this.now());
  }

  /** The file, where it cannot be read, or is empty, and always was. */
  missingFile(): string | null {
    return this.file !== null && this.latest() === '' ? this.file : null;
  }

  private read(file: string, now: number): string {
    try {
      // Copying may keep the time of a file, and a clock ticks slower than two writes follow each other.
      const { ino, size, mtimeMs, ctimeMs } = statSync(file);
      const version = [ino, size, mtimeMs, ctimeMs].join(' ');
      const text = this.cached?.version === version ? this.cached.text : readFileSync(file, 'utf8').trim();
      // A file that is being written anew is empty for a moment.
      if (text !== '') this.cached = { text, version, lookedMs: now };
    } catch {
      // While Kubernetes swaps the mounted secret the file can be missing for a moment.
    }
    // The last token is the best guess.
    return this.cached?.text ?? '';
  }
}
