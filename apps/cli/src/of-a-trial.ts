import { join } from 'node:path';

/** Unlike the database these are not found: whoever gives Meta an address of a trial must know both anyway. */
export function ofATrial({
  API_PORT = '',
  RECADO_DATA_DIR = '',
}: Readonly<Record<string, string | undefined>>): string {
  const url = `http://127.0.0.1:${API_PORT.trim() === '' ? '3000' : API_PORT.trim()}`;
  const file = join(RECADO_DATA_DIR.trim() === '' ? '.recado' : RECADO_DATA_DIR.trim(), 'development.json');
  return `of a running npm start they are ${url} (or the port of its --port) and verifyToken in ${file}`;
}
