import { sayVerdict } from './verdict'

export function onChange(_control: unknown, _old: string, closeCode: string, isLoading: boolean): void {
  if (!isLoading) sayVerdict(g_form.getValue('state'), closeCode)
}
