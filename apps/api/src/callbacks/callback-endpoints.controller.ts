import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CallbackEndpointsRepository } from '#callbacks';
import { EventLog } from '#runtime';
import { CalledBy } from '../access/caller.decorator.js';
import type { RequestCaller } from '../access/request-caller.js';
import { Scopes } from '../access/scopes.decorator.js';
import { TakesNoFields } from '../border/takes-no-fields.guard.js';
import { CallbackEndpointChangeDto, CallbackEndpointRequestDto } from './callback-endpoint-request.dto.js';
import {
  CallbackEndpointDto,
  CallbackEndpointListDto,
  CallbackEndpointWithSecretDto,
  viewOfEndpoint,
} from './callback-endpoint.dto.js';
import { CallbackId } from './callback-id.pipe.js';
import { OwnEndpoint, ownerOf } from './own-endpoint.js';
import { SaveEndpoint } from './save-endpoint.js';

/** The secret before goes on signing for a day: long enough to give a receiver the new one. */
const GRACE_MS = 24 * 3_600_000;

/** Who is told of status changes. */
@ApiTags('Callbacks')
@ApiBearerAuth()
@Controller('callback-endpoints')
export class CallbackEndpointsController {
  constructor(
    @Inject(CallbackEndpointsRepository) private readonly endpoints: CallbackEndpointsRepository,
    private readonly own: OwnEndpoint,
    private readonly save: SaveEndpoint,
    private readonly log: EventLog,
  ) {}

  @Get()
  @Scopes('callbacks:write')
  @UseGuards(TakesNoFields)
  @ApiOperation({ summary: 'The endpoints of this client, the newest first' })
  @ApiResponse({ status: 200, type: CallbackEndpointListDto })
  async list(@CalledBy() caller: RequestCaller): Promise<CallbackEndpointListDto> {
    return { items: (await this.endpoints.list(ownerOf(caller))).map(viewOfEndpoint) };
  }

  @Post()
  @Scopes('callbacks:write')
  @ApiOperation({ summary: 'Be told of what happens; the secret is shown this once' })
  @ApiResponse({ status: 201, type: CallbackEndpointWithSecretDto })
  async create(
    @CalledBy() caller: RequestCaller,
    @Body() asked: CallbackEndpointRequestDto,
  ): Promise<CallbackEndpointWithSecretDto> {
    const { url, events = null, senders = null, description = null, rateLimit = null, enabled } = asked;
    const { id, secret } = await this.save.create(caller, {
      url,
      events,
      senders,
      description,
      rateLimit,
      enabled: enabled ?? true,
    });
    this.tell('callback.endpoint_created', caller, id);
    return Object.assign(await this.read(caller, id), { secret });
  }

  @Get(':id')
  @Scopes('callbacks:write')
  @UseGuards(TakesNoFields)
  @ApiOperation({ summary: 'One endpoint' })
  @ApiResponse({ status: 200, type: CallbackEndpointDto })
  async read(@CalledBy() caller: RequestCaller, @Param('id', CallbackId) id: string): Promise<CallbackEndpointDto> {
    return viewOfEndpoint(await this.own.find(caller, id));
  }

  @Patch(':id')
  @Scopes('callbacks:write')
  @ApiOperation({ summary: 'Change it, disable it, enable it again' })
  @ApiResponse({ status: 200, type: CallbackEndpointDto })
  async change(
    @CalledBy() caller: RequestCaller,
    @Param('id', CallbackId) id: string,
    @Body() asked: CallbackEndpointChangeDto,
  ): Promise<CallbackEndpointDto> {
    const endpoint = await this.own.find(caller, id);
    const { url, events, senders, description, rateLimit, enabled } = asked;
    await this.save.change(caller, endpoint, {
      url: url ?? endpoint.url,
      events: events === undefined ? endpoint.events : events,
      senders: senders === undefined ? endpoint.senders : senders,
      description: description === undefined ? endpoint.description : description,
      rateLimit: rateLimit === undefined ? endpoint.rateLimit : rateLimit,
      enabled: enabled ?? null,
    });
    this.tell('callback.endpoint_changed', caller, id);
    return this.read(caller, id);
  }

  @Delete(':id')
  @Scopes('callbacks:write')
  @HttpCode(204)
  @UseGuards(TakesNoFields)
  @ApiOperation({ summary: 'Be told nothing more; what waits for it is dropped' })
  @ApiResponse({ status: 204 })
  async remove(@CalledBy() caller: RequestCaller, @Param('id', CallbackId) id: string): Promise<void> {
    await this.own.find(caller, id);
    await this.endpoints.remove(id);
    this.tell('callback.endpoint_deleted', caller, id);
  }

  @Post(':id/rotate-secret')
  @Scopes('callbacks:write')
  @HttpCode(200)
  @UseGuards(TakesNoFields)
  @ApiOperation({ summary: 'Another secret, shown this once; the one before signs too for 24 hours' })
  @ApiResponse({ status: 200, type: CallbackEndpointWithSecretDto })
  async rotate(
    @CalledBy() caller: RequestCaller,
    @Param('id', CallbackId) id: string,
  ): Promise<CallbackEndpointWithSecretDto> {
    await this.own.find(caller, id);
    const secret = await this.save.rotate(id, GRACE_MS);
    this.tell('callback.secret_rotated', caller, id);
    return Object.assign(await this.read(caller, id), { secret });
  }

  private tell(event: string, { clientId, requestId }: RequestCaller, endpointId: string): void {
    this.log.info(event, { endpointId, client: clientId, requestId });
  }
}
