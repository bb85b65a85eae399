import type { Sandbox } from '../sandbox.js';

const DAY_SECONDS = 86_400;
const ESTIMATED_PRICE = 0.02;

/**
 * Delivered messages a day and category, from the messages that are still kept. The price is invented.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics
 */
export function pricingAnalytics({ messages, settings }: Sandbox) {
  const volumes = new Map<string, { start: number; category: string; volume: number }>();
  for (const { content, events } of messages.newest(settings.keepMessages)) {
    const delivered = events.find(({ status }) => status === 'delivered' || status === 'read');
    if (!delivered) continue;
    const start = delivered.timestamp - (delivered.timestamp % DAY_SECONDS);
    const category = content.type === 'template' ? content.template.category : 'SERVICE';
    const point = volumes.get(`${start} ${category}`) ?? { start, category, volume: 0 };
    volumes.set(`${start} ${category}`, { ...point, volume: point.volume + 1 });
  }
  const points = [...volumes.values()].map(({ start, category, volume }) => ({
    start,
    end: start + DAY_SECONDS,
    country: 'ES',
    tier: '0:MAX',
    pricing_type: 'REGULAR',
    pricing_category: category,
    volume,
    cost: volume * ESTIMATED_PRICE,
  }));
  return { data: [{ data_points: points }] };
}
