export { DEFAULT_CLOSE, DEFAULT_NOT_FIXED } from './defaults'
export { closeSettings, hashKey, keyDocs, projectDocs, projectId } from './documents'
export { ConfigError, type ConfigInput, DEFAULT_CONFIG_PATH, loadConfig, parseConfig } from './load'
export {
  type Config,
  configSchema,
  type DatadogConnection,
  type JiraConnection,
  type KeyConfig,
  type ProjectConfig,
  type ServiceNowConnection,
} from './schema'
export type { ConfigProblem } from './variables'
