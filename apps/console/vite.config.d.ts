/** The operators' page, for the browser: `npm run build` puts it beside the programs. */
declare const _default: import("vite").UserConfig;
export default _default;
