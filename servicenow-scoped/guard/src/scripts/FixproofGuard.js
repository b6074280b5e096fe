var FixproofGuard = Class.create()
FixproofGuard.prototype = {
  initialize: function () {},

  /**
   * Writes how many findings of an incident are open. Neither the update count nor the time nor the author of the last
   * change moves, no rule runs and nobody is notified.
   */
  setOpenFindings: function (incident, open) {
    var record = new GlideRecord('incident')
    if (!record.get(incident) || !record.isValidField('x_fxprf_sync_open_findings')) {
      return
    }
    if (String(record.getValue('x_fxprf_sync_open_findings') || '0') === String(open)) {
      return
    }
    record.setValue('x_fxprf_sync_open_findings', open)
    record.setWorkflow(false)
    record.autoSysFields(false)
    record.update()
  },

  type: 'FixproofGuard'
}
