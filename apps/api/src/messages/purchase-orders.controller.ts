import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { MessageView } from '#messages';
import { CalledBy } from '../access/caller.decorator.js';
import type { RequestCaller } from '../access/request-caller.js';
import { Scopes } from '../access/scopes.decorator.js';
import { BASE_PATH } from '../border/paths.js';
import { ProblemException } from '../problems/problem-exception.js';
import { AcceptPurchaseOrder, type Superseded } from './accept-purchase-order.js';
import { PurchaseOrderMessageDto } from './dto/message.dto.js';
import { PurchaseOrderRequestDto } from './dto/purchase-order-request.dto.js';

@ApiTags('Purchase orders')
@ApiBearerAuth()
@Controller('purchase-orders')
export class PurchaseOrdersController {
  constructor(private readonly acceptPurchaseOrder: AcceptPurchaseOrder) {}

  @Post()
  @HttpCode(202)
  @Scopes('messages:write')
  @ApiOperation({ summary: 'Tell a supplier of a purchase order; the same order is the same message' })
  @ApiResponse({ status: 202, type: PurchaseOrderMessageDto })
  async accept(
    @CalledBy() caller: RequestCaller,
    @Body() order: PurchaseOrderRequestDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessageView & { superseded: Superseded | null }> {
    const result = await this.acceptPurchaseOrder.execute(caller, order);
    if (result.kind === 'refused') throw new ProblemException(result.problem);
    if (result.replayed) reply.header('idempotent-replayed', 'true');
    reply.header('location', `${BASE_PATH}/messages/${result.message.id}`);
    return { ...result.message, superseded: result.superseded };
  }
}
