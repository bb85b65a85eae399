import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MessageEvent, MessagePage, MessageView } from '#messages';
import { CalledBy } from '../access/caller.decorator.js';
import type { RequestCaller } from '../access/request-caller.js';
import { Scopes } from '../access/scopes.decorator.js';
import { BASE_PATH } from '../border/paths.js';
import { TakesNoFields } from '../border/takes-no-fields.guard.js';
import { type ProblemDocument, problemDocument } from '../problems/problem.js';
import { PROBLEM_CODES } from '../problems/problem-codes.js';
import { ProblemException } from '../problems/problem-exception.js';
import { AcceptBatch } from './accept-batch.js';
import { AcceptMessage } from './accept-message.js';
import { CancelMessage } from './cancel-message.js';
import { DecideHeldMessage } from './decide-held-message.js';
import { BatchRequestDto } from './dto/batch-request.dto.js';
import { BulkResendDto, BulkResendRequestDto } from './dto/bulk-resend.dto.js';
import { ListMessagesDto } from './dto/list-messages.dto.js';
import { MessageRequestDto } from './dto/message-request.dto.js';
import { MessagePageDto, MessageWithEventsDto, MessageDto, BatchResultsDto } from './dto/message.dto.js';
import { ResendRequestDto } from './dto/resend-request.dto.js';
import { IdempotencyKey } from './idempotency-key.js';
import { ListMessages } from './list-messages.js';
import { MessageId } from './message-id.pipe.js';
import { ReadMessage } from './read-message.js';
import { ResendFailed } from './resend-failed.js';
import { ResendMessage } from './resend-message.js';

type BatchEntry =
  | { readonly status: 202; readonly replayed: boolean; readonly message: MessageView }
  | { readonly status: number; readonly problem: ProblemDocument };

const IDEMPOTENCY_HEADER = {
  name: 'Idempotency-Key',
  required: false,
  description: 'At most 255 printable characters. The same key and body make the same message, never a second one.',
};

@ApiTags('Messages')
@ApiBearerAuth()
@Controller('messages')
export class MessagesController {
  constructor(
    private readonly acceptMessage: AcceptMessage,
    private readonly acceptBatch: AcceptBatch,
    private readonly cancelMessage: CancelMessage,
    private readonly decideHeldMessage: DecideHeldMessage,
    private readonly listMessages: ListMessages,
    private readonly readMessage: ReadMessage,
    private readonly resendMessage: ResendMessage,
    private readonly resendFailed: ResendFailed,
  ) {}

