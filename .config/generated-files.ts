import { describeEnvironment } from './generate-env-example.js';

/** A file of this repository that is made from its source. */
interface GeneratedFile {
  readonly path: string;
  produce(): string | Promise<string>;
}

/** What `npm run generate` writes and `npm run check` keeps fresh. */
export const generatedFiles: readonly GeneratedFile[] = [{ path: '.env.example', produce: describeEnvironment }];
