import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject } from '#graph-api';
import { at } from '../support/examples.js';

/** Of each profile, so many functions and places. */
const SHOWN = 25;

/** Where the processes of a run spent their CPU time, as text: of each profile in the folder, by place and by function, self time. */
export async function profileSummary(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile')).toSorted();
  return (await Promise.all(names.map((name) => summaryOf(folder, name)))).join('\n');
}

async function summaryOf(folder: string, name: string): Promise<string> {
  const profile: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
  const byFunction = new Map<string, number>();
  const byPlace = new Map<string, number>();
  const nodes = new Map<number, { readonly place: string; readonly called: string }>();
  for (const node of listAt(profile, 'nodes')) {
    const [url, line] = [String(at(node, 'callFrame', 'url')), Number(at(node, 'callFrame', 'lineNumber')) + 1];
    const place = placeOf(url, String(at(node, 'callFrame', 'functionName')));
    const called = `${String(at(node, 'callFrame', 'functionName')) || '(anonymous)'} ${url.split('/').slice(-3).join('/')}:${line}`;
    nodes.set(Number(at(node, 'id')), { place, called });
  }
  const samples = listAt(profile, 'samples');
  const deltas = listAt(profile, 'timeDeltas');
  let busy = 0;
  for (const [index, sample] of samples.entries()) {
    const node = nodes.get(Number(sample));
    const milliseconds = Number(deltas[index]) / 1_000;
    if (node === undefined || node.called.startsWith('(idle)') || node.called.startsWith('(program)')) continue;
    busy += milliseconds;
    byFunction.set(node.called, (byFunction.get(node.called) ?? 0) + milliseconds);
    byPlace.set(node.place, (byPlace.get(node.place) ?? 0) + milliseconds);
  }
  const top = (times: ReadonlyMap<string, number>): string =>
    [...times]
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, SHOWN)
      .map(
        ([what, time]) =>
          `  ${time.toFixed(0).padStart(7)} ms ${((time * 100) / busy).toFixed(1).padStart(5)} %  ${what}`,
      )
      .join('\n');
  return `\n${name}: ${busy.toFixed(0)} ms of JavaScript\n${top(byPlace)}\n ---\n${top(byFunction)}`;
}

/** A package, a folder of ours, or Node itself. */
function placeOf(url: string, called: string): string {
  const installed = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (installed !== undefined) return installed;
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  return /dist\/((?:apps|libs)\/[^/]+(?:\/src\/[^/]+)?)/.exec(url)?.[1] ?? (called || 'native');
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = isJsonObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
}
