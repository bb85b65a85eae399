/** An error as Graph answers it. https://developers.facebook.com/docs/graph-api/guides/error-handling */
export interface GraphError {
  readonly kind: 'graph-error';
  readonly httpStatus: number;
  readonly code: number;
  readonly message: string;
  readonly type: string;
  readonly details?: string;
  /** What managing templates has in `error_data` instead: a text and no object. */
  readonly errorData?: string;
  readonly subcode?: number;
  readonly isTransient?: boolean;
  readonly userTitle?: string;
  readonly userMessage?: string;
}

/** The JSON body of an error answer; fields that an error does not have are left out, as Graph does. */
export function graphErrorBody(error: GraphError, traceId: string) {
  return {
    error: {
      message: error.message,
      type: error.type,
      code: error.code,
      ...(error.details !== undefined && {
        error_data: { messaging_product: 'whatsapp', details: error.details },
      }),
      ...(error.errorData !== undefined && { error_data: error.errorData }),
      ...(error.subcode !== undefined && { error_subcode: error.subcode }),
      ...(error.isTransient !== undefined && { is_transient: error.isTransient }),
      ...(error.userTitle !== undefined && { error_user_title: error.userTitle, error_user_msg: error.userMessage }),
      fbtrace_id: traceId,
    },
  };
}