  @Post()
  @HttpCode(202)
  @Scopes('messages:write')
  @ApiOperation({ summary: 'Accept one message; it is committed before the answer and sent later' })
  @ApiHeader(IDEMPOTENCY_HEADER)
  @ApiResponse({ status: 202, type: MessageDto })
  async accept(
    @CalledBy() caller: RequestCaller,
    @IdempotencyKey() key: string | null,
    @Body() request: MessageRequestDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessageView> {
    const result = await this.acceptMessage.execute(caller, request, key);
    if (result.kind === 'refused') throw new ProblemException(result.problem);
    if (result.replayed) reply.header('idempotent-replayed', 'true');
    reply.header('location', `${BASE_PATH}/messages/${result.message.id}`);
    return result.message;
  }

  @Post('batch')
  @HttpCode(207)
  @Scopes('messages:write')
  @ApiOperation({ summary: 'Accept up to 1,000 messages, each on its own' })
  @ApiHeader(IDEMPOTENCY_HEADER)
  @ApiResponse({ status: 207, type: BatchResultsDto })
  async batch(
    @CalledBy() caller: RequestCaller,
    @IdempotencyKey() key: string | null,
    @Body() { messages }: BatchRequestDto,
    @Req() { id }: FastifyRequest,
  ): Promise<{ results: readonly BatchEntry[] }> {
    const results = await this.acceptBatch.execute(caller, messages, key);
    return {
      results: results.map((result) =>
        result.kind === 'accepted'
          ? { status: 202, replayed: result.replayed, message: result.message }
          : { status: PROBLEM_CODES[result.problem.code].status, problem: problemDocument(result.problem, id) },
      ),
    };
  }

  @Get()
  @Scopes('messages:read')
  @ApiOperation({ summary: 'Find messages, newest first' })
  @ApiResponse({ status: 200, type: MessagePageDto })
  async list(@CalledBy() caller: RequestCaller, @Query() query: ListMessagesDto): Promise<MessagePage> {
    const result = await this.listMessages.execute(caller, query);
    if (result.kind === 'refused') throw new ProblemException(result.problem);
    return result.page;
  }

  @Get(':id')
  @UseGuards(TakesNoFields)
  @Scopes('messages:read')
  @ApiOperation({ summary: 'One message with its timeline' })
  @ApiResponse({ status: 200, type: MessageWithEventsDto })
  async read(
    @CalledBy() caller: RequestCaller,
    @Param('id', MessageId) id: string,
  ): Promise<MessageView & { events: readonly MessageEvent[] }> {
    const found = await this.readMessage.execute(caller, id);
    if (found === null) throw new ProblemException({ code: 'NOT_FOUND', detail: 'There is no such message.' });
    return { ...found.message, events: found.events };
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @UseGuards(TakesNoFields)
  @Scopes('messages:write')
  @ApiOperation({ summary: 'Cancel a message of which nothing was handed to Meta' })
  @ApiResponse({ status: 200, type: MessageDto })
  async cancel(@CalledBy() caller: RequestCaller, @Param('id', MessageId) id: string): Promise<MessageView> {
    const result = await this.cancelMessage.execute(caller, id);
    switch (result.kind) {
      case 'cancelled':
        return result.message;
      case 'unknown':
        throw new ProblemException({ code: 'NOT_FOUND', detail: 'There is no such message.' });
      case 'not_cancellable': {
        const { status, pendingReason } = result.message;
        const now = pendingReason === null ? status : `${status} (${pendingReason})`;
        const detail = `The message is ${now}: Meta may have it already.`;
        throw new ProblemException({ code: 'NOT_CANCELLABLE', detail });
      }
    }
  }

  @Post(':id/resend')
  @HttpCode(202)
  @Scopes('messages:write')
  @ApiOperation({ summary: 'Send a FAILED message again, as a new one' })
  @ApiResponse({ status: 202, type: MessageDto })
  async resend(
    @CalledBy() caller: RequestCaller,
    @Param('id', MessageId) id: string,
    @Body() { force = false }: ResendRequestDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessageView> {
    const result = await this.resendMessage.execute(caller, id, force);
    if (result.kind === 'refused') throw new ProblemException(result.problem);
    reply.header('location', `${BASE_PATH}/messages/${result.message.id}`);
    return result.message;
  }

  @Post('resend')
  @HttpCode(200)
  @Scopes('messages:write')
  @ApiOperation({ summary: 'Send all FAILED messages again that match the filters of the list, each as a new one' })
  @ApiResponse({ status: 200, type: BulkResendDto })
  async resendAll(@CalledBy() caller: RequestCaller, @Body() request: BulkResendRequestDto): Promise<BulkResendDto> {
    const resend = await this.resendFailed.execute(caller, request);
    if (resend.kind === 'refused') throw new ProblemException(resend.problem);
    return resend.result;
  }

  @Post(':id/release')
  @HttpCode(200)
  @UseGuards(TakesNoFields)
  @Scopes('ops')
  @ApiOperation({ summary: 'Send a HELD message again; if Meta had it, the recipient gets it twice' })
  @ApiResponse({ status: 200, type: MessageDto })
  release(@CalledBy() caller: RequestCaller, @Param('id', MessageId) id: string): Promise<MessageView> {
    return this.decide(caller, id, 'release');
  }

  @Post(':id/fail')
  @HttpCode(200)
  @UseGuards(TakesNoFields)
  @Scopes('ops')
  @ApiOperation({ summary: 'End a HELD message as FAILED' })
  @ApiResponse({ status: 200, type: MessageDto })
  fail(@CalledBy() caller: RequestCaller, @Param('id', MessageId) id: string): Promise<MessageView> {
    return this.decide(caller, id, 'fail');
  }

  private async decide(caller: RequestCaller, id: string, decision: 'release' | 'fail'): Promise<MessageView> {
    const result = await this.decideHeldMessage.execute(caller, id, decision);
    switch (result.kind) {
      case 'decided':
        return result.message;
      case 'unknown':
        throw new ProblemException({ code: 'NOT_FOUND', detail: 'There is no such message.' });
      case 'not_held': {
        const { status, pendingReason } = result.message;
        const now = pendingReason === null ? status : `${status} (${pendingReason})`;
        throw new ProblemException({ code: 'NOT_HELD', detail: `The message is ${now}: there is nothing to decide.` });
      }
    }
  }
}
