/** Runs the page in a window; resolves once the first answer is shown. */
export function startPage(window: unknown): Promise<void>
