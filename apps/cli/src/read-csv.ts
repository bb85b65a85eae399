/** One line of a CSV file, with its number there; a quoted field may hold line breaks. */
export interface CsvRow {
  /** From 1, as editors count. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Reads RFC 4180, and what spreadsheets make of it: a byte order mark, semicolons or tabs instead of commas. The separator is
 * the one of these that the first line has most of. Empty lines are left out. https://www.rfc-editor.org/rfc/rfc4180
 */
export function readCsv(text: string): readonly CsvRow[] {
  const content = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(content.split(/\r?\n/, 1)[0] ?? '');
  const rows: CsvRow[] = [];
  let row: { line: number; fields: string[] } = { line: 1, fields: [] };
  let field = '';
  let quoted = false;
  let line = 1;
  const endField = (): void => {
    row.fields.push(field.trim());
    field = '';
  };
  const endRow = (): void => {
    endField();
    if (row.fields.some((value) => value !== '')) rows.push(row);
    row = { line, fields: [] };
  };
  for (let index = 0; index < content.length; index += 1) {
    const character = content.charAt(index);
    if (character === '\n') line += 1;
    if (quoted) {
      if (character !== '"') field += character;
      else if (content.charAt(index + 1) === '"') {
        field += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"' && field.trim() === '') {
      field = '';
      quoted = true;
    } else if (character === separator) endField();
    else if (character === '\n') endRow();
    else if (character !== '\r') field += character;
  }
  endRow();
  return rows;
}

function separatorOf(firstLine: string): string {
  const count = (separator: string): number => firstLine.split(separator).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
