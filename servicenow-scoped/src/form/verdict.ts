/** Resolved, Closed, Canceled. */
const CLOSED = ['6', '7', '8']

/** Says at the field, before anybody saves, why a close with this state and resolution code would be refused. */
export function sayVerdict(state: string, closeCode: string): void {
  if (g_scratchpad.fixproofSaid) g_form.hideFieldMsg('state')
  g_scratchpad.fixproofSaid = false
  const turn = (g_scratchpad.fixproofAsked || 0) + 1
  g_scratchpad.fixproofAsked = turn
  if (g_form.isNewRecord() || CLOSED.indexOf(state) < 0) return
  const ask = new GlideAjax('x_fxprf_sync.FixproofForm')
  ask.addParam('sysparm_name', 'verdict')
  ask.addParam('sysparm_incident', g_form.getUniqueValue())
  ask.addParam('sysparm_state', state)
  ask.addParam('sysparm_close_code', closeCode)
  ask.getXMLAnswer(sentence => {
    // Somebody chose something else meanwhile: that answer counts.
    if (!sentence || g_scratchpad.fixproofAsked !== turn) return
    g_form.showFieldMsg('state', sentence, 'error')
    g_scratchpad.fixproofSaid = true
  })
}
