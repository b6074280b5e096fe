;(function executeRule(current, previous) {
  // Before an abort later rules still run: what another rule has stopped needs no verdict.
  if (typeof x_fxprf_sync === 'undefined' || current.isActionAborted()) {
    return
  }
  function textOf(record, column) {
    return record ? String(record.getValue(column) || '') : ''
  }
  var verdict
  try {
    verdict = new x_fxprf_sync.FixproofGate().judge(
      String(current.getUniqueValue()),
      current.isNewRecord() ? '' : textOf(previous, 'state'),
      textOf(current, 'state'),
      current.isNewRecord() ? '' : textOf(previous, 'close_code'),
      textOf(current, 'close_code')
    )
  } catch (error) {
    // A fault of ours must not keep anybody from closing incidents; the hub reopens what is not true.
    gs.error('Fixproof could not judge the close of ' + current.getValue('number') + ': ' + error)
    return
  }
  if (verdict.allowed) {
    return
  }
  gs.addErrorMessage(verdict.message)
  current.setAbortAction(true)
  try {
    new x_fxprf_sync.FixproofOutbox().refused(
      String(current.getUniqueValue()),
      textOf(current, 'number'),
      textOf(current, 'sys_mod_count'),
      'state',
      verdict.message,
      verdict.claim
    )
  } catch (error) {
    gs.error(
      'Fixproof could not note that the close of ' + current.getValue('number') + ' was refused: ' + error
    )
  }
})(current, previous)
