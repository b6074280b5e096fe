// Adds the app's lists to the related lists that views of the incident form have already. Nothing else changes, and a
// second run changes nothing: entries that are there are left alone.
;(function () {
  var lists = ['x_fxprf_sync_finding.incident', 'x_fxprf_sync_request.incident']
  var containers = new GlideRecord('sys_ui_related_list')
  containers.addQuery('name', 'incident')
  containers.addNullQuery('sys_user')
  containers.query()
  var views = 0
  while (containers.next()) {
    views += 1
    for (var i = 0; i < lists.length; i++) {
      add(String(containers.getUniqueValue()), lists[i])
    }
  }
  if (views === 0) {
    gs.info(
      'Fixproof: no view of the incident form has related lists of its own. Open an incident, Configure > Related Lists, and add "Datadog finding > Incident".'
    )
  }

  function add(container, list) {
    var entry = new GlideRecord('sys_ui_related_list_entry')
    entry.addQuery('list_id', container)
    entry.addQuery('related_list', list)
    entry.query()
    if (entry.next()) {
      return
    }
    var last = new GlideRecord('sys_ui_related_list_entry')
    last.addQuery('list_id', container)
    last.orderByDesc('position')
    last.setLimit(1)
    last.query()
    var position = last.next() ? parseInt(String(last.getValue('position')), 10) + 1 : 0
    entry = new GlideRecord('sys_ui_related_list_entry')
    entry.initialize()
    entry.setValue('list_id', container)
    entry.setValue('related_list', list)
    entry.setValue('position', position)
    entry.insert()
  }
})()
