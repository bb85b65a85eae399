/** Of every command that asks the API. */
export const API_OPTION = ['--api <url>', 'where the API is (default: this machine, API_PORT)'] as const;
