import { describe, expect, it } from 'vitest';
import { isJsonObject } from '#graph-api';
import { at } from '../support/examples.js';
import { statusPosts } from './status-posts.js';

const BATCH = 100;
const messages = Array.from({ length: 25_000 }, (_, index) => ({ id: String(index), sender: '1' }));

/** What the statuses of a POST say, each once. */
function wordsOf(post: Buffer): readonly string[] {
  const body: unknown = JSON.parse(post.toString('utf8', post.indexOf('\r\n\r\n') + 4));
  const changes = at(body, 'entry', 0, 'changes');
  const words = (Array.isArray(changes) ? changes : [])
    .filter(isJsonObject)
    .map((change) => at(change, 'value', 'statuses', 0, 'status'));
  return [...new Set(words.map(String))];
}

describe('the POSTs of Meta', () => {
  it('tell of each message three times, and of the first ones all of it before anything of the last ones', () => {
    const words = statusPosts(messages, '/webhook', BATCH).flatMap(wordsOf);
    expect(words).toHaveLength((messages.length * 3) / BATCH);
    const turns = words.filter((word, index) => word !== words[index - 1]);
    expect(turns).toEqual(['sent', 'delivered', 'read', 'sent', 'delivered', 'read', 'sent', 'delivered', 'read']);
  });
});
