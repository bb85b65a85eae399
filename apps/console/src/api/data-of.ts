import { RecadoError } from 'recado-client';

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** What a call was answered with. @throws RecadoError where it was refused or not answered */
export async function dataOf<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await answerOf(call);
  if (data !== undefined && response.ok) return data;
  const { status, headers } = response;
  throw RecadoError.ofAnswer({ status, headers, body: error, idempotencyKey: null });
}

async function answerOf<Data>(call: Promise<Answer<Data>>): Promise<Answer<Data>> {
  try {
    return await call;
  } catch (cause) {
    // Somebody went on to another page: nobody waits for it.
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw RecadoError.ofSilence({ sent: true, timedOut, cause, idempotencyKey: null });
  }
}
