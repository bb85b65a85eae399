import { describe, expect, it } from 'vitest';
import { describeOutage } from './describe-outage.js';

const URL_WITH_PASSWORD = 'postgres://recado:s3cr3t@db.example:6543/recado';

describe('a database that cannot be reached', () => {
  it('is told with its place and the reason, never with the password', () => {
    expect(describeOutage(URL_WITH_PASSWORD, Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toBe(
      'PostgreSQL does not answer at db.example:6543 (connection refused): start it or correct DATABASE_URL',
    );
  });

  it('is told as slow where it has not answered in time', () => {
    const late = new Error('Connection terminated due to connection timeout');
    expect(describeOutage('postgres://localhost/recado', late)).toBe(
      'PostgreSQL does not answer at localhost:5432 in time (Connection terminated due to connection timeout): see how busy it is, or correct DATABASE_URL',
    );
  });

  it('is told as slow where a statement took too long', () => {
    const late = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
    expect(describeOutage('postgres://localhost/recado', late)).toBe(
      'PostgreSQL does not answer at localhost:5432 in time (canceling statement due to statement timeout): see how busy it is, or correct DATABASE_URL',
    );
  });

  it('is told in its own words where it answers with a refusal', () => {
    const refusal = Object.assign(new Error('database "recado" does not exist'), { code: '3D000' });
    expect(describeOutage('postgres://localhost/recado', refusal)).toBe(
      'PostgreSQL at localhost:5432 does not let us in (database "recado" does not exist): correct it or DATABASE_URL',
    );
  });
});
