;(function executeRule(current, previous) {
  if (typeof x_fxprf_sync === 'undefined') {
    return
  }
  function newest(column) {
    var element = current.getElement(column)
    return element && element.changes() ? String(element.getJournalEntry(1)) : ''
  }
  try {
    var outbox = new x_fxprf_sync.FixproofOutbox()
    var deleted = current.operation() === 'delete'
    var changed = []
    var watched = String(outbox.watched()).split(',')
    for (var i = 0; i < watched.length && !deleted; i++) {
      var element = current.getElement(watched[i])
      if (element && element.changes()) {
        changed.push(watched[i])
      }
    }
    outbox.queue(
      String(current.getUniqueValue()),
      String(current.getValue('number') || ''),
      String(current.getValue('sys_mod_count') || '0'),
      deleted ? 'sys_id' : changed.join(','),
      deleted ? '' : newest('comments'),
      deleted ? '' : newest('work_notes'),
      String(current.getValue('correlation_display') || '')
    )
  } catch (error) {
    // The change itself is not held up; the hub finds it with its next sweep.
    gs.error('Fixproof could not queue the change of ' + current.getValue('number') + ': ' + error)
  }
})(current, previous)
