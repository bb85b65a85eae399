import type { ChildProcess } from 'node:child_process';
import { isJsonObject } from '#graph-api';

/** What a module that a process has loaded first answers: of its next message that has this key. Undefined: the process has ended. */
export function saidBy(child: ChildProcess, asked: string, key: string): Promise<unknown> {
  return new Promise((resolve) => {
    const listen = (message: unknown): void => {
      if (isJsonObject(message) && key in message) settle(message[key]);
    };
    const settle = (value?: unknown): void => {
      child.off('message', listen);
      child.off('exit', ended);
      resolve(value);
    };
    const ended = (): void => settle();
    child.on('message', listen);
    child.once('exit', ended);
    child.send(asked, (error) => {
      if (error !== null) settle();
    });
  });
}
