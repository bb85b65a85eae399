import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CallbackDeliveriesRepository } from '#callbacks';
import { ListCursor } from '#messages';
import { EventLog } from '#runtime';
import { CalledBy } from '../access/caller.decorator.js';
import type { RequestCaller } from '../access/request-caller.js';
import { Scopes } from '../access/scopes.decorator.js';
import { TakesNoFields } from '../border/takes-no-fields.guard.js';
import { ProblemException } from '../problems/problem-exception.js';
import { CallbackDeliveryDto, CallbackDeliveryPageDto, viewOfDelivery } from './callback-delivery.dto.js';
import { CallbackId } from './callback-id.pipe.js';
import { ListDeliveriesDto } from './list-deliveries.dto.js';
import { OwnEndpoint } from './own-endpoint.js';
import { RecoverRequestDto, RecoveredDto } from './recover-request.dto.js';

const DEFAULT_LIMIT = 50;

/** What was told to an endpoint, how it went, and once more. */
@ApiTags('Callbacks')
@ApiBearerAuth()
@Controller('callback-endpoints/:id')
export class CallbackDeliveriesController {
  constructor(
    @Inject(CallbackDeliveriesRepository) private readonly deliveries: CallbackDeliveriesRepository,
    private readonly own: OwnEndpoint,
    private readonly log: EventLog,
  ) {}

  @Get('deliveries')
  @Scopes('callbacks:write')
  @ApiOperation({ summary: 'What was told to it, the newest first, with every try' })
  @ApiResponse({ status: 200, type: CallbackDeliveryPageDto })
  async list(
    @CalledBy() caller: RequestCaller,
    @Param('id', CallbackId) id: string,
    @Query() query: ListDeliveriesDto,
  ): Promise<CallbackDeliveryPageDto> {
    const cursor = query.cursor === undefined ? undefined : ListCursor.parse(query.cursor);
    if (cursor === null) {
      throw new ProblemException({
        code: 'CURSOR_INVALID',
        detail: 'Use nextCursor of the page before as it came, or leave it out for the first page.',
        errors: [{ path: 'cursor', message: 'is not a cursor of this list' }],
      });
    }
    await this.own.find(caller, id);
    const limit = query.limit ?? DEFAULT_LIMIT;
    const page = await this.deliveries.list(id, {
      limit,
      ...(query.state && { state: query.state }),
      ...(cursor && { cursor }),
    });
    return { items: page.items.map(viewOfDelivery), nextCursor: page.nextCursor };
  }

  @Get('deliveries/:deliveryId')
  @Scopes('callbacks:write')
  @UseGuards(TakesNoFields)
  @ApiOperation({ summary: 'One delivery with every try' })
  @ApiResponse({ status: 200, type: CallbackDeliveryDto })
  async read(
    @CalledBy() caller: RequestCaller,
    @Param('id', CallbackId) id: string,
    @Param('deliveryId', CallbackId) deliveryId: string,
  ): Promise<CallbackDeliveryDto> {
    await this.own.find(caller, id);
    const delivery = await this.deliveries.find(id, deliveryId);
    if (delivery !== null) return viewOfDelivery(delivery);
    throw new ProblemException({ code: 'NOT_FOUND', detail: 'There is no such delivery; they are kept for 7 days.' });
  }

  @Post('deliveries/:deliveryId/redeliver')
  @Scopes('callbacks:write')
  @HttpCode(202)
  @UseGuards(TakesNoFields)
  @ApiOperation({ summary: 'Deliver it once more, under the same id, whatever became of it' })
  @ApiResponse({ status: 202, type: CallbackDeliveryDto })
  async redeliver(
    @CalledBy() caller: RequestCaller,
    @Param('id', CallbackId) id: string,
    @Param('deliveryId', CallbackId) deliveryId: string,
  ): Promise<CallbackDeliveryDto> {
    await this.own.findEnabled(caller, id);
    const again = await this.deliveries.redeliver(id, deliveryId);
    const { clientId: client, requestId } = caller;
    if (again) this.log.info('callback.redelivered', { endpointId: id, deliveryId, client, requestId });
    return this.read(caller, id, deliveryId);
  }

  @Post('recover')
  @Scopes('callbacks:write')
  @HttpCode(202)
  @ApiOperation({ summary: 'Deliver all that happened since then and was not delivered, each under its id' })
  @ApiResponse({ status: 202, type: RecoveredDto })
  async recover(
    @CalledBy() caller: RequestCaller,
    @Param('id', CallbackId) id: string,
    @Body() { since, dryRun = false }: RecoverRequestDto,
  ): Promise<RecoveredDto> {
    await this.own.findEnabled(caller, id);
    const recovered = await this.deliveries.recover(id, new Date(since), dryRun);
    if (!dryRun) {
      const { clientId: client, requestId } = caller;
      this.log.info('callback.recovered', { endpointId: id, count: recovered, client, requestId });
    }
    return { recovered, dryRun };
  }

  @Post('test')
  @Scopes('callbacks:write')
  @HttpCode(202)
  @UseGuards(TakesNoFields)
  @ApiOperation({ summary: 'Deliver a test event now' })
  @ApiResponse({ status: 202, type: CallbackDeliveryDto })
  async test(@CalledBy() caller: RequestCaller, @Param('id', CallbackId) id: string): Promise<CallbackDeliveryDto> {
    await this.own.findEnabled(caller, id);
    return this.read(caller, id, await this.deliveries.test(id));
  }
}
