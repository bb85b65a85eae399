import { describe, expect, it } from 'vitest';
import { readSettings } from './read-settings.js';

const options = { once: false, port: undefined, to: undefined };

describe('the settings of a start', () => {
  it('are the documented ports and .recado, unless told otherwise', () => {
    expect(readSettings(options, {}, '/project')).toMatchObject({
      ports: { api: 3000, worker: 3001, sandbox: 4004 },
      dataFolder: '/project/.recado',
      dataFolderName: '.recado',
      databaseUrl: undefined,
    });
  });

  it('take the ports of the environment, and --port over them', () => {
    const variables = { API_PORT: '8000', WORKER_PORT: '9000', SANDBOX_PORT: '7000' };
    expect(readSettings(options, variables, '/project').ports).toEqual({ api: 8000, worker: 9000, sandbox: 7000 });
    expect(readSettings({ ...options, port: 5000 }, variables, '/project').ports).toEqual({
      api: 5000,
      worker: 5001,
      sandbox: 7000,
    });
  });

  it('move the sandbox with --port, too, unless its port is named', () => {
    expect(readSettings({ ...options, port: 5000 }, {}, '/project').ports.sandbox).toBe(5002);
  });

  it('are silenced by what the start itself was told, not by a file', () => {
    const off = { ENABLE_WHATSAPP_NOTIFICATIONS: 'false' };
    expect(readSettings(options, off, '/project', {}).silenced).toBe(false);
    expect(readSettings(options, off, '/project', off).silenced).toBe(true);
  });

  it('refuse what is no port, naming the variable', () => {
    expect(() => readSettings(options, { API_PORT: 'http' }, '/project')).toThrow('API_PORT must be a port');
  });
});
