/** Version of the hub, as `hub/package.json` has it. */
export const VERSION = '0.1.0'
