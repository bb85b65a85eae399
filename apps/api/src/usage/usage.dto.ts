import { ApiProperty } from '@nestjs/swagger';
import { type CostEstimate, formatMicros, type PricedMessages, type SenderMonth } from '#usage';

const TEXT = { type: String, nullable: true } as const;
const AMOUNT = { example: '12.50', description: 'A decimal text, in the currency of the rate card' } as const;

class FreeTierDto {
  @ApiProperty({ description: 'FREE_CONVERSATIONS_PER_MONTH' }) limit!: number;
  @ApiProperty({ description: 'Conversations of the number, of those clients that the key may see' }) used!: number;
  @ApiProperty({ description: 'limit - used' }) left!: number;
  @ApiProperty({ description: 'Other clients, whom the key does not see, use it up as well' }) shared!: boolean;
}

class PricedMessagesDto {
  @ApiProperty({ ...TEXT, example: 'utility', description: "Meta's word" }) category!: string | null;
  @ApiProperty({ ...TEXT, example: 'regular', description: "Meta's word; null per conversation (CBP)" }) type!:
    string | null;
  @ApiProperty() messages!: number;
}

class DeliveredMessagesDto {
  @ApiProperty() delivered!: number;
  @ApiProperty({ type: [PricedMessagesDto], description: "Charged, as Meta's webhooks say" })
  billable!: readonly PricedMessagesDto[];
  @ApiProperty({ type: [PricedMessagesDto] }) free!: readonly PricedMessagesDto[];
  @ApiProperty({ description: 'Of which Meta told no price' }) withoutPricing!: number;
}

class CostLineDto {
  @ApiProperty({ example: 'Spain' }) market!: string;
  @ApiProperty({ example: 'utility' }) category!: string;
  @ApiProperty() messages!: number;
  @ApiProperty({ ...AMOUNT, example: '0.0166', description: 'Of one message' }) price!: string;
  @ApiProperty(AMOUNT) cost!: string;
}

class UnpricedDto {
  @ApiProperty({ ...TEXT, example: 'JP', description: 'ISO 3166; null where it is not known' }) country!: string | null;
  @ApiProperty({ ...TEXT, example: 'marketing' }) category!: string | null;
  @ApiProperty() messages!: number;
}

class CostDto {
  @ApiProperty({ example: 'EUR' }) currency!: string;
  @ApiProperty(AMOUNT) estimated!: string;
  @ApiProperty({ type: [CostLineDto] }) lines!: readonly CostLineDto[];
  @ApiProperty({ type: [UnpricedDto], description: 'Billable messages that the rate card has no price for' })
  unpriced!: readonly UnpricedDto[];
}

class ForecastDto {
  @ApiProperty({ description: 'At the end of the month, if it goes on like the last seven days' })
  conversations!: number;
  @ApiProperty({ ...TEXT, ...AMOUNT }) cost!: string | null;
}

/** What one number used in one month. */
export class SenderMonthDto {
  @ApiProperty({ example: '2026-11' }) month!: string;
  @ApiProperty({ example: '106540352242922' }) sender!: string;
  @ApiProperty({ description: 'Fixed windows of 24 hours for each recipient, opened by a delivery outside of one' })
  conversations!: number;
  @ApiProperty({ type: FreeTierDto }) freeTier!: FreeTierDto;
  @ApiProperty({ type: DeliveredMessagesDto }) messages!: DeliveredMessagesDto;
  @ApiProperty({ type: CostDto, nullable: true, description: 'Null without RATE_CARD_FILE' }) cost!: CostDto | null;
  @ApiProperty({ type: ForecastDto, nullable: true, description: 'Null of a month that is over' })
  forecast!: ForecastDto | null;
}

export class UsageDto {
  @ApiProperty({ example: 'Europe/Madrid', description: 'BILLING_TIMEZONE' }) timezone!: string;
  @ApiProperty({ type: [SenderMonthDto], description: 'The newest month first' }) items!: readonly SenderMonthDto[];
}

/** `currency`: of the rate card; null where there is none. */
export function viewOfMonth(used: SenderMonth, currency: string | null): SenderMonthDto {
  const { month, senderId, conversations, freeTier, delivered, withoutPricing, cost, forecast } = used;
  return {
    month,
    sender: senderId,
    conversations,
    freeTier,
    messages: {
      delivered,
      billable: used.billable.map(viewOfPriced),
      free: used.free.map(viewOfPriced),
      withoutPricing,
    },
    cost: cost === null || currency === null ? null : viewOfCost(cost, currency),
    forecast:
      forecast === null
        ? null
        : {
            conversations: forecast.conversations,
            cost: forecast.cost === null ? null : formatMicros(forecast.cost),
          },
  };
}

function viewOfPriced({ category, type, messages }: PricedMessages): PricedMessagesDto {
  return { category: category || null, type: type || null, messages };
}

function viewOfCost({ total, lines, unpriced }: CostEstimate, currency: string): CostDto {
  return {
    currency,
    estimated: formatMicros(total),
    lines: lines.map(({ market, category, messages, price }) => ({
      market,
      category,
      messages,
      price: formatMicros(price),
      cost: formatMicros(price * BigInt(messages)),
    })),
    unpriced: unpriced.map(({ country, category, messages }) => ({
      country: country || null,
      category: category || null,
      messages,
    })),
  };
}
