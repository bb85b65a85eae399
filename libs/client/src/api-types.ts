import type { components, operations } from './openapi.js';

type Schemas = components['schemas'];
type Query<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>;

/** The API's own types by the names that people use; the rest is in `components`. */
export type Message = Schemas['MessageDto'];
export type MessageWithEvents = Schemas['MessageWithEventsDto'];
export type MessageRequest = Schemas['MessageRequestDto'];
export type BatchItem = Schemas['BatchItemDto'];
export type PurchaseOrder = Schemas['PurchaseOrderRequestDto'];
export type PurchaseOrderMessage = Schemas['PurchaseOrderMessageDto'];
export type Suppression = Schemas['SuppressionDto'];
export type Problem = Schemas['ProblemDto'];
export type ProblemCode = Problem['code'];
export type FieldProblem = Schemas['FieldProblemDto'];

/** Filters of a list. `limit` is the size of a page, not of the list. */
export type MessageFilters = Omit<Query<'Messages_list'>, 'cursor'>;
export type SuppressionFilters = Omit<Query<'Suppressions_list'>, 'cursor'>;
