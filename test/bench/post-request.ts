/** The bytes of a POST of JSON, in front of its body. */
export function postHead(path: string, headers: Readonly<Record<string, string>>, bodyBytes: number): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${bodyBytes}\r\n${lines.join('')}\r\n`;
}

/** The same with it. */
export function postRequest(path: string, headers: Readonly<Record<string, string>>, body: string): string {
  return postHead(path, headers, Buffer.byteLength(body)) + body;
}
