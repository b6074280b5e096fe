import { sayVerdict } from './verdict'

export function onChange(_control: unknown, _old: string, state: string, isLoading: boolean): void {
  if (!isLoading) sayVerdict(state, g_form.getValue('close_code'))
}
