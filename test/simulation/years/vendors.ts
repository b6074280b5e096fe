export { BOT } from '../../sandbox/jira/seed'
export { LINK_TYPES, PRIORITIES } from '../../sandbox/jira/state'
