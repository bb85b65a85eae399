import { ApiProperty } from '@nestjs/swagger';

const RATE = { type: Number, nullable: true, example: 0.9731 } as const;

/** Seconds, within 9 %. */
export class PercentilesDto {
  @ApiProperty({ description: 'Half of the messages took no longer; seconds, within 9 %', example: 0.351 })
  p50!: number;
  @ApiProperty({ example: 0.838 }) p95!: number;
  @ApiProperty({ example: 1.993 }) p99!: number;
}

/** Messages that have failed with one code. */
export class FailureCountDto {
  @ApiProperty({ example: '131026' }) code!: string;
  @ApiProperty() count!: number;
}

export class ExplainedFailureDto extends FailureCountDto {
  @ApiProperty({ enum: ['META', 'RECADO'] }) source!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ description: 'What to do about it' }) advice!: string;
}

/** What has become by now of the messages that were accepted in that time. */
export class MessageCountsDto {
  @ApiProperty() accepted!: number;
  @ApiProperty({ description: 'Taken by Meta, whatever became of them then' }) sent!: number;
  @ApiProperty({ description: 'READ ones included' }) delivered!: number;
  @ApiProperty() read!: number;
  @ApiProperty() failed!: number;
  @ApiProperty() cancelled!: number;
  @ApiProperty({ ...RATE, description: 'delivered / sent; null where nothing was sent' }) deliveryRate!: number | null;
  @ApiProperty({
    type: PercentilesDto,
    nullable: true,
    description: 'From acceptance, or sendAt, until Meta took them',
  })
  timeToSent!: PercentilesDto | null;
  @ApiProperty({ type: PercentilesDto, nullable: true, description: 'The same until they were delivered' })
  timeToDelivered!: PercentilesDto | null;
}

export class StatsItemDto extends MessageCountsDto {
  @ApiProperty({ format: 'date-time', description: 'Beginning of the hour or day (UTC)' }) start!: string;
  @ApiProperty({ type: [FailureCountDto] }) failures!: readonly FailureCountDto[];
}

export class StatsTotalDto extends MessageCountsDto {
  @ApiProperty({ type: [ExplainedFailureDto], description: 'The most frequent first' })
  failures!: readonly ExplainedFailureDto[];
}

export class StatsDto {
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time' }) to!: string;
  @ApiProperty({ enum: ['day', 'hour'] }) by!: string;
  @ApiProperty({ type: StatsTotalDto }) total!: StatsTotalDto;
  @ApiProperty({ type: [StatsItemDto], description: 'Every hour or day, the earliest first' })
  items!: readonly StatsItemDto[];
}
