import { expect, it } from 'vitest'
import { appUrl, findingUrl } from './links'

it.each([
  ['https://api.datadoghq.com', 'https://app.datadoghq.com'],
  ['https://api.datadoghq.eu', 'https://app.datadoghq.eu'],
  ['https://api.us3.datadoghq.com', 'https://us3.datadoghq.com'],
  ['https://api.us5.datadoghq.com', 'https://us5.datadoghq.com'],
  ['https://api.ap1.datadoghq.com', 'https://ap1.datadoghq.com'],
  ['https://api.ap2.datadoghq.com', 'https://ap2.datadoghq.com'],
  ['https://api.ddog-gov.com', 'https://app.ddog-gov.com'],
  ['http://127.0.0.1:8801', 'http://127.0.0.1:8801'],
  ['https://proxy.example.com/datadog', 'https://proxy.example.com'],
  ['https://api.datadoghq.com.example.com', 'https://api.datadoghq.com.example.com'],
])('people see %s at %s', (api, app) => {
  expect(appUrl(api)).toBe(app)
})

it.each([
  [
    'misconfiguration',
    '/security/compliance?panels=cpfinding%7Cevent%7CruleId%3Aabc%7CresourceId%3Ai-1&query=%40finding_id%3AYQ%3D%3D',
  ],
  ['host_and_container_vulnerability', '/security/csm/vm?query=%40finding_id%3AYQ%3D%3D'],
  ['library_vulnerability', '/security/appsec/vm/library?query=%40finding_id%3AYQ%3D%3D'],
  [
    'something_new',
    '/security/compliance?panels=cpfinding%7Cevent%7CruleId%3Aabc%7CresourceId%3Ai-1&query=%40finding_id%3AYQ%3D%3D',
  ],
])('a %s is shown on its own page, found by its id', (findingType, path) => {
  const facts = { id: 'YQ==', findingType, ruleId: 'abc', resourceId: 'i-1' }
  expect(findingUrl('https://app.datadoghq.eu', facts)).toBe(`https://app.datadoghq.eu${path}`)
})

it('a misconfiguration without a rule is found by its id alone', () => {
  const facts = { id: 'a', findingType: 'misconfiguration', ruleId: null, resourceId: 'i-1' }
  expect(findingUrl('', facts)).toBe('/security/compliance?query=%40finding_id%3Aa')
})
