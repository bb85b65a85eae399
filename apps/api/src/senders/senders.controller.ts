import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { EventLog } from '#runtime';
import { SendersRepository } from '#senders';
import { CountryPausesRepository } from '#sending';
import { CalledBy } from '../access/caller.decorator.js';
import { Scopes } from '../access/scopes.decorator.js';
import type { RequestCaller } from '../access/request-caller.js';
import { TakesNoFields } from '../border/takes-no-fields.guard.js';
import type { Problem } from '../problems/problem.js';
import { ProblemException } from '../problems/problem-exception.js';
import { PauseRequestDto } from './pause-request.dto.js';
import { ReadSenders } from './read-senders.js';
import { ResumeRequestDto } from './resume-request.dto.js';
import { SenderDto, SenderListDto } from './sender.dto.js';

const NO_SUCH_SENDER: Problem = { code: 'NOT_FOUND', detail: 'There is no such sender.' };

/** The phone numbers that messages are sent from. What a person pauses here only a person lets go on. */
@ApiTags('Senders')
@ApiBearerAuth()
@Controller('senders')
export class SendersController {
  constructor(
    private readonly readSenders: ReadSenders,
    @Inject(SendersRepository) private readonly states: SendersRepository,
    @Inject(CountryPausesRepository) private readonly countries: CountryPausesRepository,
    private readonly log: EventLog,
  ) {}

  @Get()
  @UseGuards(TakesNoFields)
  @Scopes('ops')
  @ApiOperation({ summary: 'State of each sender, and what waits for it' })
  @ApiResponse({ status: 200, type: SenderListDto })
  async list(@CalledBy() caller: RequestCaller): Promise<SenderListDto> {
    return { items: await this.readSenders.execute(caller) };
  }

  @Get(':id')
  @UseGuards(TakesNoFields)
  @Scopes('ops')
  @ApiOperation({ summary: 'One sender' })
  @ApiResponse({ status: 200, type: SenderDto })
  async read(@CalledBy() caller: RequestCaller, @Param('id') id: string): Promise<SenderDto> {
    const sender = (await this.readSenders.execute(caller)).find((candidate) => candidate.id === id);
    if (sender === undefined) throw new ProblemException(NO_SUCH_SENDER);
    return sender;
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Scopes('ops')
  @ApiOperation({ summary: 'Send nothing from it; messages are still accepted and wait' })
  @ApiResponse({ status: 200, type: SenderDto })
  async pause(
    @CalledBy() caller: RequestCaller,
    @Param('id') id: string,
    @Body() { reason }: PauseRequestDto,
  ): Promise<SenderDto> {
    await this.expectKnown(caller, id);
    if (!(await this.states.pause(id, 'PERSON', reason))) {
      const detail = 'A person has paused it before: GET /senders/{id} tells why and since when.';
      throw new ProblemException({ code: 'SENDER_ALREADY_PAUSED', detail });
    }
    // The reason is free text, and may name somebody.
    this.log.warn('sender.paused', {
      sender: id,
      reason: 'by a person',
      requestId: caller.requestId,
      client: caller.clientId,
    });
    return this.read(caller, id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Scopes('ops')
  @ApiOperation({ summary: 'Send again, at all or to one country, one message first, whoever paused it' })
  @ApiBody({ type: ResumeRequestDto, required: false })
  @ApiResponse({ status: 200, type: SenderDto })
  async resume(
    @CalledBy() caller: RequestCaller,
    @Param('id') id: string,
    @Body() { country }: ResumeRequestDto,
  ): Promise<SenderDto> {
    await this.expectKnown(caller, id);
    const by = { by: 'a person', requestId: caller.requestId, client: caller.clientId };
    if (country === undefined) {
      requirePaused(await this.states.resume(id, true), 'It is at work: there is nothing to resume.');
      this.log.info('sender.resumed', { sender: id, ...by });
    } else {
      const detail = `It is not paused for ${country}: GET /senders/{id} shows for which countries it is.`;
      requirePaused(await this.countries.tryNow({ senderId: id, country }), detail);
      this.log.info('sender.country_tried', { sender: id, country, ...by });
    }
    return this.read(caller, id);
  }

  private async expectKnown(caller: RequestCaller, id: string): Promise<void> {
    if (!(await this.readSenders.knows(caller, id))) throw new ProblemException(NO_SUCH_SENDER);
  }
}

function requirePaused(wasPaused: boolean, detail: string): void {
  if (!wasPaused) throw new ProblemException({ code: 'SENDER_NOT_PAUSED', detail });
}
