// Takes back what "show findings on incident forms" added, and the guard's own records. Run it before the application
// Fixproof is uninstalled: after that the lists would point to tables that are gone.
;(function () {
  remove('sys_ui_related_list_entry', 'related_listSTARTSWITHx_fxprf_sync_')
  remove(
    'sys_script',
    'collection=incident^nameINFixproof: refuse an unproven fix,Fixproof: queue incident change'
  )
  remove('sys_script_include', 'api_name=global.FixproofGuard')

  function remove(table, query) {
    var record = new GlideRecord(table)
    record.addEncodedQuery(query)
    record.query()
    var count = 0
    while (record.next()) {
      record.deleteRecord()
      count += 1
    }
    gs.info('Fixproof: removed ' + count + ' of ' + table)
  }
})()
