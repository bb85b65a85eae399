import { expect, it } from 'vitest';
import { EventLog, Metrics } from '#runtime';
import { CountNews } from './count-news.js';

const ENTRY = { messageId: 'm', senderId: '1', templateName: 'po', sendableSince: new Date(0) };

it('counts failures by the codes that are known, and by no other that somebody signs', async () => {
  const metrics = new Metrics('api');
  const log = new EventLog(
    'api',
    'error',
    () => undefined,
    () => new Date(0),
  );
  const news = new CountNews(metrics, log, () => new Date(0));
  const codes = ['131026', '250', 'EXPIRED', 'UNKNOWN', 'HTTP_404', '9007199254740991', '777777', 'HTTP_9', 'invented'];
  news.execute(codes.map((code) => ({ ...ENTRY, status: 'FAILED' as const, code })));
  news.execute(codes.map((code) => ({ ...ENTRY, status: 'RETURNED' as const, code })));
  const { values } = await metrics.failures.get();
  expect(Object.fromEntries(values.map(({ labels, value }) => [labels.code, value]))).toEqual({
    '131026': 2,
    '250': 2,
    EXPIRED: 2,
    UNKNOWN: 2,
    HTTP_404: 2,
    other: 8,
  });
});
