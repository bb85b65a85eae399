import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ListCursor, type RecipientKey } from '#messages';
import { EventLog } from '#runtime';
import { SuppressionsRepository } from '#suppressions';
import { CalledBy } from '../access/caller.decorator.js';
import { Scopes } from '../access/scopes.decorator.js';
import type { RequestCaller } from '../access/request-caller.js';
import { readRecipient } from '../messages/read-recipient.js';
import { TakesNoFields } from '../border/takes-no-fields.guard.js';
import { ProblemException } from '../problems/problem-exception.js';
import { ListSuppressionsDto } from './list-suppressions.dto.js';
import { SuppressionDto, SuppressionPageDto, viewOfSuppression } from './suppression.dto.js';
import { SuppressionId } from './suppression-id.pipe.js';
import { SuppressionRequestDto } from './suppression-request.dto.js';
import { visibleEntries } from './visible-entries.js';

const DEFAULT_LIMIT = 50;

/** Who must not be written to, why, since when. It counts for all clients of this installation; each sees and lifts its own entries. */
@ApiTags('Suppressions')
@ApiBearerAuth()
@Controller('suppressions')
export class SuppressionsController {
  constructor(
    @Inject(SuppressionsRepository) private readonly suppressions: SuppressionsRepository,
    private readonly log: EventLog,
  ) {}

  @Get()
  @Scopes('messages:write')
  @ApiOperation({ summary: 'Who must not be written to, why, since when' })
  @ApiResponse({ status: 200, type: SuppressionPageDto })
  async list(@CalledBy() caller: RequestCaller, @Query() query: ListSuppressionsDto): Promise<SuppressionPageDto> {
    const cursor = query.cursor === undefined ? undefined : ListCursor.parse(query.cursor);
    if (cursor === null) {
      throw new ProblemException({
        code: 'CURSOR_INVALID',
        detail: 'Use nextCursor of the page before as it came, or leave it out for the first page.',
        errors: [{ path: 'cursor', message: 'is not a cursor of this list' }],
      });
    }
    // A + that was not escaped arrives as a blank.
    const recipient = query.to === undefined ? undefined : recipientOf(query.to.replace(/^ /, '+'));
    const limit = query.limit ?? DEFAULT_LIMIT;
    const { items, nextCursor } = await this.suppressions.list({ recipient, limit, cursor }, visibleEntries(caller));
    return { items: items.map(viewOfSuppression), nextCursor };
  }

  @Post()
  @HttpCode(200)
  @Scopes('messages:write')
  @ApiOperation({
    summary: 'Write to somebody no more; an earlier entry of this kind for the same recipient is replaced',
  })
  @ApiResponse({ status: 200, type: SuppressionDto })
  async add(
    @CalledBy() { clientId, requestId }: RequestCaller,
    @Body() { to, scope, note }: SuppressionRequestDto,
  ): Promise<SuppressionDto> {
    const suppression = await this.suppressions.add(clientId, recipientOf(to), scope, note ?? null);
    this.log.info('suppression.added', { suppressionId: suppression.id, requestId, scope, client: clientId });
    return viewOfSuppression(suppression);
  }

  @Delete(':id')
  @HttpCode(204)
  @UseGuards(TakesNoFields)
  @Scopes('messages:write')
  @ApiOperation({ summary: 'Write to somebody again' })
  @ApiResponse({ status: 204 })
  async lift(@CalledBy() caller: RequestCaller, @Param('id', SuppressionId) id: string): Promise<void> {
    if (!(await this.suppressions.lift(id, visibleEntries(caller)))) {
      throw new ProblemException({ code: 'NOT_FOUND', detail: 'There is no such suppression.' });
    }
    const { clientId, requestId } = caller;
    this.log.info('suppression.lifted', { suppressionId: id, requestId, client: clientId });
  }
}

function recipientOf(to: string): RecipientKey {
  const reading = readRecipient(to);
  if (reading.kind === 'refused') throw new ProblemException(reading.problem);
  return reading.recipient;
}
