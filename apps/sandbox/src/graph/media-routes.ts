import { createHash } from 'node:crypto';
import { numberOf, type GraphContext, type GraphPath } from './graph-context.js';
import { graphError, invalidRequest, unknownObject } from './graph-error-codes.js';

const LARGEST_UPLOAD = 100 * 1024 * 1024;
const KEPT_FILES = 1_000;

/** Upload of header media; what a file was stays known, its bytes do not. */
export function registerMediaRoutes(context: GraphContext): void {
  const { app, sandbox, replies } = context;
  app.post<GraphPath>('/:version/:id/media', { bodyLimit: LARGEST_UPLOAD }, async (request, reply) => {
    if (!numberOf(context, request, reply)) return reply;
    const form = await readForm(request.body, request.headers['content-type']);
    if (form?.get('messaging_product') !== 'whatsapp')
      return replies.error(reply, invalidRequest('The parameter messaging_product is required.'));
    const file = form.get('file');
    if (!(file instanceof File)) return replies.error(reply, invalidRequest('The parameter file is required.'));
    if (file.size === 0) return replies.error(reply, graphError(131053));
    const id = String(2871834006348767n + BigInt(sandbox.media.size));
    if (sandbox.media.size < KEPT_FILES) sandbox.media.set(id, await describeFile(id, file));
    return replies.ok(reply, { id });
  });
  app.delete<GraphPath>('/:version/:id', async (request, reply) => {
    const { id } = request.params;
    return sandbox.media.delete(id)
      ? replies.ok(reply, { success: true })
      : replies.error(reply, unknownObject('DELETE', id));
  });
}

async function readForm(body: unknown, contentType: string | undefined): Promise<FormData | undefined> {
  if (!Buffer.isBuffer(body) || contentType === undefined) return undefined;
  try {
    // Deprecated for servers because it holds the whole body in memory; this one is on a developer's machine.
    // oxlint-disable-next-line typescript/no-deprecated
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  } catch {
    return undefined;
  }
}

async function describeFile(id: string, file: File) {
  const bytes = Buffer.from(await file.arrayBuffer());
  return {
    messaging_product: 'whatsapp',
    url: `https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=${id}`,
    mime_type: file.type,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    file_size: file.size,
    id,
  };
}
