/** Says above the form whether the incident may be closed. */
export function onLoad(): void {
  if (g_form.isNewRecord()) return
  const ask = new GlideAjax('x_fxprf_sync.FixproofForm')
  ask.addParam('sysparm_name', 'view')
  ask.addParam('sysparm_incident', g_form.getUniqueValue())
  ask.getXMLAnswer(answer => {
    if (!answer) return
    for (const { kind, text } of JSON.parse(answer) as { kind: string; text: string }[]) {
      // Older forms know no warnings.
      if (kind === 'warning' && g_form.addWarningMessage) g_form.addWarningMessage(text)
      else if (kind === 'info') g_form.addInfoMessage(text)
      else g_form.addErrorMessage(text)
    }
  })
}
